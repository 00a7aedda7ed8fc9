import JSON
import Testing

@testable import JSONSchema

/// What is refused when a schema is compiled, and where it is said to stand.
@Suite struct CompileTests {
  @Test func allProblemsAreReported() {
    let found = problems(
      """
      {"type": "strin", "minLength": -1, "pattern": "(", "properties": {"a": {"maximum": "1"}},
       "$defs": {"x": {"required": ["a", "a"]}}}
      """)
    #expect(
      Set(found.map(\.pointer)) == [
        "/type", "/minLength", "/pattern", "/properties/a/maximum", "/$defs/x/required",
      ])
    #expect(found.first { $0.pointer == "/type" }?.message.en.contains("“string”") == true)
    #expect(found.first { $0.pointer == "/pattern" }?.code == .invalidPattern)
  }

  @Test func unknownKeywordsAreIgnored() throws {
    expect(try schema(#"{"x-trucd": {"topics": 1}, "kind": -1}"#), "{}", isValid: true)
  }

  @Test func draft7DoesNotKnowLaterKeywords() throws {
    let schema = try schema(
      #"{"$schema": "http://json-schema.org/draft-07/schema#", "dependentRequired": {"a": ["b"]}}"#)
    expect(schema, #"{"a": 1}"#, isValid: true)
  }

  @Test func draft7IgnoresWhatStandsBesideAReference() throws {
    let schema = try schema(
      """
      {"$schema": "http://json-schema.org/draft-07/schema#",
       "properties": {"a": {"$ref": "#/definitions/text", "maxLength": 1}},
       "definitions": {"text": {"type": "string"}}}
      """)
    expect(schema, #"{"a": "long"}"#, isValid: true)
    expect(schema, #"{"a": 1}"#, isValid: false)
  }

  @Test func unknownDialectIsRefused() {
    let found = problems(#"{"$schema": "https://example.vn/dialect"}"#)
    #expect(found.map(\.code) == [.unsupportedDialect])
    #expect(found[0].pointer == "/$schema")
  }

  @Test func formatsThatAreNotKnownAreAnnotationsAndNoted() throws {
    let text = #"{"properties": {"a": {"format": "date-tme"}}}"#
    let schema = try schema(text)
    expect(schema, #"{"a": "b"}"#, isValid: true)
    let found = schema.unknownFormats
    #expect(found.map(\.code) == [.unsupportedFormat])
    #expect(found[0].pointer == "/properties/a/format")
    #expect(found[0].message.vi.contains("“date-time”"))
    #expect(try JSONSchemaTests.schema(text, formats: .specification).unknownFormats.isEmpty)
  }

  @Test(arguments: [
    ##"{"$ref": "#"}"##, ##"{"allOf": [{"$ref": "#"}]}"##,
    ##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"not": {"$ref": "#/$defs/a"}}}}"##,
    ##"{"if": {"dependentSchemas": {"x": {"$ref": "#"}}}, "then": true}"##,
  ])
  func recursionWithoutDescentIsRefused(text: String) {
    #expect(problems(text).contains { $0.code == .endlessRecursion })
  }

  @Test func recursionThatDescendsIsFine() throws {
    let schema = try schema(
      ##"{"type": "object", "properties": {"child": {"$ref": "#"}}, "additionalProperties": false}"##
    )
    expect(schema, #"{"child": {"child": {}}}"#, isValid: true)
    expect(schema, #"{"child": {"child": {"x": 1}}}"#, isValid: false)
  }

  @Test func unresolvedReferenceNamesItself() {
    let found = problems(##"{"properties": {"a": {"$ref": "other.json#/x"}}}"##)
    #expect(found.map(\.code) == [.unresolvedReference])
    #expect(found[0].pointer == "/properties/a/$ref")
    #expect(found[0].message.en.contains("other.json#/x"))
  }

  @Test func problemsOfOtherDocumentsNameThem() {
    let found = problems(
      #"{"$ref": "common.json"}"#, documents: ["test/common.json": #"{"minimum": true}"#])
    #expect(found.map(\.document) == ["test/common.json"])
    #expect(found.map(\.pointer) == ["/minimum"])
  }

  @Test func referencesResolveAgainstTheIdThenAgainstTheFile() throws {
    let schema = try schema(
      #"{"$id": "https://example.vn/s/root.json", "properties": {"a": {"$ref": "common.json#/$defs/t"}}}"#,
      documents: ["test/common.json": #"{"$defs": {"t": {"type": "integer"}}}"#])
    expect(schema, #"{"a": 1.0}"#, isValid: true)
    expect(schema, #"{"a": 1.5}"#, isValid: false)
  }

  @Test func anchorsAndEmbeddedResources() throws {
    let schema = try schema(
      """
      {"$id": "https://example.vn/root", "properties": {
         "a": {"$ref": "#word"}, "b": {"$ref": "https://example.vn/inner#word"}},
       "$defs": {"x": {"$anchor": "word", "type": "string"},
                 "y": {"$id": "inner", "$defs": {"z": {"$anchor": "word", "type": "null"}}}}}
      """)
    expect(schema, #"{"a": "x", "b": null}"#, isValid: true)
    expect(schema, #"{"a": null}"#, isValid: false)
    expect(schema, #"{"b": "x"}"#, isValid: false)
  }

  @Test func twoSchemasWithOneIdentifierAreRefused() {
    let found = problems(
      #"{"$defs": {"a": {"$id": "https://x.vn/a"}, "b": {"$id": "https://x.vn/a"}}}"#)
    #expect(found.map(\.code) == [.duplicateIdentifier])
  }

  @Test func itemsListIsPointedToPrefixItems() {
    let found = problems(#"{"items": [{"type": "string"}]}"#)
    #expect(found.map(\.pointer) == ["/items"])
    #expect(found[0].message.en.contains("prefixItems"))
  }

  @Test(arguments: ["null", "1", "[]", #""x""#])
  func aSchemaIsAnObjectOrABoolean(text: String) {
    #expect(problems(text).map(\.code) == [.notASchema])
  }

  private func chain(_ length: Int) -> String {
    let links = (0..<length).map { ##""d\##($0)": {"$ref": "#/$defs/d\##($0 + 1)"}"## }
    return
      ##"{"$ref": "#/$defs/d0", "$defs": {\##(links.joined(separator: ",")), "d\##(length)": {"type": "null"}}}"##
  }

  @Test func aChainOfReferencesIsFollowed() throws {
    let compiled = try schema(chain(500))
    expect(compiled, "null", isValid: true)
    expect(compiled, "1", isValid: false)
  }

  @Test func aChainThatIsTooLongIsRefused() {
    #expect(problems(chain(20_000)).map(\.code) == [.tooDeep])
  }
}
