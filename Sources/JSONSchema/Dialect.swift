/// The keywords by which a schema is read: a version of JSON Schema, or the part of it that a
/// meta-schema's `$vocabulary` takes in.
struct Dialect: Sendable {
  let draft: SchemaDraft
  let vocabularies: Vocabulary
  /// The URI of the meta-schema that describes schemas of this dialect; nil where it is not known.
  let metaSchema: String?

  init(_ draft: SchemaDraft) { self.init(draft, .standard, metaSchema: draft.uri) }

  init(_ draft: SchemaDraft, _ vocabularies: Vocabulary, metaSchema: String?) {
    self.draft = draft
    self.vocabularies = vocabularies
    self.metaSchema = metaSchema
  }

  static let supported = SchemaDraft.allCases.map(\.uri).joined(separator: ", ")

  /// Whether a keyword means anything; where not, its value is mere data.
  func knows(_ keyword: String) -> Bool { self.keyword(named: keyword) != nil }

  /// How a keyword holds subschemas; nil where it holds none, or means nothing.
  func shape(of keyword: String) -> Keyword.Shape? {
    self.keyword(named: keyword)?.shape(in: draft)
  }

  /// nil for a name that means nothing.
  func keyword(named name: String) -> Keyword? {
    guard let keyword = Keyword.named(name), keyword.drafts.contains(draft) else { return nil }
    return vocabularies.isSuperset(of: keyword.vocabulary) ? keyword : nil
  }
}
