import Testing

@testable import JSONSchema

/// Numbers are judged as written, never through a double.
@Suite struct ExactNumberTests {
  @Test(arguments: [
    (
      #"{"multipleOf": 0.01}"#,
      ["0.07", "4.35", "1.10", "1e-2", "1e400", "99999999999999999999.99"]
    ),
    (#"{"type": "integer", "maximum": 1e400}"#, ["1e400", "1.0", "12345678901234567890"]),
    (#"{"const": 12345678901234567890}"#, ["12345678901234567890", "1.234567890123456789e19"]),
    (#"{"exclusiveMinimum": 9007199254740992}"#, ["9007199254740993"]),
  ])
  func valid(text: String, records: [String]) throws {
    let schema = try schema(text)
    for record in records { expect(schema, record, isValid: true) }
  }

  @Test(arguments: [
    (#"{"multipleOf": 0.01}"#, ["0.075", "1e-3", "99999999999999999999.991", "1e-400"]),
    (#"{"type": "integer", "maximum": 1e400}"#, ["1.1e400", "1e401", "1e-1"]),
    (#"{"const": 12345678901234567890}"#, ["12345678901234567891", "12345678901234567000"]),
    (#"{"exclusiveMinimum": 9007199254740992}"#, ["9007199254740992"]),
  ])
  func invalid(text: String, records: [String]) throws {
    let schema = try schema(text)
    for record in records { expect(schema, record, isValid: false) }
  }

  /// The reader refuses it before any schema is asked: written out it would fill the memory.
  @Test func anExponentBeyondAllBoundsIsMalformed() throws {
    let verdict = try schema(#"{"multipleOf": 0.01}"#)
      .validate(copying: Array("1e999999999".utf8), in: Workspace())
    guard case .malformed = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }
}
