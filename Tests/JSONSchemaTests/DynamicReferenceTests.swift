import JSON
import Testing

@testable import JSONSchema

/// $dynamicRef (2020-12) and $recursiveRef (2019-09): they are plain references once a schema is
/// compiled.
@Suite struct DynamicReferenceTests {
  private static let tree = """
    {"$id": "https://example.vn/tree", "$dynamicAnchor": "node", "type": "object",
     "properties": {"value": true, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}}}
    """

  @Test func theOutermostAnchorJudgesDeepWithin() throws {
    let strict = try schema(
      """
      {"$id": "https://example.vn/strict", "$dynamicAnchor": "node", "$ref": "tree",
       "unevaluatedProperties": false}
      """, documents: ["https://example.vn/tree": Self.tree])
    expect(strict, #"{"children": [{"value": 1, "children": [{}]}]}"#, isValid: true)
    expect(strict, #"{"children": [{"valu": 1}]}"#, isValid: false)
    let plain = try schema(Self.tree)
    expect(plain, #"{"children": [{"valu": 1}]}"#, isValid: true)
    expect(plain, #"{"children": [1]}"#, isValid: false)
  }

  @Test func theExplanationNamesTheWay() throws {
    let strict = try schema(
      """
      {"$id": "https://example.vn/strict", "$dynamicAnchor": "node", "$ref": "tree",
       "unevaluatedProperties": false}
      """, documents: ["https://example.vn/tree": Self.tree])
    let found = strict.explain(copying: Array(#"{"children": [{"valu": 1}]}"#.utf8)).errors
    #expect(found.map(\.key) == ["/children/0 unevaluatedProperties valu"])
    #expect(
      found[0].keywordLocation
        == "/$ref/properties/children/items/$dynamicRef/unevaluatedProperties")
    #expect(
      found[0].absoluteKeywordLocation.hasPrefix("https://example.vn/strict#/unevaluatedProperties")
    )
    #expect(found[0].hint?.en == "did you mean “value”?")
  }

  /// A reference whose first target is no dynamic anchor stays where it is.
  @Test func withoutADynamicAnchorAtItsTargetItIsAPlainReference() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/root", "$dynamicAnchor": "t", "type": "array",
       "items": {"$ref": "inner"}, "$defs": {"i": {"$id": "inner", "$dynamicRef": "#t",
         "$defs": {"t": {"$anchor": "t", "type": "string"}}}}}
      """)
    expect(compiled, #"["a"]"#, isValid: true)
    expect(compiled, "[[]]", isValid: false)
  }

  @Test func oneSchemaInTwoScopes() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/root",
       "properties": {"n": {"$ref": "numbers"}, "s": {"$ref": "strings"}},
       "$defs": {
         "list": {"$id": "list", "items": {"$dynamicRef": "#item"},
                  "$defs": {"any": {"$dynamicAnchor": "item"}}},
         "numbers": {"$id": "numbers", "$ref": "list",
                     "$defs": {"i": {"$dynamicAnchor": "item", "type": "number"}}},
         "strings": {"$id": "strings", "$ref": "list",
                     "$defs": {"i": {"$dynamicAnchor": "item", "type": "string"}}}}}
      """)
    expect(compiled, #"{"n": [1], "s": ["a"]}"#, isValid: true)
    expect(compiled, #"{"n": ["a"]}"#, isValid: false)
    expect(compiled, #"{"s": [1]}"#, isValid: false)
  }

  @Test func recursiveReference() throws {
    let tree = """
      {"$schema": "https://json-schema.org/draft/2019-09/schema", "$id": "https://example.vn/tree",
       "$recursiveAnchor": true, "type": "object",
       "properties": {"value": true, "children": {"items": {"$recursiveRef": "#"}}}}
      """
    let strict = """
      {"$schema": "https://json-schema.org/draft/2019-09/schema",
       "$id": "https://example.vn/strict", "$recursiveAnchor": true, "$ref": "tree",
       "unevaluatedProperties": false}
      """
    let documents = ["https://example.vn/tree": tree]
    let compiled = try schema(strict, documents: documents)
    expect(compiled, #"{"children": [{"value": 1}]}"#, isValid: true)
    expect(compiled, #"{"children": [{"valu": 1}]}"#, isValid: false)
    let loose = try schema(
      strict.replacing("\"$recursiveAnchor\": true, ", with: ""), documents: documents)
    expect(loose, #"{"children": [{"valu": 1}]}"#, isValid: true)
    #expect(
      problems(
        ##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveRef": "#/a"}"##
      ).map(\.code) == [.malformedKeyword])
  }

  /// A document found on the way may ask for names that the root does not know of.
  @Test func namesOfDocumentsThatAreLoadedLate() throws {
    let compiled = try schema(
      """
      {"$id": "https://example.vn/root", "$ref": "list",
       "$defs": {"i": {"$dynamicAnchor": "item", "type": "integer"}}}
      """,
      documents: [
        "https://example.vn/list": """
        {"$id": "https://example.vn/list", "items": {"$dynamicRef": "#item"},
         "$defs": {"any": {"$dynamicAnchor": "item"}}}
        """
      ])
    expect(compiled, "[1]", isValid: true)
    expect(compiled, #"["a"]"#, isValid: false)
  }

  @Test func schemasWithoutDynamicReferencesAreCompiledOnce() throws {
    let anchors = #""$dynamicAnchor": "a", "#
    let text = """
      {"$id": "https://example.vn/r", ANCHOR "properties": {"a": {"$ref": "x"}, "b": {"$ref": "y"}},
       "$defs": {"x": {"$id": "x", ANCHOR "$ref": "y"}, "y": {"$id": "y", ANCHOR "type": "string"}}}
      """
    let plain = try schema(text.replacing("ANCHOR", with: ""))
    let anchored = try schema(text.replacing("ANCHOR", with: anchors))
    #expect(plain.compiled.plan.nodes.count == anchored.compiled.plan.nodes.count)
  }

  @Test(arguments: [
    ##"{"$dynamicAnchor": "a", "$dynamicRef": "#a"}"##,
    ##"{"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveRef": "#"}"##,
    ##"{"anyOf": [{"$ref": "#"}, {"properties": {"a": true}}], "unevaluatedProperties": false}"##,
    ##"""
    {"$id": "https://x.vn/r", "$dynamicAnchor": "a", "$ref": "i",
     "$defs": {"i": {"$id": "i", "not": {"$dynamicRef": "#a"}, "$defs": {"a": {"$dynamicAnchor": "a"}}}}}
    """##,
  ])
  func recursionWithoutDescentIsRefused(text: String) {
    #expect(problems(text).map(\.code).contains(.endlessRecursion))
  }

  @Test func recursionThroughUnevaluatedDescends() throws {
    let compiled = try schema(
      ##"{"anyOf": [{"properties": {"a": {"type": "integer"}}}, true], "unevaluatedProperties": {"$ref": "#"}}"##
    )
    expect(compiled, #"{"a": 1, "b": {"c": {"a": 2}}}"#, isValid: true)
  }

  @Test func anUnresolvedReferenceNamesItself() {
    let found = problems(##"{"$dynamicRef": "#nowhere"}"##)
    #expect(found.map(\.code) == [.unresolvedReference])
    #expect(found.map(\.pointer) == ["/$dynamicRef"])
  }

  // MARK: - Hostile schemas

  /// Each of n switches can be passed on either side: 2 to the n dynamic scopes.
  private func switches(_ count: Int) -> String {
    var definitions: [String] = []
    for level in 0..<count {
      let next =
        level + 1 < count
        ? ##"{"$ref": "on\##(level + 1)"}, {"$ref": "off\##(level + 1)"}"##
        : ##"{"$ref": "end"}, {"$ref": "end"}"##
      for side in ["on", "off"] {
        let anchor = side == "on" ? ##", "$defs": {"d": {"$dynamicAnchor": "a\##(level)"}}"## : ""
        definitions.append(
          ##""\##(side)\##(level)": {"$id": "\##(side)\##(level)", "prefixItems": [\##(next)]\##(anchor)}"##
        )
      }
    }
    let references = (0..<count).map {
      ##"{"$dynamicRef": "#a\##($0)", "$defs": {"d": {"$id": "https://x.vn/own\##($0)"}}}"##
    }
    let anchors = (0..<count).map { ##""x\##($0)": {"$dynamicAnchor": "a\##($0)"}"## }
    definitions.append(
      ##""end": {"$id": "end", "prefixItems": [\##(references.joined(separator: ","))], "$defs": {\##(anchors.joined(separator: ","))}}"##
        .replacing(
          ##", "$defs": {"d": {"$id": "https://x.vn/own"##, with: ##", "x-own": {"d": {"x": "own"##)
    )
    return
      ##"{"$id": "https://x.vn/r", "prefixItems": [{"$ref": "on0"}, {"$ref": "off0"}], "$defs": {\##(definitions.joined(separator: ","))}}"##
  }

  @Test func dynamicScopesAreBounded() throws {
    _ = try schema(switches(4))
    let found = problems(switches(40))
    #expect(found.map(\.code) == [.tooLarge])
    #expect(found[0].message.en.contains("\(PlanCompiler.nodesMax)"))
  }

  // MARK: - Depth

  /// The deepest record that the reader lets through, under a schema of several steps a level.
  @Test func theDeepestRecordHasAVerdict() throws {
    let compiled = try schema(
      """
      {"$ref": "#/$defs/node", "$defs": {
         "node": {"allOf": [{"$ref": "#/$defs/shape"}], "unevaluatedProperties": false},
         "shape": {"anyOf": [{"type": "string"},
           {"if": {"required": ["child"]},
            "then": {"properties": {"child": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/node"}]}}}}]}}}
      """)
    func record(_ leaf: String) -> String {
      String(repeating: #"{"child":"#, count: 127) + leaf + String(repeating: "}", count: 127)
    }
    expect(compiled, record("{}"), isValid: true)
    expect(compiled, record("null"), isValid: true)
    expect(compiled, record(#"{"x": 1}"#), isValid: false)
    guard
      case .invalid = compiled.validate(copying: Array(record(#"{"x": 1}"#).utf8), in: Workspace())
    else {
      Issue.record("the verdict is not invalid")
      return
    }
  }
}
