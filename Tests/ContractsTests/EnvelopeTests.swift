import Contracts
import JSON
import Testing

@Suite struct EnvelopeTests {
  struct Opened: Equatable {
    var form: Envelope.Form
    var body: String
    var dataSchema: String?
    var id: SchemaID?
    var eventID: String?
  }

  private func open(
    _ value: [UInt8], _ headers: [(String, [UInt8])] = []
  ) throws(EnvelopeError) -> Opened {
    let bytes = PaddedBytes(value)
    let values = headers.map { PaddedBytes($0.1) }
    defer { withExtendedLifetime((bytes, values)) {} }
    let reader = EnvelopeReader()
    let envelope = try reader.open(bytes.bytes, hasHeaders: !headers.isEmpty) { name in
      headers.lastIndex { $0.0 == name }.map { values[$0].bytes }
    }
    return Opened(
      form: envelope.form, body: String(decoding: envelope.body, as: UTF8.self),
      dataSchema: envelope.hint.dataSchema, id: envelope.hint.id, eventID: envelope.eventID)
  }

  private func open(_ value: String, _ headers: [(String, String)] = []) throws(EnvelopeError)
    -> Opened
  {
    try open(Array(value.utf8), headers.map { ($0.0, Array($0.1.utf8)) })
  }

  private func code(_ body: () throws(EnvelopeError) -> Opened) -> EnvelopeError.Code? {
    do throws(EnvelopeError) {
      _ = try body()
      return nil
    } catch {
      return error.code
    }
  }

  private let binary = [
    ("ce_specversion", "1.0"), ("ce_id", "7"), ("ce_source", "s"), ("ce_type", "t"),
  ]

  @Test(arguments: [
    "{}", #"{"a": 1}"#, "", "[1]", "no json", #"{"specversion": "1.0"}"#,
    #"{"text": "\"specversion\" \"id\" \"source\" and so on and on and on"}"#,
  ])
  func bareJSON(value: String) throws {
    #expect(try open(value) == Opened(form: .bare, body: value))
  }

  @Test func structuredByHeaderAndByAttributes() throws {
    let event =
      #"{"specversion": "1.0", "id": "7", "source": "s", "type": "t", "dataschema": "env/air.v1", "data": {"a": "é"}}"#
    let opened = Opened(
      form: .cloudEventsStructured, body: #"{"a": "é"}"#, dataSchema: "env/air.v1", eventID: "7")
    #expect(try open(event) == opened)
    #expect(
      try open(event, [("content-type", "application/CloudEvents+json; charset=UTF-8")]) == opened)
    #expect(try open(event, [("content-type", "application/json")]) == opened)
  }

  @Test(arguments: [(#""x""#, #""x""#), ("[1, 2]", "[1, 2]"), ("null", "null"), ("1.50", "1.50")])
  func dataMayBeAnyValue(data: String, body: String) throws {
    let event = #"{"specversion":"1.0","id":"7","source":"s","type":"t","data": \#(data)}"#
    #expect(try open(event).body == body)
  }

  @Test func base64Data() throws {
    func event(_ data: String) -> String {
      #"{"specversion":"1.0","id":"7","source":"s","type":"t","data_base64":"\#(data)"}"#
    }
    #expect(try open(event("eyJhIjoxfQ==")).body == #"{"a":1}"#)
    #expect(try open(event("eyJhIjoxfQ\\u003d=")).body == #"{"a":1}"#)
    for bad in ["eyJhIjoxfQ", "eyJhIjoxf===", "e*Jh", "eyJhIjoxfR=="] {
      #expect(code { () throws(EnvelopeError) in try open(event(bad)) } == .badBase64, "\(bad)")
    }
  }

  @Test func declaredEventsMustBeWhole() {
    let type = [("content-type", "application/cloudevents+json")]
    let cases: [(String, EnvelopeError.Code)] = [
      (#"{"specversion":"1.0","id":"7","source":"s","data":1}"#, .badAttributes),
      (#"{"specversion":"0.3","id":"7","source":"s","type":"t","data":1}"#, .badAttributes),
      (#"{"specversion":"1.0","id":7,"source":"s","type":"t","data":1}"#, .badAttributes),
      (#"{"specversion":"1.0","id":"7","source":"s","type":"t"}"#, .noData),
      (
        #"{"specversion":"1.0","id":"7","source":"s","type":"t","data":1,"data_base64":"MQ=="}"#,
        .noData
      ),
      (
        #"{"specversion":"1.0","id":"7","source":"s","type":"t","datacontenttype":"text/xml","data":"<a/>"}"#,
        .notJSON
      ),
    ]
    for (value, expected) in cases {
      #expect(code { () throws(EnvelopeError) in try open(value, type) } == expected, "\(value)")
    }
    for other in ["application/cloudevents-batch+json", "application/cloudevents+avro"] {
      #expect(
        code { () throws(EnvelopeError) in try open("{}", [("content-type", other)]) }
          == .unsupportedFormat)
    }
  }

  @Test func malformedEventsAreLeftToTheNextStage() throws {
    let cut = #"{"specversion":"1.0","id":"7","source":"s","type":"t","data":{"#
    #expect(try open(cut) == Opened(form: .bare, body: cut))
    #expect(try open(cut, [("content-type", "application/cloudevents+json")]).body == cut)
  }

  @Test func binaryMode() throws {
    let opened = try open(
      "{}", binary + [("ce_dataschema", "x"), ("content-type", "application/json")])
    #expect(opened == Opened(form: .cloudEventsBinary, body: "{}", dataSchema: "x", eventID: "7"))
    #expect(
      code { () throws(EnvelopeError) in try open("{}", binary + [("content-type", "text/xml")]) }
        == .notJSON)
    #expect(
      code { () throws(EnvelopeError) in try open("{}", Array(binary.dropLast())) }
        == .badAttributes)
    #expect(
      code { () throws(EnvelopeError) in
        try open(
          Array("{}".utf8), binary.map { ($0.0, $0.0 == "ce_id" ? [0xff] : Array($0.1.utf8)) })
      } == .badAttributes)
  }

  @Test func confluentFraming() throws {
    let framed: [UInt8] = [0, 0, 0, 0x1b, 0x59] + Array("{}".utf8)
    #expect(try open(framed) == Opened(form: .bare, body: "{}", id: .number(7001)))
    #expect(try open(framed, binary.map { ($0.0, Array($0.1.utf8)) }).id == .number(7001))
    for short in 1...4 {
      #expect(
        code { () throws(EnvelopeError) in try open(Array(framed.prefix(short))) } == .frameTooShort
      )
    }
    #expect(try open([0, 0, 0, 0, 1]).body == "")
  }

  @Test func schemaIDInAHeader() throws {
    func id(_ bytes: [UInt8]) throws(EnvelopeError) -> SchemaID? {
      try open(Array("{}".utf8), [("__value_schema_id", bytes)]).id
    }
    #expect(try id(Array("42".utf8)) == .number(42))
    #expect(try id([0, 0, 0, 0, 42]) == .number(42))
    #expect(
      try id([1] + (0..<16).map { $0 })
        == .uuid(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0e0f))
    for bad in [[], [2, 0, 0, 0, 1], Array("x".utf8), Array("99999999999".utf8), [0]] {
      #expect(
        code { () throws(EnvelopeError) in
          try open(Array("{}".utf8), [("__value_schema_id", bad)])
        } == .badSchemaID)
    }
  }
}
