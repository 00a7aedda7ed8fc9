import Glibc
import JSON
import JSONSchema
import Testing

/// The page for users of the library: each of its examples stands here too, so it compiles and runs.
@Suite("The documentation page")
struct DocumentationTests {
  private func file(_ path: String) throws -> String {
    let handle = try #require(fopen(path, "r"))
    defer { fclose(handle) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(handle), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Lines without their indentation: examples stand deeper here than on the page.
  private func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { line in String(line.drop { $0 == " " }) }
  }

  @Test("Every example of the page is one of these")
  func examples() throws {
    let source = #filePath
    let root = source.replacing("Tests/JSONSchemaTests/DocumentationTests.swift", with: "")
    let page = try file(root + "Sources/JSONSchema/JSONSchema.docc/JSONSchema.md")
    let here = lines(try file(source))
    // The manifest among them is built by Tests/stranger.
    let blocks = page.split(separator: "```swift\n").dropFirst()
      .filter { !$0.hasPrefix("// swift-tools-version") }
      .map { lines($0.prefix(upTo: $0.firstRange(of: "```")?.lowerBound ?? $0.endIndex)) }
    #expect(blocks.count == 8)
    for block in blocks {
      let isHere = here.contains(block)
      #expect(isHere, "not among the tests: \(block.first ?? "")")
    }
  }

  private let station = """
    {"type": "object", "required": ["stationId"],
     "properties": {"stationId": {"type": "string", "minLength": 1}, "pm25": {"minimum": 0}}}
    """

  @Test func compiling() throws {
    let schema = try Schema(
      compiling: """
        {
          "type": "object",
          "required": ["stationId"],
          "properties": {
            "stationId": {"type": "string", "minLength": 1},
            "pm25": {"type": "number", "minimum": 0}
          }
        }
        """)
    let isValid = schema.isValid(#"{"stationId": "S-01", "pm25": 18.25}"#)
    #expect(isValid)
    #expect(!schema.isValid("{}"))
  }

  @Test func problems() throws {
    var printed: [String] = []
    func print(_ document: String, _ pointer: String, _ message: String) {
      printed.append("\(document) \(pointer)")
    }
    do {
      _ = try Schema(compiling: #"{"properties": {"a": {"pattern": "("}}}"#)
    } catch {
      for problem in error.problems {
        print(problem.document, problem.pointer, problem.message.en)
      }
    }
    #expect(printed == [" /properties/a/pattern"])
    let malformed = #expect(throws: SchemaError.self) { try Schema(compiling: "{") }
    #expect(malformed?.problems.map(\.code) == [.malformed])
  }

  @Test func manyRecords() throws {
    let schema = try Schema(compiling: station)
    let records = [#"{"stationId": "a"}"#, "{}", "{"].map { Array($0.utf8) }
    var accepted = 0
    var rejected: [[UInt8]] = []
    var printed = 0
    func print(_ words: String...) { printed += 1 }
    let workspace = Workspace()
    for record in records {
      switch schema.validate(copying: record, in: workspace) {
      case .valid: accepted += 1
      case .invalid: rejected.append(record)
      case .malformed(let error): print("no JSON:", error.message)
      case .undecided: print("a limit of the judge was reached")
      }
    }
    #expect(accepted == 1 && rejected == [records[1]] && printed == 1)
  }

  @Test func captures() throws {
    var printed = ""
    func print(_ station: String, _ coefficient: Int64, _ scale: UInt8, _ microseconds: Int64) {
      printed = "\(station) \(coefficient) \(scale) \(microseconds)"
    }
    let schema = try Schema(
      compiling: #"{"properties": {"at": {"type": "string", "format": "date-time"}}}"#,
      formats: .asserted,
      captures: [Capture(path: ["stationId"]), Capture(path: ["pm25"]), Capture(path: ["at"])])
    let record = #"{"stationId": "S-01", "pm25": 18.25, "at": "2026-11-25T08:30:00+07:00"}"#
    let workspace = Workspace()
    if case .valid = schema.validate(copying: Array(record.utf8), in: workspace) {
      let station = workspace.value(of: workspace.cells[0])?.string
      let (coefficient, scale) = (workspace.cells[1].bits, workspace.cells[1].scale)
      let microseconds = workspace.cells[2].bits
      print(station ?? "", coefficient, scale, microseconds)
    }
    #expect(printed == "S-01 1825 2 1795570200000000")
  }

  @Test("A cell of each kind as its value, in both passes")
  func cellValues() throws {
    for keyword in [#""properties": {}"#, #""not": {"required": ["no"]}"#] {
      let schema = try Schema(
        compiling: "{\(keyword)}",
        captures: ["s", "n", "a", "o", "t", "z", "x"].map { Capture(path: [$0]) }
          + [Capture(path: [], kind: .members(excluding: ["a", "o", "t", "z", "n"]))])
      let record =
        #"{"s":"\u00e9\"","n":-12345678901234567890.5,"a":[1],"o":{"k":2},"t":true,"z":null,"y":3}"#
      let workspace = Workspace()
      guard case .valid = schema.validate(copying: Array(record.utf8), in: workspace) else {
        Issue.record("not valid")
        continue
      }
      let values = workspace.cells.map { workspace.value(of: $0) }
      #expect(values[0] == "é\"")
      #expect(values[1]?.number == JSONNumber("-12345678901234567890.5"))
      #expect(values[2...5] == [[1], ["k": 2], true, .some(.null)])
      #expect(values[6] == nil)
      #expect(values[7] == ["s": "é\"", "y": 3])
    }
  }

  @Test func explaining() throws {
    let schema = try Schema(compiling: station)
    var printed: [String] = []
    func print(_ location: String, _ keyword: String, _ message: String, _ hint: String) {
      printed.append("\(location) \(keyword) \(hint)")
    }
    let explanation = schema.explain(
      copying: Array(#"{"stationID": "S-01", "pm25": -1}"#.utf8),
      showValue: { $0 != "/stationID" })
    for error in explanation.errors {
      print(error.instanceLocation, error.keyword, error.message.en, error.hint?.en ?? "")
    }
    let output = JSONWriter.text(of: explanation.basicOutput)
    #expect(printed == [" required did you mean “stationID”?", "/pm25 minimum "])
    #expect(output.hasPrefix(#"{"valid":false,"errors":[{"keywordLocation":"/required""#))
  }

  @Test func references() throws {
    let common: JSONValue = ["$defs": ["code": ["pattern": "^[A-Z]{2}[0-9]{4}$"]]]
    let schema = try Schema(
      compiling: #"{"properties": {"code": {"$ref": "common.json#/$defs/code"}}}"#,
      at: "https://example.org/schemas/station.json",
      resolve: { uri in uri == "https://example.org/schemas/common.json" ? common : nil })
    #expect(schema.isValid(#"{"code": "AB1234"}"#) && !schema.isValid(#"{"code": "AB"}"#))
  }

  @Test func formats() throws {
    let text = #"{"format": "ipv4"}"#
    let annotated = try Schema(compiling: text)
    let asserted = try Schema(compiling: text, formats: .asserted)
    #expect(annotated.isValid(#""x""#) && !asserted.isValid(#""x""#))
  }

  @Test func limits() throws {
    let schema = try Schema(compiling: station)
    let limits = ReaderLimits(nestingDepthMax: 32, leniency: .duplicateKeys)
    let isValid = schema.isValid(#"{"stationId": "", "stationId": "S-01"}"#, limits: limits)
    #expect(isValid)
  }
}
