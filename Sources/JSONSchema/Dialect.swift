/// A version of JSON Schema: which keywords hold subschemas, and which it knows at all.
enum Dialect: Sendable {
  case draft7
  case draft2019
  case draft2020

  /// The dialect that `$schema` names; nil where it is another one.
  init?(uri: String) {
    switch URIReference(uri).text(withFragment: false) {
    case "http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema":
      self = .draft7
    case "https://json-schema.org/draft/2019-09/schema": self = .draft2019
    case "https://json-schema.org/draft/2020-12/schema": self = .draft2020
    default: return nil
    }
  }

  static let supported = "draft-07, 2019-09, 2020-12"

  /// What a keyword's value holds.
  enum Shape {
    case schema
    case schemaArray
    case schemaMap
    case schemaOrArray
    /// draft-07's `dependencies`: a map to schemas or to lists of names.
    case dependencies
  }

  /// The keywords in which the standard puts subschemas; everywhere else a `$id` is mere data.
  func shape(of keyword: String) -> Shape? {
    switch keyword {
    case "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else":
      return .schema
    case "properties", "patternProperties", "definitions": return .schemaMap
    case "allOf", "anyOf", "oneOf": return .schemaArray
    case "items": return self == .draft2020 ? .schema : .schemaOrArray
    case "additionalItems": return self == .draft2020 ? nil : .schema
    case "prefixItems": return self == .draft2020 ? .schemaArray : nil
    case "dependencies": return self == .draft7 ? .dependencies : nil
    case "$defs", "dependentSchemas": return self == .draft7 ? nil : .schemaMap
    case "unevaluatedItems", "unevaluatedProperties", "contentSchema":
      return self == .draft7 ? nil : .schema
    default: return nil
    }
  }

  var knowsUnevaluated: Bool { self == .draft2019 || self == .draft2020 }

  /// In draft-07 everything beside a `$ref` is ignored (core, section 8.3).
  var ignoresSiblingsOfReference: Bool { self == .draft7 }
}
