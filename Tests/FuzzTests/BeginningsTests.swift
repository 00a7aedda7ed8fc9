import FuzzJudging
import JSONSchema
import Testing

/// A record that is cut anywhere, in memory that goes on with the rest of it up to a page that nobody
/// may read.
@Suite struct BeginningsTests {
  /// Values with a quick way of each kind: the schema, then what stands in the record.
  private static let kinds = [
    (#"{"type": "integer"}"#, "-123456789012"), (#"{"type": "number"}"#, "12.50"),
    (#"{"type": "string"}"#, #""a text of twenty-two.""#), (#"{"type": "string"}"#, #""tên trạm""#),
    (#"{"pattern": "^[0-9]{12}$", "type": "string"}"#, #""012345678901""#),
    (#"{"pattern": "^[0-9]{24}$", "type": "string"}"#, #""012345678901234567890123""#),
    (#"{"pattern": "^(ab|c)+$", "type": "string"}"#, #""abcababcabababcabab""#),
    (#"{"enum": ["00", "01"]}"#, #""01""#),
    (#"{"enum": ["a value of some length", "tên"]}"#, #""a value of some length""#),
    (#"{"type": "string", "format": "date-time"}"#, #""2026-11-23T08:30:00.123456789+07:00""#),
    (#"{"type": "string", "format": "uri"}"#, #""https://example.org/0123456789abcdef""#),
    (#"{"type": "boolean"}"#, "false"), (#"{"type": ["integer", "null"]}"#, "null"),
    (#"{"items": {"type": "integer"}}"#, "[1,2,3]"),
    (#"{"properties": {"x": {"type": "integer"}}}"#, #"{"x":1}"#),
  ]

  @Test(arguments: [[",", ":"], [", ", ": "], [",\n ", " : "]], ["n", "a-name-of-17-bytes"])
  func beginningIsMalformed(notation: [String], name: String) throws {
    // Short members come first, so that many stand in one padding.
    let kinds =
      [(String, String)](repeating: (#"{"type": "integer"}"#, "1"), count: 20) + Self.kinds
    let properties = kinds.indices.map { #""\#(name)\#($0)": \#(kinds[$0].0)"# }
    let schema = try Schema(
      compiling: #"{"properties": {\#(properties.joined(separator: ", "))}}"#,
      formats: .asserted)
    let members = kinds.indices.map { #""\#(name)\#($0)""# + notation[1] + kinds[$0].1 }
    let record = Array("{\(members.joined(separator: notation[0]))}".utf8)
    let tiers = TierJudge()
    #expect(tiers.answer(schema, record) == .valid)
    for count in 1..<record.count {
      let answer = tiers.answer(schema, beginning: count, of: record)
      #expect(answer == .malformed, "\(count) bytes of \(String(decoding: record, as: UTF8.self))")
    }
  }
}
