/// A version of JSON Schema, by the name under which its specification was published.
public enum SchemaDraft: Sendable, Comparable, CaseIterable {
  case draft4
  case draft6
  case draft7
  case draft2019
  case draft2020

  /// The URI that `$schema` has for this version (the `$id` of its meta-schema).
  public var uri: String {
    switch self {
    case .draft4: "http://json-schema.org/draft-04/schema"
    case .draft6: "http://json-schema.org/draft-06/schema"
    case .draft7: "http://json-schema.org/draft-07/schema"
    case .draft2019: "https://json-schema.org/draft/2019-09/schema"
    case .draft2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  /// What people call it, such as “2020-12” or “draft-07”.
  public var name: String {
    switch self {
    case .draft4: "draft-04"
    case .draft6: "draft-06"
    case .draft7: "draft-07"
    case .draft2019: "2019-09"
    case .draft2020: "2020-12"
    }
  }

  /// The version whose meta-schema has this URI; a fragment, and `https` for `http`, do no harm.
  init?(uri: String) {
    let plain = URIReference(uri).text(withFragment: false)
    guard let draft = Self.allCases.first(where: { plain == $0.uri || plain == $0.secureURI })
    else { return nil }
    self = draft
  }

  private var secureURI: String {
    uri.hasPrefix("http:") ? "https:" + uri.dropFirst("http:".count) : uri
  }

  // MARK: - What the versions differ in

  /// Up to draft-07 everything beside a `$ref` is ignored (draft-07 core, section 8.3).
  var ignoresSiblingsOfReference: Bool { self <= .draft7 }

  /// The keyword that gives a schema its URI.
  var identifierKeyword: String { self == .draft4 ? "id" : "$id" }

  /// Up to draft-07 the identifier `#name` is what `$anchor` became (draft-07 core, section 8.2.3).
  var hasAnchorsInIdentifiers: Bool { self <= .draft7 }

  /// In draft-04 an integer is written without fraction and exponent (core, section 3.5); later
  /// `1.0` is one too.
  var countsNotationOfIntegers: Bool { self == .draft4 }

  /// In draft-04 `exclusiveMinimum` and `exclusiveMaximum` are flags of `minimum` and `maximum`
  /// (validation, sections 5.1.2 and 5.1.3).
  var hasExclusiveFlags: Bool { self == .draft4 }

  /// Before 2020-12 an array under `items` is what `prefixItems` became.
  var hasItemsByPosition: Bool { self <= .draft2019 }

  /// From 2020-12 on `contains` marks the items that it finds as evaluated.
  var containsEvaluates: Bool { self >= .draft2020 }
}
