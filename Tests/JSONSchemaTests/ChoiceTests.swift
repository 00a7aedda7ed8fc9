import JSON
import Testing

@testable import JSONSchema

/// Branches that a value's type or one member tells apart are judged in the one pass, and as the
/// general tier judges them.
@Suite struct ChoiceTests {
  private static let fare = """
    {"type": "object", "required": ["kind"], "oneOf": [
      {"properties": {"kind": {"const": "card"}, "card": {"type": "string", "minLength": 3}},
       "required": ["card"], "additionalProperties": false},
      {"properties": {"kind": {"enum": ["cash", 1, null]}, "amount": {"type": "number"}},
       "additionalProperties": false},
      {"properties": {"kind": {"const": true}, "inner": {"$ref": "#"}}}]}
    """

  @Test(arguments: [
    (#"{"kind":"card","card":"abc"}"#, true), (#"{"card":"abc","kind":"card"}"#, true),
    (#"{"card":"ab","kind":"card"}"#, false), (#"{"kind":"cash","amount":1.5}"#, true),
    (#"{"amount":{"kind":"card"},"kind":"cash"}"#, false),
    (#"{"kind":"cash","card":"abc"}"#, false),
    (#"{"kind":1}"#, true), (#"{"kind":1.0}"#, true), (#"{"kind":10e-1,"amount":2}"#, true),
    (#"{"kind":1.00000000000000000000000000}"#, true), (#"{"kind":2}"#, false),
    (#"{"kind":null}"#, true), (#"{"kind":false}"#, false), (#"{"kind":[1]}"#, false),
    (#"{"kind":true,"inner":{"kind":"cash"}}"#, true),
    (#"{"kind":true,"inner":{"kind":"coin"}}"#, false), (#"{"amount":1}"#, false),
    (#"{}"#, false), (#""card""#, false), (#"{"k\u0069nd":"card","card":"abc"}"#, true),
    (#"{"kind":"c\u0061sh"}"#, true), (#"{"x":"kind\":","kind":true}"#, true),
    (#"{"x":{"y":["}",{"z":"\\"}]},"kind":true}"#, true),
    (#"{ "kind" : "cash" , "amount" : 1 }"#, true),
    ("{\"x\":-1.5e3,\"y\":[],\"z\":false,\n\"kind\":true}", true),
  ])
  func aMemberTells(_ record: String, _ isValid: Bool) throws {
    let schema = try schema(Self.fare)
    expect(schema, record, isValid: isValid)
  }

  @Test(arguments: [
    ("\"ab\"", true), ("\"a\"", false), ("[\"ab\"]", true), ("[\"a\"]", false), ("null", true),
    ("7", true), ("7.5", false), ("11", false), ("true", false), ("{\"a\":\"ab\"}", true),
    ("{\"a\":[\"ab\",\"a\"]}", false), ("{\"a\":{\"a\":null}}", true),
  ])
  func theTypeTells(_ record: String, _ isValid: Bool) throws {
    let schema = try schema(
      """
      {"anyOf": [{"type": "string", "minLength": 2},
                 {"type": "array", "items": {"$ref": "#/anyOf/0"}},
                 {"anyOf": [{"type": "null"}, {"type": "integer", "maximum": 10}]},
                 {"type": "object", "additionalProperties": {"$ref": "#"}}]}
      """)
    expect(schema, record, isValid: isValid)
  }

  @Test func whatIsChosenIsFused() throws {
    for text in [Self.fare, #"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#] {
      let plan = try #require(try schema(text).fused)
      #expect(plan.tables.pointee.root.pointee.choice >= 0)
    }
    let undecided = try schema(#"{"anyOf": [{"minLength": 2}, {"pattern": "a"}]}"#)
    let tables = try #require(undecided.fused).tables
    #expect(tables.pointee.root.pointee.choice < 0)
  }

  /// Where the member may be absent, more branches than one can hold.
  @Test func aMemberThatMayBeAbsentTellsNothing() throws {
    let schema = try schema(
      #"{"oneOf": [{"properties": {"k": {"const": 1}}}, {"properties": {"k": {"const": 2}}}]}"#)
    expect(schema, "{}", isValid: false)
    expect(schema, #"{"k":1}"#, isValid: true)
  }

  /// A thousand choices within one another and in one another's ways stay within bounds.
  @Test func manyChoicesStayBounded() throws {
    let branches = (0..<4).map { ##"{"properties":{"k":{"const":\##($0)},"n":{"$ref":"#"}}}"## }
    let one = #"{"oneOf":[\#(branches.joined(separator: ","))]}"#
    let schema = try schema(
      #"{"required":["k"],"allOf":[\#([String](repeating: one, count: 8).joined(separator: ","))]}"#
    )
    expect(schema, #"{"k":3,"n":{"k":1,"n":{"k":0}}}"#, isValid: true)
    expect(schema, #"{"k":3,"n":{"k":1,"n":{"k":4}}}"#, isValid: false)
  }

  @Test func cellsAreThoseOfTheGeneralTier() throws {
    let schema = try schema(
      """
      {"required": ["k"], "oneOf": [
        {"properties": {"k": {"const": "a"}, "at": {"format": "date-time"}, "n": {"type": "number"}}},
        {"properties": {"k": {"const": "b"}, "n": {"type": ["string", "null"]}}}]}
      """,
      captures: [
        Capture(path: ["k"]), Capture(path: ["at"]), Capture(path: ["n"]),
        Capture(path: ["o", "x"]),
        Capture(path: [], kind: .members(excluding: ["n"])),
      ])
    for record in [
      #"{"at":"2026-11-25T01:02:03Z","n":1.50,"k":"a","o":{"x":true}}"#,
      #"{"k":"b","n":null,"at":"x","o":[1]}"#, #"{"n":"t","k":"b","o":{"y":1,"x":"\n"}}"#,
    ] {
      let copy = PaddedBytes(Array(record.utf8))
      let (fused, tape) = (Workspace(), Workspace())
      #expect(
        schema.validateFused(copy.bytes, limits: ReaderLimits(), in: fused).map(Tiers.isValid)
          == true)
      #expect(
        Tiers.isValid(schema.validateByTape(copy.bytes, limits: ReaderLimits(), in: tape)))
      #expect(fused.cells.map(String.init(describing:)) == tape.cells.map(String.init(describing:)))
      #expect(Array(fused.members) == Array(tape.members))
    }
  }

  @Test(arguments: [
    (
      #"{"enum": [1, 2.50, "a", null, false]}"#,
      ["1", "2.5", "25e-1", "\"a\"", "null", "false", "1.0"],
      ["true", "2", "\"b\"", "[]", "{}", "1.0000000000000000000000001"]
    ),
    (#"{"const": true}"#, ["true"], ["false", "null", "1", "\"true\""]),
    (#"{"const": -0.0}"#, ["0", "-0", "0e5"], ["1", "null"]),
    (#"{"enum": [[1], 3]}"#, ["[1]", "3", "[1.0]"], ["1", "[2]"]),
    (
      #"{"enum": [1, 2], "minimum": 2, "allOf": [{"enum": [2, 3, "x"]}]}"#, ["2"],
      ["1", "3", "\"x\""]
    ),
  ])
  func listsOfAnyScalars(_ text: String, _ valid: [String], _ invalid: [String]) throws {
    let schema = try schema(text)
    for record in valid { expect(schema, record, isValid: true) }
    for record in invalid { expect(schema, record, isValid: false) }
  }
}

/// Members that patterns of names judge, in one pass.
@Suite struct NamePatternTests {
  private static let text = """
    {"properties": {"a1": {"type": "integer"}, "b": true},
     "patternProperties": {"^a": {"type": "number"}, "1$": {"minimum": 5}},
     "additionalProperties": {"type": "string"}, "propertyNames": {"maxLength": 4, "not": {"const": "no"}}}
    """

  @Test(arguments: [
    (#"{"a1":7}"#, true), (#"{"a1":7.5}"#, false), (#"{"a1":4}"#, false), (#"{"a2":1.5}"#, true),
    (#"{"a2":"x"}"#, false), (#"{"x1":"x"}"#, true), (#"{"x1":4}"#, false), (#"{"x1":6}"#, true),
    (#"{"ab1":6}"#, true), (#"{"ab1":1}"#, false), (#"{"ab1":"x"}"#, false), (#"{"x":1}"#, false),
    (#"{"x":"y","b":[]}"#, true), (#"{"\u0061b":"x"}"#, false), (#"{"\u0061b":1}"#, true),
    (#"{"abcde":1}"#, false), (#"{"no":"x"}"#, false), (#"{"n\u006f":"x"}"#, false),
    (#"{"éééé":"x"}"#, true), ("{}", true), ("[]", true),
  ])
  func namesDecide(_ record: String, _ isValid: Bool) throws {
    let schema = try schema(Self.text)
    expect(schema, record, isValid: isValid)
  }

  /// More patterns than the one pass takes, and names that the schema itself forbids.
  @Test func manyPatternsAndForbiddenNames() throws {
    let patterns = (0..<8).map { #""^\#($0)": {"maximum": \#($0)}"# }.joined(separator: ",")
    let many = try schema(#"{"patternProperties": {\#(patterns)}, "additionalProperties": false}"#)
    expect(many, #"{"3x":3,"7":1}"#, isValid: true)
    expect(many, #"{"3x":4}"#, isValid: false)
    expect(many, #"{"x":4}"#, isValid: false)
    let forbidden = try schema(
      #"{"properties": {"long": true, "ok": true}, "propertyNames": {"maxLength": 2}}"#)
    expect(forbidden, #"{"ok":1}"#, isValid: true)
    expect(forbidden, #"{"long":1}"#, isValid: false)
    expect(forbidden, #"{"long":100000000000000000000}"#, isValid: false)
    expect(forbidden, #"{"abc":1}"#, isValid: false)
  }
}
