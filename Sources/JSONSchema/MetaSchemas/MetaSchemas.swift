import JSON

/// The standard's own meta-schemas: found without asking anybody, compiled once in a process and
/// not before a schema needs them.
enum MetaSchemas {
  /// The document at a URI without fragment; nil where it is none of the standard's.
  static func document(at uri: String) -> JSONValue? {
    if let draft = SchemaDraft(uri: uri) { return documents(of: draft)[draft.uri] }
    guard uri.hasPrefix("https://json-schema.org/draft/") else { return nil }
    return documents2019[uri] ?? documents2020[uri]
  }

  /// The compiled meta-schema of a draft.
  static func schema(of draft: SchemaDraft) -> Schema? {
    switch draft {
    case .draft4: schema4
    case .draft6: schema6
    case .draft7: schema7
    case .draft2019: schema2019
    case .draft2020: schema2020
    }
  }

  private static let schema4 = compiled(.draft4)
  private static let schema6 = compiled(.draft6)
  private static let schema7 = compiled(.draft7)
  private static let schema2019 = compiled(.draft2019)
  private static let schema2020 = compiled(.draft2020)

  private static func compiled(_ draft: SchemaDraft) -> Schema? {
    documents(of: draft)[draft.uri].flatMap {
      try? Schema(metaSchema: $0, at: draft.uri, resolve: { _ in nil })
    }
  }

  private static func documents(of draft: SchemaDraft) -> [String: JSONValue] {
    switch draft {
    case .draft4: documents4
    case .draft6: documents6
    case .draft7: documents7
    case .draft2019: documents2019
    case .draft2020: documents2020
    }
  }

  private static let documents4 = parsed(Draft4MetaSchema.texts, .draft4)
  private static let documents6 = parsed(Draft6MetaSchema.texts, .draft6)
  private static let documents7 = parsed(Draft7MetaSchema.texts, .draft7)
  private static let documents2019 = parsed(Draft2019MetaSchemas.texts, .draft2019)
  private static let documents2020 = parsed(Draft2020MetaSchemas.texts, .draft2020)

  /// By URI without fragment.
  private static func parsed(_ texts: [String], _ draft: SchemaDraft) -> [String: JSONValue] {
    var documents: [String: JSONValue] = [:]
    for text in texts {
      guard let document = try? JSONReader.parse(text),
        let id = document[draft.identifierKeyword]?.string
      else { continue }
      documents[URIReference(id).text(withFragment: false)] = document
    }
    return documents
  }
}
