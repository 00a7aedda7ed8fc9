import Contracts
import JSON
import JSONSchema
import Testing

/// Errors name what was found, where, in a bounded length.
@Suite struct ErrorTextTests {
  private let text = TestContract.text(#""a": {"type": "string", "pattern": "^[a-z]$"}"#)

  private func error(_ record: [UInt8]) throws -> RecordError {
    try #require(try TestContract.rejection(of: record, text)?.errors.first)
  }

  @Test func zeroCharacterIsNoWhiteSpace() throws {
    let zero = try error(Array(#"{"a": "x\u0000"}"#.utf8))
    #expect(zero.hint?.en.contains("U+0000") == true && zero.hint?.vi.contains("U+0000") == true)
    let space = try error(Array(#"{"a": "x\t"}"#.utf8))
    #expect(space.hint?.en.contains("white space") == true)
    #expect(try error(Array(#"{"a": "x\u0001"}"#.utf8)).hint == nil)
  }

  @Test func malformedRecordsTellThePlace() throws {
    let broken = try error(Array(#"{"a": {"b": [1, yes]}}"#.utf8))
    #expect(broken.instanceLocation == "/a/b/1")
    #expect(broken.message.en.hasSuffix(", at /a/b/1"))
    let deep = try error(Array(repeating: UInt8(ascii: "["), count: 5000))
    #expect(deep.code == "tooDeep" && deep.message.en.utf8.count < 150)
    #expect(deep.message.en.hasSuffix("…") && deep.message.vi.hasSuffix("…"))
    #expect(deep.instanceLocation.utf8.count > 100)
    let name = String(repeating: "n", count: 600)
    let long = try error(Array(#"{"\#(name)": {"\#(name)": ?}}"#.utf8))
    #expect(long.instanceLocation == "/" + name)
    #expect(try error(Array("{'a': 1}".utf8)).hint?.en.contains("double quotation") == true)
  }

  private func choice(_ value: [UInt8], _ headers: [String: String] = [:]) throws -> String {
    let catalog = ContractCatalog.load([TestContract.file(text)])
    let route = try #require(catalog.route(for: "env.air"))
    let bytes = PaddedBytes(value)
    let values = headers.mapValues { PaddedBytes($0.utf8) }
    return try withExtendedLifetime((bytes, values)) {
      let judgement = RecordJudge().judge(bytes.bytes, by: route, hasHeaders: true) {
        values[$0]?.bytes
      }
      guard case .rejected(let rejection) = judgement else { return "" }
      let message = try #require(rejection.errors.first?.message)
      #expect(!message.vi.isEmpty)
      return message.en
    }
  }

  @Test func anUnknownSchemaIsNamed() throws {
    #expect(
      try choice([0, 0, 0, 0x1b, 0x59] + Array("{}".utf8)).hasPrefix(
        "the record's schema id 7001 (byte 0 at the start was read as a Confluent frame) names none"
      ))
    #expect(
      try choice(Array("{}".utf8), ["__value_schema_id": "42"]).hasPrefix(
        "the record's schema id 42 names none"))
    let event = ["ce_specversion": "1.0", "ce_id": "7", "ce_source": "s", "ce_type": "t"]
    let long = event.merging(["ce_dataschema": String(repeating: "x", count: 5000)]) { $1 }
    let message = try choice(Array("{}".utf8), long)
    #expect(message.contains("dataschema `" + String(repeating: "x", count: 100) + "…` names"))
  }

  @Test func theMissingAttributeIsNamed() throws {
    let type = ["content-type": "application/cloudevents+json"]
    let noID = Array(#"{"specversion": "1.0", "source": "s", "type": "t", "data": {}}"#.utf8)
    #expect(try choice(noID, type).hasSuffix("event; missing: `id`"))
    let wrong = Array(#"{"specversion": "0.3", "id": "1", "source": "s", "type": "t"}"#.utf8)
    #expect(try choice(wrong, type).hasSuffix("event; wrong: `specversion`"))
    #expect(try choice(Array("[]".utf8), type).hasSuffix("it must be an object"))
    let binary = ["ce_specversion": "1.0", "ce_source": "s", "ce_type": "t"]
    #expect(try choice(Array("{}".utf8), binary).hasPrefix("the header `ce_id` is missing"))
  }

  @Test(arguments: [
    (0, "the column takes whole numbers only"), (1, "more than 1 decimal;"),
    (2, "more than 2 decimals;"),
  ])
  func decimalsAreCounted(scale: Int, words: String) throws {
    let text = TestContract.text(
      #""a": {"type": "number", "x-trucd": {"type": "numeric(7,\#(scale))"}}"#)
    let rejection = try TestContract.rejection(of: #"{"a": 1.2345}"#, text)
    #expect(rejection?.errors.first?.message.en.hasPrefix(words) == true)
  }
}
