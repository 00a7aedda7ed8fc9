import JSON
import Testing

@testable import JSONSchema

/// Members in any order and with any white space: the fused pass guesses which member follows, and no
/// guess may change a verdict or a cell.
@Suite struct FusedMemberTests {
  static let names = [
    ["a"], ["", "a", "ab"], ["same-first-", "same-first-1", "same-first-2", "same-first-22"],
    ["the-first-fifteen-1", "the-first-fifteen-2", "the-first-fifte", "the-first-fift"],
    ["é", "éé", "tên", "tên-trạm-quan-trắc", "q\"", "b\\"],
    (0..<70).map { "n\($0)" }, (0..<300).map { "name-\($0)" },
  ]

  @Test(arguments: names)
  func anyOrderAndWhiteSpace(names: [String]) throws {
    var random = Seeded(UInt64(names.count))
    let members = names.map { ($0, JSONValue.object(JSONObject([("type", "integer")]))) }
    let document: JSONValue = [
      "properties": .object(JSONObject(members)), "required": .array(names.map { .string($0) }),
      "additionalProperties": false,
    ]
    let schema = try Schema(
      compiling: document, at: "", captures: names.map { Capture(path: [$0]) })
    for (comma, colon) in [(",", ":"), (", ", ": "), (",\n    ", ": "), (" ,  ", " :\t")] {
      for _ in 0..<6 {
        let order = random.chance(50) ? names : names.shuffled(using: &random)
        let whole = order.map { ($0, "1") }
        expectAgreement(schema, record(whole, comma, colon), isValid: true)
        expectAgreement(schema, record(whole.dropLast(), comma, colon), isValid: false)
        expectAgreement(schema, record(whole + [("other", "1")], comma, colon), isValid: false)
        expectAgreement(schema, record(whole + [(order[0], "1")], comma, colon), isValid: false)
        let wrong = whole.dropFirst() + [(order[0], "1.5")]
        expectAgreement(schema, record(wrong, comma, colon), isValid: false)
      }
    }
  }

  /// Every beginning of a record is malformed, with what follows in memory as with anything else.
  @Test func aRecordThatIsCutIsMalformed() throws {
    let schema = try schema(#"{"properties": {"aa": {"format": "uri"}, "bb": {"type": "string"}}}"#)
    let text = Array(
      #"{"bb": "0123456789abcdef0123456789abcdef", "aa": "x:0123456789abcdefg/h"}"#.utf8)
    let copy = PaddedBytes(text)
    for count in 0..<text.count {
      let cut = UnsafeBufferPointer(rebasing: copy.bytes.prefix(count))
      guard
        case .malformed = schema.validate(cut, limits: ReaderLimits(), in: Workspace())
      else {
        Issue.record("\(count) bytes")
        continue
      }
    }
    expect(schema, String(decoding: text, as: UTF8.self), isValid: true)
  }

  private func record(
    _ members: some Collection<(String, String)>, _ comma: String, _ colon: String
  ) -> [UInt8] {
    let parts = members.map { JSONWriter.text(of: .string($0.0)) + colon + $0.1 }
    return Array("{\(parts.joined(separator: comma))}".utf8)
  }

  private func expectAgreement(_ schema: Schema, _ record: [UInt8], isValid: Bool) {
    let copy = PaddedBytes(record)
    let (tape, fused) = (Workspace(), Workspace())
    let verdicts = [
      schema.validateByTape(copy.bytes, limits: ReaderLimits(), in: tape),
      schema.validate(copy.bytes, limits: ReaderLimits(), in: fused),
    ]
    let text = String(decoding: record, as: UTF8.self)
    for verdict in verdicts { #expect(Tiers.isValid(verdict) == isValid, "\(text)") }
    if isValid { #expect(Tiers.cells(tape) == Tiers.cells(fused), "\(text)") }
  }
}
