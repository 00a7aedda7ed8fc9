import JSON
import Testing

@testable import JSONSchema

/// What the drafts differ in.
@Suite struct DraftTests {
  private func draft(_ draft: SchemaDraft, _ text: String) throws -> Schema {
    try Schema(
      compiling: JSONReader.parse(text), at: "test/root.json", defaultDraft: draft,
      resolve: {
        $0 == "test/common.json"
          ? try? JSONReader.parse(#"{"maximum": 5, "exclusiveMaximum": true}"#) : nil
      })
  }

  @Test func draft4CountsTheNotationOfIntegers() throws {
    let schema = try draft(.draft4, #"{"properties": {"n": {"type": ["integer", "string"]}}}"#)
    expect(schema, #"{"n": 12345678901234567890}"#, isValid: true)
    expect(schema, #"{"n": -0}"#, isValid: true)
    expect(schema, #"{"n": "1.0"}"#, isValid: true)
    for number in ["1.0", "1e2", "1E0", "10000000000000000000.0", "1.5"] {
      expect(schema, #"{"n": \#(number)}"#, isValid: false)
      #expect(keys(schema, #"{"n": \#(number)}"#) == ["/n type -"])
    }
    expect(try draft(.draft4, #"{"type": "number"}"#), "1.0", isValid: true)
    expect(try draft(.draft4, #"{"type": ["number", "integer"]}"#), "1.0", isValid: true)
  }

  @Test(arguments: [SchemaDraft.draft6, .draft7, .draft2019, .draft2020])
  func laterAnIntegralValueIsAnInteger(version: SchemaDraft) throws {
    let schema = try draft(version, #"{"type": "integer"}"#)
    expect(schema, "1.0", isValid: true)
    expect(schema, "1e2", isValid: true)
    expect(schema, "1e-1", isValid: false)
  }

  @Test func draft7JudgesContent() throws {
    let schema = try draft(
      .draft7,
      #"{"properties": {"a": {"contentEncoding": "base64"}, "b": {"contentMediaType": "#
        + #""application/json", "contentEncoding": "base64"}, "c": {"contentMediaType": "text/x"}}}"#
    )
    for text in [
      #"{"a": "", "b": "e30=", "c": "{"}"#, #"{"a": "AA==", "b": 1}"#, #"{"a": "AAA="}"#,
      #"{"a": "+/\u0041A"}"#,
    ] { expect(schema, text, isValid: true) }
    for text in [
      #"{"a": "A"}"#, #"{"a": "AA="}"#, #"{"a": "AA-_"}"#, #"{"a": "===="}"#, #"{"a": "A=AA"}"#,
      #"{"b": "e30"}"#, #"{"b": "ew=="}"#, #"{"b": "{}"}"#,
    ] { expect(schema, text, isValid: false) }
    #expect(keys(schema, #"{"b": "ew=="}"#) == ["/b contentMediaType -"])
    expect(try draft(.draft2019, #"{"contentEncoding": "base64"}"#), #""%""#, isValid: true)
  }

  @Test func exclusiveBoundsOfDraft4AreFlags() throws {
    let schema = try draft(
      .draft4,
      #"{"minimum": 1, "exclusiveMinimum": true, "maximum": 9.5, "exclusiveMaximum": false}"#)
    expect(schema, "1", isValid: false)
    expect(schema, "1.001", isValid: true)
    expect(schema, "9.5", isValid: true)
    expect(schema, "9.51", isValid: false)
    let error = schema.explain(copying: Array("1".utf8)).errors[0]
    #expect(error.keywordLocation == "/minimum")
    #expect(error.message.en.contains("greater than 1"))
  }

  @Test(arguments: [
    #"{"exclusiveMinimum": true}"#, #"{"maximum": 1, "exclusiveMaximum": 2}"#,
  ])
  func aFlagStandsBesideItsBound(text: String) {
    #expect(throws: SchemaError.self) { try draft(.draft4, text) }
  }

  @Test(arguments: [
    #"{"const": 1}"#, #"{"contains": {"type": "null"}}"#, #"{"propertyNames": {"maxLength": 1}}"#,
    #"{"if": {}, "then": {"type": "null"}}"#, #"{"$id": "http://x.vn/a", "type": "object"}"#,
  ])
  func draft4DoesNotKnowLaterKeywords(text: String) throws {
    expect(try draft(.draft4, text), #"{"ab": [2]}"#, isValid: true)
  }

  @Test(arguments: [SchemaDraft.draft4, .draft6, .draft7, .draft2019])
  func additionalItemsComeAfterThoseByPosition(_ name: SchemaDraft) throws {
    let schema = try draft(
      name, #"{"items": [{"type": "integer"}, {}], "additionalItems": {"type": "string"}}"#)
    for record in ["[]", "[1]", "[1, 2]", #"[1, 2, "x"]"#] {
      expect(schema, record, isValid: true)
    }
    for record in [#"["x"]"#, "[1, 2, 3]", #"[1, 2, "x", 3]"#] {
      expect(schema, record, isValid: false)
    }
  }

  @Test func draft6DoesNotKnowConditions() throws {
    let text = #"{"if": {"type": "integer"}, "then": {"minimum": 5}, "propertyNames": false}"#
    expect(try draft(.draft6, text), "1", isValid: true)
    expect(try draft(.draft7, text), "1", isValid: false)
    expect(try draft(.draft6, text), #"{"a": 1}"#, isValid: false)
  }

  @Test(arguments: [(SchemaDraft.draft4, "id"), (.draft6, "$id"), (.draft7, "$id")])
  func identifiersAreAnchorsToo(version: SchemaDraft, keyword: String) throws {
    let schema = try draft(
      version,
      """
      {"\(keyword)": "http://x.vn/root", "properties": {
         "a": {"$ref": "#word"}, "b": {"$ref": "inner#other"}},
       "definitions": {"x": {"\(keyword)": "#word", "type": "string"},
                       "y": {"\(keyword)": "inner#other", "type": "null"}}}
      """)
    expect(schema, #"{"a": "x", "b": null}"#, isValid: true)
    expect(schema, #"{"a": 1}"#, isValid: false)
    expect(schema, #"{"b": 1}"#, isValid: false)
  }

  @Test func theDefaultDraftHoldsForReferredDocumentsToo() throws {
    let schema = try draft(.draft4, #"{"properties": {"a": {"$ref": "common.json"}}}"#)
    expect(schema, #"{"a": 4}"#, isValid: true)
    expect(schema, #"{"a": 5}"#, isValid: false)
  }

  @Test func aSchemaThatNamesItsDraftKeepsIt() throws {
    let schema = try draft(
      .draft4, #"{"$schema": "https://json-schema.org/draft/2020-12/schema", "const": 1}"#)
    expect(schema, "2", isValid: false)
  }

  @Test func anEmbeddedSchemaMayNameAnotherDraft() throws {
    let schema = try draft(
      .draft2020,
      """
      {"properties": {"old": {"$ref": "http://x.vn/old"}},
       "$defs": {"old": {"$schema": "http://json-schema.org/draft-04/schema#",
                         "id": "http://x.vn/old", "minimum": 1, "exclusiveMinimum": true,
                         "const": 3}}}
      """)
    expect(schema, #"{"old": 1}"#, isValid: false)
    expect(schema, #"{"old": 2}"#, isValid: true)
  }

  @Test(arguments: SchemaDraft.allCases)
  func dependenciesAreKnownToAllDrafts(version: SchemaDraft) throws {
    let schema = try draft(
      version, #"{"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}"#)
    expect(schema, #"{"a": 1, "b": 2, "c": 3, "d": 4}"#, isValid: true)
    expect(schema, #"{"a": 1}"#, isValid: false)
    expect(schema, #"{"c": 1}"#, isValid: false)
  }

  @Test func formatsAreAnnotationsByTheSpecification() throws {
    for version in SchemaDraft.allCases {
      expect(try draft(version, #"{"format": "ipv4"}"#), #""x""#, isValid: true)
    }
    for mode in [FormatMode.asserted, .off] {
      let compiled = try schema(#"{"format": "ipv4"}"#, formats: mode)
      expect(compiled, #""x""#, isValid: mode == .off)
    }
  }
}
