import JSON
import Testing

@testable import JSONSchema

/// Verdicts beyond what the official suite asks: limits, exactness and bytes.
@Suite struct KeywordTests {
  struct Example: Sendable, CustomStringConvertible {
    let schema: String
    let valid: [String]
    let invalid: [String]
    var description: String { schema }
  }

  static let numbers = [
    Example(
      schema: #"{"minimum": 0.1, "exclusiveMaximum": 0.3}"#,
      valid: ["0.1", "0.10", "1e-1", "0.2999999999999999999999", #""x""#, "0.29999999999999998"],
      invalid: ["0.3", "0.30000000000000001", "0.0999999999999999999999999", "3e-1", "-0.1"]),
    Example(
      schema: #"{"maximum": 9007199254740993}"#, valid: ["9007199254740993", "-1e400"],
      invalid: ["9007199254740994", "9007199254740993.1", "1e400"]),
    Example(
      schema: #"{"minimum": 123456789012345678901234567890.5}"#,
      valid: ["123456789012345678901234567890.5", "123456789012345678901234567891"],
      invalid: ["123456789012345678901234567890.4", "5"]),
    Example(
      schema: #"{"maximum": 123456789012345678901234567890.5}"#,
      valid: ["123456789012345678901234567890.5", "1234567890123456789012345678905e-1", "5"],
      invalid: ["123456789012345678901234567890.6", "1e30"]),
    Example(
      schema: #"{"multipleOf": 0.01}"#, valid: ["0.07", "1.1", "19.99", "1e3", "0", "4e-2"],
      invalid: ["0.075", "1e-3", "0.000000000000000000000000000001"]),
    Example(
      schema: #"{"type": "integer", "minimum": -30}"#, valid: ["1.0", "1e2", "-30", "12e-0", "-0"],
      invalid: ["1.5", "-31", "-30.5", "1e-1", #""1""#, "null", "true"]),
    Example(
      schema: #"{"type": ["number", "null"], "exclusiveMinimum": -1.5}"#,
      valid: ["null", "-1.4", "-1.49999999999"], invalid: ["-1.5", "-1.50", "false", "[]"]),
  ]

  static let texts = [
    Example(
      schema: #"{"minLength": 2, "maxLength": 3}"#,
      valid: [#""ab""#, #""\ud83d\ude00a""#, #""ảảả""#, #""\u1ea3\n""#, "1"],
      invalid: [#""a""#, #""abcd""#, #""\ud83d\ude00""#, #""ảảảả""#, #""""#]),
    Example(
      schema: #"{"type": "string", "pattern": "^[0-9]{12}$"}"#,
      valid: [#""048000000000""#, #""\u0030480000000\u00300""#],
      invalid: [
        #""04800000000""#, #""0480000000000""#, #""04800000000\n""#, #""04800000000x""#, "1",
      ]),
    Example(
      schema: #"{"pattern": "^[0-9]+[.][0-9]+$"}"#, valid: [#""1.2""#, #""10.20""#, "null"],
      invalid: [#""1.""#, #""1.2 ""#, #""1,2""#]),
    Example(
      schema: #"{"type": "string", "pattern": "^Đ", "maxLength": 4}"#, valid: [#""Đà""#],
      invalid: [#""Đường""#, #""Da""#]),
    Example(
      schema: #"{"enum": ["ok", "Đà Nẵng", "a\"b", ""]}"#,
      valid: [#""ok""#, #""Đà Nẵng""#, #""a\"b""#, #""""#, #""\u006fk""#],
      invalid: [#""okk""#, #""OK""#, "null", "{}", #""\u0110a\u0300 N\u0103\u0303ng""#]),
    Example(
      schema: #"{"enum": ["a", 1, null, [1, {"b": 2}]]}"#,
      valid: [#""a""#, "1.0", "null", #"[1, {"b": 2.0}]"#],
      invalid: [#""b""#, "2", "true", #"[1, {"b": 3}]"#, "[]"]),
    Example(
      schema: #"{"const": {"a": [1.0, "x"]}}"#, valid: [#"{"a": [1, "\u0078"]}"#],
      invalid: [#"{"a": [1, "x"], "b": 1}"#, #"{"a": ["x", 1]}"#, "1"]),
    Example(
      schema: #"{"type": "string", "format": "date-time"}"#,
      valid: [
        #""2026-11-23T08:30:00+07:00""#, #""2026-11-23t08:30:00z""#,
        #""2024-02-29T00:00:00.123456789Z""#, #""2016-12-31T23:59:60Z""#,
        #""2017-01-01T06:59:60+07:00""#, #""2026\u002d11-23T08:30:00Z""#,
      ],
      invalid: [
        #""2026-11-23 08:30:00Z""#, #""2023-02-29T00:00:00Z""#, #""2026-11-23T08:30:00""#,
        #""2026-11-23T24:00:00Z""#, #""2026-11-23T08:30:60Z""#, #""2026-11-23T08:30:00.Z""#,
        #""2026-11-23T08:30:00+24:00""#, #""2026-11-23T08:30:00+0700""#, #""2.26-11-23T08:30:00Z""#,
        "1", "null",
      ]),
  ]

  static let objects = [
    Example(
      schema:
        #"{"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "string"}}"#,
      valid: [#"{"a": 1, "b": "x"}"#, "{}", "[]"], invalid: [#"{"a": "1"}"#, #"{"b": 1}"#]),
    Example(
      schema: """
        {"allOf": [{"properties": {"a": true}, "additionalProperties": {"type": "null"}},
                   {"properties": {"b": {"type": ["null", "string"]}}, "required": ["b"]}]}
        """,
      valid: [#"{"a": 1, "b": null}"#], invalid: [#"{"a": 1, "b": "x"}"#, #"{"a": 1}"#]),
    Example(
      schema:
        #"{"patternProperties": {"^x-": {"type": "integer"}}, "additionalProperties": false, "properties": {"y": true}}"#,
      valid: [#"{"x-a": 1, "y": "z"}"#], invalid: [#"{"x-a": "1"}"#, #"{"z": 1}"#]),
    Example(
      schema: #"{"minProperties": 1, "maxProperties": 2, "propertyNames": {"maxLength": 2}}"#,
      valid: [#"{"a": 1}"#, #"{"\u1ea3\u1ea3": 1, "b": 2}"#],
      invalid: ["{}", #"{"a": 1, "b": 2, "c": 3}"#, #"{"abc": 1}"#]),
    Example(
      schema:
        #"{"dependentRequired": {"a": ["b", "c"]}, "dependentSchemas": {"d": {"required": ["e"]}}}"#,
      valid: [#"{"a": 1, "b": 1, "c": 1}"#, #"{"d": 1, "e": 1}"#, #"{"b": 1}"#],
      invalid: [#"{"a": 1, "b": 1}"#, #"{"d": 1}"#]),
    Example(
      schema: #"{"required": ["a\"b", "tên", "a-very-long-property-name-indeed"]}"#,
      valid: [#"{"a\"b": 1, "t\u00ean": 2, "a-very-long-property-name-indeed": 3}"#],
      invalid: [
        #"{"a\"b": 1, "te\u0302n": 2, "a-very-long-property-name-indeed": 3}"#,
        #"{"a\"b": 1, "tên": 2, "a-very-long-property-name-indeeX": 3}"#,
      ]),
    Example(
      schema: #"{"required": ["a", "b", "c", "d", "e", "f", "g", "h", "tên"]}"#,
      valid: [
        #"{"a": 1, "b": 1, "c": 1, "d": 1, "x": 1, "e": 1, "f": 1, "g": 1, "h": 1, "t\u00ean": 1}"#
      ],
      invalid: [
        #"{"a": 1, "b": 1, "c": 1, "d": 1, "x": 1, "e": 1, "f": 1, "g": 1, "h": 1, "te\u0302n": 1}"#,
        #"{"b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "tên": 1, "A": 1}"#,
      ]),
    Example(
      schema: """
        {"if": {"properties": {"k": {"const": "x"}}, "required": ["k"]},
         "then": {"required": ["v"]}, "else": {"not": {"required": ["v"]}}}
        """,
      valid: [#"{"k": "x", "v": 1}"#, #"{"k": "y"}"#, "{}"],
      invalid: [#"{"k": "x"}"#, #"{"k": "y", "v": 1}"#]),
  ]

  static let arrays = [
    Example(
      schema: #"{"items": {"type": "object", "required": ["a"]}, "minItems": 1, "maxItems": 2}"#,
      valid: [#"[{"a": 1}]"#, #"[ {"a": 1} , {"a": 2} ]"#, "{}"],
      invalid: ["[]", "[{}]", #"[{"a": 1}, {"a": 1}, {"a": 1}]"#, "[1]"]),
    Example(
      schema: #"{"prefixItems": [{"type": "integer"}, true], "items": false}"#,
      valid: ["[]", "[1]", #"[1, "x"]"#], invalid: [#"["x"]"#, "[1, 2, 3]"]),
    Example(
      schema: #"{"uniqueItems": true}"#,
      valid: ["[1, 2]", #"["a", "A"]"#, "[[], {}]", "[0, false, null]"],
      invalid: [
        "[1, 1.0]", #"["a", "\u0061"]"#, #"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#,
        "[100000000000000000000, 1e20]", "[1, 10e-1]",
      ]),
    // Long enough that hashes are compared, and names are looked up in a table.
    Example(
      schema: #"{"uniqueItems": true}"#,
      valid: [#"[0, 1, 2, 3, 4, 5, 6, 7, 8, "a", "\u0062", {"a": 1}, [1], null]"#],
      invalid: [
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0.0]", "[[], 1, 2, 3, 4, 5, 6, 7, 8, 9, []]",
        #"[0, 1, 2, 3, 4, 5, 6, 7, 8, "tên", "t\u00ean"]"#,
        #"[{"a": 1, "b": "\""}, 1, 2, 3, 4, 5, 6, 7, 8, {"b": "\u0022", "\u0061": 1.0}]"#,
      ]),
    Example(
      schema: #"{"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3}"#,
      valid: ["[1, 2]", #"[1, "x", 2, 3]"#], invalid: ["[1]", "[1, 2, 3, 4]", "[]"]),
  ]

  @Test(arguments: numbers + texts + objects + arrays)
  func example(_ example: Example) throws {
    let compiled = try schema(example.schema)
    for record in example.valid { expect(compiled, record, isValid: true) }
    for record in example.invalid { expect(compiled, record, isValid: false) }
    // Members have checks of their own, quicker than those of other places.
    let asMember = try schema(#"{"properties": {"v": \#(example.schema)}}"#)
    for record in example.valid { expect(asMember, #"{"v":\#(record),"w":1}"#, isValid: true) }
    for record in example.invalid { expect(asMember, #"{"v":\#(record),"w":1}"#, isValid: false) }
  }

  @Test func manyPropertiesNeedMoreThanOneWord() throws {
    let names = (0..<200).map { "p\($0)" }
    let properties = names.map { #""\#($0)": {"type": "integer"}"# }.joined(separator: ",")
    let required = names.map { #""\#($0)""# }.joined(separator: ",")
    let compiled = try schema(
      #"{"properties": {\#(properties)}, "required": [\#(required)], "additionalProperties": false}"#
    )
    func record(_ names: [String]) -> String {
      "{" + names.map { #""\#($0)": 1"# }.joined(separator: ",") + "}"
    }
    expect(compiled, record(names), isValid: true)
    expect(compiled, record(names.reversed()), isValid: true)
    for missing in [0, 63, 64, 127, 128, 199] {
      expect(compiled, record(names.filter { $0 != "p\(missing)" }), isValid: false)
    }
    expect(compiled, record(names + ["x"]), isValid: false)
  }
}
