import JSON
import Testing

@testable import JSONSchema

/// Scalars that the fused pass judges beside its quickest ways: the verdict is right in all tiers, and
/// both passes capture the same.
@Suite struct FusedScalarTests {
  struct Example: Sendable, CustomStringConvertible {
    let schema: String
    var valid: [String] = []
    var invalid: [String] = []
    var description: String { schema }
  }

  static let formats = [
    Example(
      schema: #"{"format": "uri", "maxLength": 30}"#,
      valid: [
        #""https://a.example/b/c""#, #""urn:a:b""#, #""http://u@h:80/?q#f""#, #""x:""#,
        #""http:\/\/a.example\/\u0062""#, #""http://[::1]:8080/""#, "1",
      ],
      invalid: [
        #""""#, #""a""#, #""//a.example""#, #""http://a b""#, #""http://a.example/é""#,
        #""http://a:b:c""#, #""http://a@b@c""#, #""http:\/\/a.example\/\u0020""#, #""x:\n""#,
        #""https://a.example/much/too/long""#,
      ]),
    Example(
      schema: #"{"type": "string", "format": "date"}"#,
      valid: [#""2026-02-28""#, #""2026-0\u0032-28""#],
      invalid: [#""2026-02-29""#, #""2026-02-28 ""#, #""2026-0\u0032-29""#, "1", "null"]),
    Example(
      schema: #"{"allOf": [{"format": "uuid"}, {"format": "hostname"}]}"#,
      valid: [#""123e4567-e89b-12d3-a456-426614174000""#],
      invalid: [#""123e4567-e89b-12d3-a456-42661417400""#, #""example""#]),
    Example(
      schema: #"{"format": "idn-email", "minLength": 7, "maxLength": 8}"#,
      valid: [#""é@b.com""#, #""\u00e9a@b.com""#],
      invalid: [#""@b.comm""#, #""éaa@b.com""#, #""é@b.co""#]),
  ]

  static let dateTimes = [
    Example(
      schema: #"{"type": "string", "format": "date-time"}"#,
      valid: [
        #""2026-07-12T10:22:17.981541267-05:00""#, #""2026-07-12T10:22:17.9815412-05:00""#,
        #""2026-07-12T10:22:17.999999999999999Z""#, #""2026-07-12T10:22:17.9999999999999999Z""#,
        #""2026-07-12T10:22:17.99999999999999999999999999Z""#, #""2026-07-12t10:22:17z""#,
        #""2026-12-31T23:59:60Z""#, #""2026-12-31T18:59:60.5-05:00""#,
        #""2026-07-12T10:22:17\u005a""#,
        #""1969-12-31T23:59:59.0000001+00:00""#,
      ],
      invalid: [
        #""2026-07-12T10:22:17.Z""#, #""2026-07-12T10:22:17.981541267""#,
        #""2026-07-12T10:22:17.981541267+7:00""#, #""2026-12-31T23:58:60Z""#,
        #""2026-07-12T10:22:17.9999999999999999""#, #""2026-07-12T10:22:17\u0041""#, #""""#,
      ]),
    Example(
      schema: #"{"format": "date-time", "maxLength": 25, "pattern": "^2026"}"#,
      valid: [#""2026-07-12T10:22:17.98Z""#, #""2026-07-12T10:22:17+07:00""#],
      invalid: [#""2025-07-12T10:22:17Z""#, #""2026-07-12T10:22:17.98+07:00""#, #""2026-07""#]),
  ]

  static let patterns = [
    // Its table has more states than a byte numbers.
    Example(
      schema: #"{"pattern": "^([a-z]é[0-9]x){65}$"}"#,
      valid: [quoted("aé1x", 65), quoted(#"a\u00e91x"#, 65)],
      invalid: [quoted("aé1x", 64), quoted("aé1x", 66), quoted("ae1x", 65), #""""#]),
    Example(
      schema:
        #"{"allOf": [{"pattern": "^[A-Z]{2}-"}, {"pattern": "[0-9]{3}$"}, {"pattern": "^\\S*$"}]}"#,
      valid: [#""AB-123""#, #""AB-é123""#, #""A\u0042-\/123""#],
      invalid: [#""AB-12""#, #""aB-123""#, #""AB- 123""#, #""AB-\t123""#]),
    Example(
      schema: #"{"pattern": "^(a|b)\\1$", "maxLength": 2}"#, valid: [#""aa""#, #""b\u0062""#],
      invalid: [#""ab""#, #""aaa""#]),
    Example(
      schema: #"{"enum": ["ab", "a\"b", "é"], "minLength": 2, "pattern": "^a"}"#,
      valid: [#""ab""#, #""a\"b""#, #""\u0061b""#], invalid: [#""é""#, #""a""#, #""\u0061""#]),
  ]

  static let multiples = [
    Example(
      schema: #"{"multipleOf": 0.01}"#,
      valid: ["0", "-0.0", "19.99", "19.990", "-0.07", "123456789012345.67", "999999999999999999"],
      invalid: ["0.075", "0.001", "-19.995", "0.123456789012345678"]),
    Example(
      schema: #"{"multipleOf": 1e17, "type": "number"}"#, valid: ["0.00", "300000000000000000"],
      invalid: ["30000000000000000", "0.000000000000000001", "300000000000000000.1"]),
    Example(
      schema: #"{"allOf": [{"multipleOf": 0.4}, {"multipleOf": 0.6}], "maximum": 5}"#,
      valid: ["1.2", "2.40", "0", "-3.6"], invalid: ["0.4", "0.6", "1.8", "6.0"]),
    Example(
      schema:
        #"{"allOf": [{"multipleOf": 99999999999999999}, {"multipleOf": 0.99999999999999997}]}"#,
      valid: ["0"], invalid: ["99999999999999999", "0.99999999999999997", "1"]),
    Example(schema: #"{"multipleOf": 1e-30}"#, valid: ["1", "0.5"], invalid: ["1e-31"]),
  ]

  @Test(arguments: formats + dateTimes + patterns + multiples)
  func tiersAgree(example: Example) throws {
    let member = Schemas(example.schema)
    for record in example.valid { try member.expect(record, isValid: true) }
    for record in example.invalid { try member.expect(record, isValid: false) }
  }

  /// A decoded text is looked up in words that reach beyond its end.
  @Test func decodedTextsFillTheScratchMemory() throws {
    for length in [1022, 1023, 1024, 1025, 3000] {
      let text = String(repeating: "x", count: length)
      let member = Schemas(#"{"enum": ["\#(text)"]}"#)
      try member.expect(#""\u0078\#(text.dropFirst())""#, isValid: true)
      try member.expect(#""\u0079\#(text.dropFirst())""#, isValid: false)
    }
  }

  private static func quoted(_ part: String, _ count: Int) -> String {
    "\"" + String(repeating: part, count: count) + "\""
  }

  /// One schema of a value, at the root and of a captured member.
  private struct Schemas {
    let text: String

    init(_ text: String) { self.text = text }

    func expect(_ record: String, isValid: Bool) throws {
      JSONSchemaTests.expect(try schema(text), record, isValid: isValid)
      let member = try schema(
        #"{"properties": {"v": \#(text)}}"#,
        captures: [Capture(path: ["v"]), Capture(path: [], kind: .members(excluding: []))])
      for gap in ["", " ", "\n  "] {
        let whole = #"{"v":\#(gap)\#(record)\#(gap)}"#
        JSONSchemaTests.expect(member, whole, isValid: isValid)
        try expectEqualCells(member, whole)
      }
    }

    private func expectEqualCells(_ schema: Schema, _ record: String) throws {
      let copy = PaddedBytes(Array(record.utf8))
      let (tape, fused) = (Workspace(), Workspace())
      let verdict = schema.validateFused(copy.bytes, limits: ReaderLimits(), in: fused)
      #expect(verdict != nil, "\(record) is left to the tape")
      guard case .valid? = verdict else { return }
      _ = schema.validateByTape(copy.bytes, limits: ReaderLimits(), in: tape)
      #expect(Tiers.cells(tape) == Tiers.cells(fused), "\(record)")
    }
  }
}
