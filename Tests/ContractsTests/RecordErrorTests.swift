import Contracts
import JSON
import JSONSchema
import Testing

@Suite struct RecordErrorTests {
  private func error(_ index: Int = 0, text: String = "wrong") -> RecordError {
    RecordError(
      .validate, code: "type", keyword: "type", instanceLocation: "/p\(index)",
      message: LocalisedText(en: text, vi: text))
  }

  private func parsed(_ errors: [RecordError], total: Int? = nil) throws -> [JSONValue] {
    let bytes = RecordErrorList.json(of: errors, total: total)
    #expect(bytes.count <= RecordErrorList.bytesMax)
    #expect(!String(decoding: bytes, as: UTF8.self).contains("\\u0000"))
    return try #require(try JSONReader.parse(bytes).array)
  }

  @Test func shapeOfAnError() throws {
    var error = error()
    error.keywordLocation = "/properties/p0/type"
    error.property = "x"
    error.limit = 5
    error.value = "v"
    error.hint = LocalisedText(en: "h", vi: "g")
    error.causes = [self.error(1)]
    let json = try #require(try parsed([error]).first?.object)
    #expect(
      json.map(\.name) == [
        "stage", "code", "keyword", "instanceLocation", "keywordLocation",
        "absoluteKeywordLocation", "property", "limit", "value", "message", "hint", "causes",
      ])
    #expect(json["message"] == ["vi": "wrong", "en": "wrong"])
    #expect(json["absoluteKeywordLocation"] == .null)
  }

  @Test func atMostAHundredErrorsAndTheTotal() throws {
    let list = try parsed((0..<150).map { error($0) }, total: 4321)
    #expect(list.count == 101)
    #expect(list.last?["code"] == "more" && list.last?["value"] == 4321)
    #expect(try parsed([error()]).count == 1)
    #expect(try parsed([]).isEmpty)
  }

  @Test func atMost64KiB() throws {
    let list = try parsed((0..<100).map { error($0, text: String(repeating: "đ", count: 5000)) })
    #expect(list.count < 100)
    #expect(list.last?["code"] == "more" && list.last?["value"] == 100)
  }

  @Test func hugeAndPoisonousPartsAreTamed() throws {
    var error = error(text: "a\0b")
    error.instanceLocation = String(repeating: "/\0ê", count: 500_000)
    error.property = "\0"
    error.value = JSONNumber("1e999999").map { .number($0) }
    error.limit = .array((0..<5000).map { .number(JSONNumber($0)) })
    error.causes = (0..<1000).map { _ in self.error(text: String(repeating: "x", count: 3000)) }
    let json = try #require(try parsed([error]).first?.object)
    #expect(json["value"] == "number of 8 characters" && json["limit"] == nil)
    #expect(json["property"] == "\u{2400}")
    #expect(json["message"]?["en"] == "a\u{2400}b")
  }

  @Test func deepCausesEnd() throws {
    var error = error()
    for _ in 0..<1000 {
      var outer = self.error()
      outer.causes = [error]
      error = outer
    }
    #expect(try parsed([error]).count == 1)
  }

  @Test func malformedRecordsAreTold() throws {
    let text = TestContract.text(#""a": {"type": "string"}"#)
    for record: [UInt8] in [
      Array("{".utf8), [0xff], Array(#"{"a": 1, "a": 2}"#.utf8), [], Array("\u{feff}{}".utf8),
    ] {
      let rejection = try #require(try TestContract.rejection(of: record, text))
      #expect(rejection.stage == .decode)
      #expect(rejection.agency == "H17.12")
      let error = try #require(rejection.errors.first)
      #expect(error.keyword == nil && !error.message.vi.isEmpty)
    }
  }

  @Test func loadErrorNamesNoValue() {
    let error = RecordError.load(
      table: "t", sqlState: "23505", words: nil, constraint: "t_pk", column: nil)
    #expect(error.code == "23505" && error.message.en.contains("t_pk") && error.stage == .load)
    let own = RecordError.load(
      table: "t", sqlState: "54000", words: "row is too big", constraint: nil, column: nil)
    #expect(own.message.en.hasSuffix("(SQLSTATE 54000): row is too big"))
    #expect(own.message.vi.hasSuffix("(SQLSTATE 54000), báo: row is too big"))
  }

  @Test(arguments: [
    (#"{"agency": "H17.99", "a": 1}"#, "H17.99"), (#"{"a": 1}"#, "H17.12"),
    (#"{"agency": 5, "a": 1}"#, "H17.12"), (#"{"agency": "", "a": 1}"#, "H17.12"),
    (#"{"agency": "a\u0000", "a": 1}"#, "H17.12"), (#"{"agency": "H17.99", "#, "H17.12"),
  ])
  func agencyOfARejection(record: String, agency: String) throws {
    let text = TestContract.text(#""a": {"type": "string"}"#, settings: #""agency": "/agency""#)
    #expect(try TestContract.rejection(of: record, text)?.agency == agency)
  }

  @Test func agencyFromAHeader() throws {
    let contract = try TestContract.read(
      TestContract.text("", settings: #""agency": {"header": "x-agency"}"#))
    let bytes = PaddedBytes("H17.77".utf8)
    #expect(contract.agency(of: nil) { $0 == "x-agency" ? bytes.bytes : nil } == "H17.77")
    #expect(contract.agency(of: nil) { _ in nil } == "H17.12")
  }
}
