import JSON
import Testing

@testable import JSONSchema

/// unevaluatedProperties and unevaluatedItems: verdicts, explanations and how they are compiled.
@Suite struct UnevaluatedTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let rule: String
    let schema: String
    let valid: [String]
    let invalid: [String]
    var testDescription: String { rule }
  }

  static let properties = [
    Example(
      rule: "neighbours, $ref and allOf count, nested ones too",
      schema: """
        {"$ref": "#/$defs/base", "properties": {"b": true}, "patternProperties": {"^x-": true},
         "allOf": [{"allOf": [{"properties": {"c": true}}]}], "unevaluatedProperties": false,
         "$defs": {"base": {"properties": {"a": {"type": "integer"}}}}}
        """,
      valid: ["{}", #"{"a": 1, "b": 1, "c": 1, "x-y": 1}"#, "1", "[1]"],
      invalid: [#"{"d": 1}"#, #"{"a": "1"}"#, #"{"xy": 1}"#]),
    Example(
      rule: "all branches of anyOf that hold count, those that fail do not",
      schema: """
        {"anyOf": [{"properties": {"a": true}, "required": ["a"]},
                   {"properties": {"b": true}, "required": ["b"]},
                   {"properties": {"c": {"type": "null"}}, "required": ["c"]}],
         "unevaluatedProperties": false}
        """,
      valid: [#"{"a": 1}"#, #"{"a": 1, "b": 1}"#, #"{"b": 1, "c": null}"#],
      invalid: [#"{"a": 1, "c": 1}"#, #"{"a": 1, "d": 1}"#, "{}"]),
    Example(
      rule: "oneOf",
      schema: """
        {"properties": {"k": true}, "oneOf": [
           {"properties": {"k": {"const": 1}, "a": true}}, {"properties": {"k": {"const": 2}, "b": true}}],
         "required": ["k"], "unevaluatedProperties": false}
        """,
      valid: [#"{"k": 1, "a": 1}"#, #"{"k": 2, "b": 1}"#],
      invalid: [#"{"k": 1, "b": 1}"#, #"{"k": 2, "a": 1}"#, #"{"k": 3}"#]),
    Example(
      rule: "oneOf fails where two branches hold, whatever they count",
      schema: """
        {"oneOf": [{"properties": {"a": true}}, {"properties": {"b": true}, "maxProperties": 1}],
         "unevaluatedProperties": {"type": "null"}}
        """,
      valid: [#"{"a": 1, "b": null}"#], invalid: [#"{"a": 1}"#, #"{"b": 1}"#, "{}"]),
    Example(
      rule: "if leaves nothing where its last part fails",
      schema: """
        {"if": {"allOf": [{"properties": {"a": true}}, {"required": ["z"]}]},
         "then": true, "else": true, "unevaluatedProperties": false}
        """,
      valid: ["{}"], invalid: [#"{"a": 1}"#, #"{"a": 1, "z": 1}"#]),
    Example(
      rule: "not leaves nothing",
      schema: """
        {"properties": {"a": true}, "not": {"properties": {"b": {"const": 1}}, "required": ["b"]},
         "unevaluatedProperties": false}
        """,
      valid: [#"{"a": 1}"#], invalid: [#"{"b": 2}"#, #"{"b": 1}"#]),
    Example(
      rule: "if counts where it holds, alone too; then and else where they apply",
      schema: """
        {"if": {"properties": {"k": {"const": "a"}}, "required": ["k"]},
         "then": {"properties": {"x": true}}, "else": {"properties": {"y": true}},
         "unevaluatedProperties": false}
        """,
      valid: [#"{"k": "a", "x": 1}"#, #"{"y": 1}"#, "{}"],
      invalid: [#"{"k": "a", "y": 1}"#, #"{"k": "b"}"#, #"{"x": 1}"#]),
    Example(
      rule: "if alone",
      schema:
        #"{"if": {"patternProperties": {"^a": {"type": "integer"}}}, "unevaluatedProperties": false}"#,
      valid: [#"{"a": 1, "ab": 2}"#, "{}"], invalid: [#"{"a": "1"}"#, #"{"a": 1, "b": 1}"#]),
    Example(
      rule: "dependentSchemas count where their property stands",
      schema: """
        {"properties": {"a": true}, "dependentSchemas": {"a": {"properties": {"b": true}}},
         "unevaluatedProperties": false}
        """,
      valid: [#"{"a": 1, "b": 1}"#], invalid: [#"{"b": 1}"#]),
    Example(
      rule: "cousins do not see each other",
      schema: #"{"allOf": [{"properties": {"a": true}}, {"unevaluatedProperties": false}]}"#,
      valid: ["{}"], invalid: [#"{"a": 1}"#]),
    Example(
      rule: "a nested one evaluates for its parent",
      schema: """
        {"anyOf": [{"properties": {"a": true}, "required": ["a"],
                    "unevaluatedProperties": {"type": "integer"}}, {"required": ["z"]}],
         "unevaluatedProperties": {"type": "string"}}
        """,
      valid: [#"{"a": null, "b": 1}"#, #"{"z": "1"}"#, #"{"b": "1", "z": ""}"#],
      invalid: [#"{"z": 1}"#, #"{"b": 1, "z": ""}"#]),
    Example(
      rule: "additionalProperties evaluates all",
      schema: """
        {"anyOf": [{"additionalProperties": {"type": "integer"}}, {"properties": {"a": true}}],
         "unevaluatedProperties": false}
        """,
      valid: [#"{"a": "", "b": 1}"#.replacing("\"\"", with: "2"), #"{"a": ""}"#],
      invalid: [#"{"a": "", "b": 1}"#]),
    Example(
      rule: "names are told by bytes, escapes resolved",
      schema: """
        {"anyOf": [{"properties": {"tên": true}}, {"properties": {"q\\"": true}}],
         "unevaluatedProperties": false}
        """,
      valid: [#"{"tên": 1, "q\"": 1}"#, #"{"t\u00ean": 1}"#], invalid: [#"{"te\u0302n": 1}"#]),
  ]

  static let items = [
    Example(
      rule: "a branch that holds counts beyond its neighbour's elements",
      schema: """
        {"prefixItems": [true], "anyOf": [{"prefixItems": [true, {"type": "integer"}]}, true],
         "unevaluatedItems": false}
        """,
      valid: ["[1, 2]", "[1]", "[]"], invalid: [#"[1, "x"]"#, "[1, 2, 3]"]),
    Example(
      rule: "prefixItems, $ref and allOf count",
      schema: """
        {"prefixItems": [true], "$ref": "#/$defs/two", "unevaluatedItems": {"type": "null"},
         "$defs": {"two": {"prefixItems": [true, {"type": "integer"}]}}}
        """,
      valid: ["[]", "[1, 2, null]", "{}"], invalid: [#"[1, "2"]"#, "[1, 2, 3]"]),
    Example(
      rule: "contains counts since 2020-12",
      schema:
        #"{"prefixItems": [true], "contains": {"type": "integer"}, "unevaluatedItems": false}"#,
      valid: [#"["a", 1, 2]"#, "[1]"], invalid: [#"["a", 1, "b"]"#, #"["a"]"#]),
    Example(
      rule: "contains does not count in 2019-09; items and additionalItems do",
      schema: """
        {"$schema": "https://json-schema.org/draft/2019-09/schema", "items": [true],
         "contains": {"type": "integer"}, "unevaluatedItems": {"type": "string"}}
        """,
      valid: [#"[1, "a"]"#, "[1]"], invalid: ["[1, 2]", #"["a"]"#]),
    Example(
      rule: "branches",
      schema: """
        {"anyOf": [{"prefixItems": [{"const": 1}, true]}, {"prefixItems": [{"const": 2}]},
                   {"items": {"type": "string"}}], "unevaluatedItems": false}
        """,
      valid: ["[1, 5]", "[2]", #"["a", "b"]"#, "[]"], invalid: ["[2, 5]", "[1, 5, 6]"]),
    Example(
      rule: "more elements than a word has bits",
      schema:
        #"{"anyOf": [{"contains": {"type": "integer"}}, true], "unevaluatedItems": {"const": "x"}}"#,
      valid: ["[\(String(repeating: "1, \"x\", ", count: 200))2]"],
      invalid: ["[\(String(repeating: "1, \"x\", ", count: 200))2, \"y\"]"]),
  ]

  @Test(arguments: properties + items)
  func verdicts(example: Example) throws {
    let compiled = try schema(example.schema)
    for record in example.valid { expect(compiled, record, isValid: true) }
    for record in example.invalid { expect(compiled, record, isValid: false) }
  }

  // MARK: - How they are compiled

  private func collects(_ schema: Schema) -> Bool {
    schema.compiled.plan.instructions.contains {
      if case .collected = $0 { true } else { false }
    }
  }

  @Test(arguments: [
    #"{"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false}"#,
    #"{"properties": {"k": true}, "if": {"properties": {"k": {"const": 1}}}, "then": {"required": ["a"]}, "unevaluatedProperties": false}"#,
    #"{"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "unevaluatedProperties": false, "unevaluatedItems": false}"#,
    #"{"anyOf": [{"properties": {"a": true}}], "additionalProperties": true, "unevaluatedProperties": false}"#,
    #"{"prefixItems": [true, true], "anyOf": [{"prefixItems": [{"type": "null"}]}, true], "unevaluatedItems": false}"#,
  ])
  func whatDoesNotDependOnTheRecordIsDecidedBefore(text: String) throws {
    #expect(!collects(try schema(text)))
  }

  @Test func whatDependsOnTheRecordIsCollected() throws {
    #expect(
      collects(
        try schema(
          #"{"anyOf": [{"properties": {"a": true}}, true], "unevaluatedProperties": false}"#)))
  }

  @Test func anExtendedObjectIsClosedByTheFusedPassAlone() throws {
    let compiled = try schema(
      """
      {"$ref": "#/$defs/base", "properties": {"b": {"type": "string"}},
       "unevaluatedProperties": false, "$defs": {"base": {"properties": {"a": {"type": "integer"}}}}}
      """)
    let fused = try #require(compiled.fused)
    let tables = fused.tables.pointee
    #expect(tables.root.pointee.residual.count == 0)
    guard case .reject = tables.objects[Int(tables.root.pointee.object)].unknown else {
      Issue.record("a member that nothing names is not refused while it is read")
      return
    }
  }

  // MARK: - Explanations

  @Test func eachUnevaluatedMemberHasItsError() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/s", "properties": {"kind": true},
       "anyOf": [{"properties": {"stationId": true}}, true], "unevaluatedProperties": false}
      """)
    let record = #"{"kind": 1, "statonId": 2, "other": 3}"#
    #expect(
      keys(compiled, record) == [
        " unevaluatedProperties other", " unevaluatedProperties statonId",
      ])
    let error = compiled.explain(copying: Array(record.utf8)).errors[0]
    #expect(error.keywordLocation == "/unevaluatedProperties")
    #expect(error.absoluteKeywordLocation.hasPrefix("https://example.vn/s#/unevaluatedProperties"))
    #expect(error.hint?.en == "did you mean “stationId”?")
    #expect(error.hint?.vi == "có phải ý bạn là “stationId”?")
    #expect(error.message.vi == "không được phép có thuộc tính “statonId” ở đây")
    #expect(error.message.en == "the property “statonId” is not allowed here")
  }

  @Test func aSchemaThatIsNotFalseIsExplainedAtTheMember() throws {
    let compiled = try schema(
      #"{"anyOf": [{"prefixItems": [true]}, {"items": false}], "unevaluatedItems": {"type": "string"}}"#
    )
    let found = compiled.explain(copying: Array("[1, 2]".utf8)).errors
    #expect(found.map(\.key) == ["/1 type -"])
    #expect(found.map(\.keywordLocation) == ["/unevaluatedItems/type"])
  }

  @Test func aFailingNeighbourDoesNotMakeItsMembersUnevaluated() throws {
    let compiled = try schema(
      """
      {"allOf": [{"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]},
                            {"properties": {"b": {"type": "integer"}}, "required": ["b"]}]}],
       "unevaluatedProperties": false}
      """)
    #expect(keys(compiled, #"{"a": "1", "z": 1}"#) == [" anyOf -", " unevaluatedProperties z"])
  }

  // MARK: - Cost

  @Test func manyMembersAndManyBranches() throws {
    let branches = (0..<200).map { #"{"properties": {"m\#($0)": {"type": "integer"}}}"# }
    let compiled = try schema(
      #"{"anyOf": [\#(branches.joined(separator: ","))], "unevaluatedProperties": false}"#)
    func record(_ count: Int) -> String {
      "{" + (0..<count).map { "\"m\($0)\": 1" }.joined(separator: ",") + "}"
    }
    expect(compiled, record(200), isValid: true)
    let workspace = Workspace()
    let bytes = Array(record(4000).utf8)
    let spent = processorTime {
      #expect(!Tiers.isValid(compiled.validate(copying: bytes, in: workspace)))
    }
    #expect(spent < .seconds(5))
  }

  @Test(arguments: [
    ##"{"contains": {"$ref": "#"}, "unevaluatedItems": false}"##,
    ##"{"anyOf": [{"items": {"$ref": "#"}}, {"prefixItems": [{"$ref": "#"}]}], "unevaluatedItems": false}"##,
  ])
  func nestedOnesAreJudgedOnce(text: String) throws {
    let depth = 60
    let compiled = try schema(
      text.replacing("\"contains\"", with: "\"minContains\": 0, \"contains\""))
    let record = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    // The second schema applies itself twice at each level: it is tried at a lesser depth.
    expect(compiled, text.contains("anyOf") ? "[[[[[[[[]]]]]]]]" : record, isValid: true)
  }

  @Test func schemasNestedInPlaceAreJudgedOnce() throws {
    var text = #"{"properties": {"a0": true}, "unevaluatedProperties": false}"#
    for level in 1...40 {
      text = """
        {"anyOf": [\(text.replacing("\"unevaluatedProperties\": false", with: "\"unevaluatedProperties\": true"))],
         "properties": {"a\(level)": true}, "unevaluatedProperties": false}
        """
    }
    let compiled = try schema(text)
    expect(compiled, #"{"a1": 1, "a40": 1}"#, isValid: true)
  }
}
