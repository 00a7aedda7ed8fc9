import JSON
import Testing

@testable import JSONSchema

/// The meta-schemas of the standard and of others, and what is refused because of them.
@Suite struct MetaSchemaTests {
  @Test(arguments: SchemaDraft.allCases)
  func eachDraftHasOneThatCompilesAndDescribesItself(draft: SchemaDraft) throws {
    let schema = try #require(MetaSchemas.schema(of: draft))
    let document = try #require(MetaSchemas.document(at: draft.uri))
    expect(schema, JSONWriter.text(of: document), isValid: true)
    expect(schema, #"{"minLength": -1}"#, isValid: false)
  }

  @Test(arguments: [
    (
      "https://json-schema.org/draft/2019-09/meta/", ["core", "applicator", "validation", "format"]
    ),
    ("https://json-schema.org/draft/2019-09/meta/", ["meta-data", "content"]),
    ("https://json-schema.org/draft/2020-12/meta/", ["core", "applicator", "unevaluated"]),
    ("https://json-schema.org/draft/2020-12/meta/", ["validation", "meta-data", "content"]),
    ("https://json-schema.org/draft/2020-12/meta/", ["format-annotation", "format-assertion"]),
  ])
  func vocabulariesAreBuiltIn(base: String, names: [String]) {
    for name in names { #expect(MetaSchemas.document(at: base + name) != nil, "\(name)") }
  }

  @Test(arguments: SchemaDraft.allCases)
  func aReferenceToItNeedsNobody(draft: SchemaDraft) throws {
    let schema = try schema(##"{"properties": {"s": {"$ref": "\##(draft.uri)#"}}}"##)
    expect(schema, #"{"s": {"type": "string"}}"#, isValid: true)
    expect(schema, #"{"s": {"type": "sting"}}"#, isValid: false)
    expect(schema, #"{"s": {"properties": {"a": {"maxLength": "1"}}}}"#, isValid: false)
  }

  @Test(arguments: [
    (#"{"title": 1}"#, "/title"), (#"{"$comment": []}"#, "/$comment"),
    (#"{"properties": {"a": {"deprecated": "yes"}}}"#, "/properties/a/deprecated"),
    (#"{"$defs": {"a~b": {"description": null}}}"#, "/$defs/a~0b/description"),
    (#"{"then": {"examples": {}}}"#, "/then/examples"),
    (#"{"items": {"$anchor": "a b"}}"#, "/items/$anchor"),
    (#"{"dependencies": {"a": {"title": 1}}}"#, "/dependencies/a/title"),
    (#"{"$id": "https://x.vn/a#b"}"#, "/$id"),
  ])
  func whatItForbidsIsRefusedAtItsPlace(text: String, pointer: String) {
    let found = problems(text)
    #expect(found.map(\.pointer) == [pointer])
    #expect(found.first?.code == .malformedKeyword)
  }

  @Test(arguments: [
    #"{"type": "strin"}"#, #"{"type": ["string", "string"]}"#, #"{"minLength": -1}"#,
    #"{"required": ["a", "a"]}"#, #"{"allOf": []}"#, #"{"properties": {"a": 1}}"#,
    #"{"allOf": [{"anyOf": {}}]}"#, #"{"dependencies": {"a": [1]}}"#, #"{"pattern": 1}"#,
    #"{"items": [{"type": "string"}]}"#, #"{"$ref": 1}"#, #"{"$schema": 1}"#, "[]",
  ])
  func nothingIsToldTwice(text: String) {
    #expect(problems(text).count == 1)
  }

  @Test func theMessageNamesWhatIsWrong() {
    let found = problems(#"{"properties": {"a": {"title": 5}}}"#)
    #expect(found.first?.message.en.contains("must be a string") == true)
    #expect(found.first?.message.vi.contains("phải là chuỗi ký tự") == true)
  }

  @Test(arguments: [
    (SchemaDraft.draft4, #"{"properties": {"a": true}}"#), (.draft4, #"{"required": []}"#),
    (.draft4, #"{"enum": [1, 1]}"#), (.draft4, #"{"dependencies": {"a": []}}"#),
    (.draft6, #"{"contains": {"title": 1}}"#), (.draft7, #"{"readOnly": 1}"#),
    (.draft7, ##"{"definitions": {"a": {}}, "$ref": "#/definitions/a", "title": 1}"##),
    (.draft2019, #"{"unevaluatedItems": {"title": 1}}"#),
  ])
  func eachDraftHasItsOwn(draft: SchemaDraft, text: String) {
    #expect(throws: SchemaError.self) {
      try Schema(compiling: JSONReader.parse(text), at: "a", defaultDraft: draft)
    }
  }

  @Test func anEmbeddedSchemaIsJudgedByItsOwn() throws {
    let old = #""$schema": "http://json-schema.org/draft-07/schema#", "$id": "http://x.vn/old""#
    _ = try schema(##"{"$defs": {"old": {\##(old), "items": [{}]}}}"##)
    let found = problems(##"{"$defs": {"old": {\##(old), "items": [{"title": 1}]}}, "title": 2}"##)
    #expect(Set(found.map(\.pointer)) == ["/title", "/$defs/old/items/0/title"])
  }

  @Test func referredDocumentsAreJudgedToo() {
    let found = problems(
      #"{"$ref": "common.json"}"#, documents: ["test/common.json": #"{"title": true}"#])
    #expect(found.map { "\($0.document)#\($0.pointer)" } == ["test/common.json#/title"])
  }

  // MARK: - Of others

  private let own = "https://x.vn/meta"

  private func meta(_ members: String) -> [String: String] {
    [own: #"{"$id": "https://x.vn/meta", \#(members)}"#]
  }

  @Test func aMissingVocabularyLeavesItsKeywordsOut() throws {
    let schema = try schema(
      #"{"$schema": "https://x.vn/meta", "properties": {"a": {"maximum": 1}, "b": false}}"#,
      documents: meta(
        """
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$vocabulary": {
          "https://json-schema.org/draft/2020-12/vocab/core": true,
          "https://json-schema.org/draft/2020-12/vocab/applicator": true}
        """))
    expect(schema, #"{"a": 2}"#, isValid: true)
    expect(schema, #"{"b": 2}"#, isValid: false)
  }

  @Test(arguments: [
    ("2020-12/vocab/format-assertion", true, true),
    ("2020-12/vocab/format-assertion", false, true),
    ("2020-12/vocab/format-annotation", true, false),
    ("2019-09/vocab/format", true, true), ("2019-09/vocab/format", false, false),
  ])
  func formatIsJudgedByItsVocabulary(name: String, isRequired: Bool, isAsserted: Bool) throws {
    let documents = meta(
      #""$vocabulary": {"https://json-schema.org/draft/\#(name)": \#(isRequired)}"#)
    let text = #"{"$schema": "https://x.vn/meta", "format": "ipv4"}"#
    let specified = try schema(text, documents: documents, formats: .specification)
    expect(specified, #""x""#, isValid: !isAsserted)
    expect(try schema(text, documents: documents, formats: .off), #""x""#, isValid: true)
    expect(try schema(text, documents: documents), #""x""#, isValid: false)
  }

  @Test func anUnknownVocabularyIsRefusedWhereItIsRequired() throws {
    let text = #"{"$schema": "https://x.vn/meta", "minimum": 1}"#
    let draft = #""$schema": "http://json-schema.org/draft-07/schema#""#
    let found = problems(
      text, documents: meta(#"\#(draft), "$vocabulary": {"https://x.vn/vocab": true}"#))
    #expect(found.map(\.code) == [.unsupportedDialect])
    #expect(found.first?.message.en.contains("https://x.vn/vocab") == true)
    let ignored = try schema(
      text, documents: meta(#"\#(draft), "$vocabulary": {"https://x.vn/vocab": false}"#))
    expect(ignored, "0", isValid: false)
  }

  @Test func withoutVocabularyItsOwnDraftCounts() throws {
    let schema = try schema(
      #"{"$schema": "https://x.vn/meta", "maximum": 1, "exclusiveMaximum": true}"#,
      documents: [
        own: #"{"id": "https://x.vn/meta", "$schema": "http://json-schema.org/draft-04/schema#"}"#
      ])
    expect(schema, "1", isValid: false)
  }

  @Test func whatItForbidsIsRefused() {
    let found = problems(
      #"{"$schema": "https://x.vn/meta", "properties": {}}"#,
      documents: meta(
        #"""
        "$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["title"],
        "$ref": "https://json-schema.org/draft/2020-12/schema"
        """#))
    #expect(found.map(\.pointer) == [""])
    #expect(found.first?.message.en.contains("title") == true)
  }

  @Test(arguments: [
    #""$schema": "https://x.vn/meta""#, #""title": "no version""#,
  ])
  func oneWithoutAVersionIsRefused(members: String) {
    let found = problems(#"{"$schema": "https://x.vn/meta"}"#, documents: meta(members))
    #expect(found.map(\.code) == [.unsupportedDialect])
  }

  @Test func oneThatIsBrokenNamesItself() {
    let found = problems(
      #"{"$schema": "https://x.vn/meta"}"#,
      documents: meta(
        #""$schema": "https://json-schema.org/draft/2020-12/schema", "minLength": -1"#))
    #expect(found.map { "\($0.document)#\($0.pointer)" } == ["https://x.vn/meta#/minLength"])
  }

  @Test func oneThatNobodyAnswersIsRefusedOnce() {
    let found = problems(#"{"$schema": "https://x.vn/meta", "$id": "https://x.vn/a"}"#)
    #expect(found.map(\.code) == [.unsupportedDialect])
    #expect(found.first?.message.en.contains("supply its document") == true)
  }
}
