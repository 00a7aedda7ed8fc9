/// What the versions of JSON Schema say of one keyword that is judged or holds subschemas.
struct Keyword: Sendable {
  /// How a keyword's value holds subschemas; everywhere else a `$id` is mere data.
  enum Shape {
    case schema
    case schemaArray
    case schemaMap
    case schemaOrArray
    /// `dependencies`: a map to schemas or to lists of names.
    case dependencies
  }

  let drafts: ClosedRange<SchemaDraft>
  /// Empty for core keywords and for those that belong to no vocabulary.
  let vocabulary: Vocabulary
  private let shape: Shape?

  func shape(in draft: SchemaDraft) -> Shape? {
    shape == .schemaOrArray && !draft.hasItemsByPosition ? .schema : shape
  }

  private init(
    _ vocabulary: Vocabulary = [], since first: SchemaDraft = .draft4,
    until last: SchemaDraft = .draft2020, _ shape: Shape? = nil
  ) {
    drafts = first...last
    self.vocabulary = vocabulary
    self.shape = shape
  }

  /// By name. `definitions` and `dependencies` left the standard with 2019-09, which keeps them
  /// for compatibility (2019-09 core, appendix E; the meta-schemas describe them still).
  private static let all: [String: Keyword] = {
    let applicators: [String: Keyword] = [
      "allOf": Keyword(.applicator, .schemaArray),
      "anyOf": Keyword(.applicator, .schemaArray),
      "oneOf": Keyword(.applicator, .schemaArray),
      "not": Keyword(.applicator, .schema),
      "if": Keyword(.applicator, since: .draft7, .schema),
      "then": Keyword(.applicator, since: .draft7, .schema),
      "else": Keyword(.applicator, since: .draft7, .schema),
      "properties": Keyword(.applicator, .schemaMap),
      "patternProperties": Keyword(.applicator, .schemaMap),
      "additionalProperties": Keyword(.applicator, .schema),
      "propertyNames": Keyword(.applicator, since: .draft6, .schema),
      "dependencies": Keyword(.applicator, .dependencies),
      "dependentSchemas": Keyword(.applicator, since: .draft2019, .schemaMap),
      "items": Keyword(.applicator, .schemaOrArray),
      "additionalItems": Keyword(.applicator, until: .draft2019, .schema),
      "prefixItems": Keyword(.applicator, since: .draft2020, .schemaArray),
      "contains": Keyword(.applicator, since: .draft6, .schema),
      "unevaluatedItems": Keyword(.unevaluated, since: .draft2019, .schema),
      "unevaluatedProperties": Keyword(.unevaluated, since: .draft2019, .schema),
    ]
    let assertions: [String: Keyword] = [
      "const": Keyword(.validation, since: .draft6),
      "minContains": Keyword(.validation, since: .draft2019),
      "maxContains": Keyword(.validation, since: .draft2019),
      "dependentRequired": Keyword(.validation, since: .draft2019),
    ]
    let everywhere = [
      "type", "enum", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
      "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "minProperties",
      "maxProperties", "required",
    ].map { ($0, Keyword(.validation)) }
    let others: [String: Keyword] = [
      "$ref": Keyword(),
      "$recursiveRef": Keyword(since: .draft2019, until: .draft2019),
      "$dynamicRef": Keyword(since: .draft2020),
      "$defs": Keyword([], since: .draft2019, .schemaMap),
      "definitions": Keyword([], .schemaMap),
      "format": Keyword(),
      // 2019-09 made annotations of them (validation, section 8.1).
      "contentEncoding": Keyword(since: .draft7, until: .draft7),
      "contentMediaType": Keyword(since: .draft7, until: .draft7),
      "contentSchema": Keyword([], since: .draft2019, .schema),
    ]
    return applicators.merging(assertions) { first, _ in first }
      .merging(everywhere) { first, _ in first }.merging(others) { first, _ in first }
  }()

  /// The keywords by the number that their name mixes to: each member of a schema is looked up, and
  /// a dictionary's hash would take longer than all the rest of it.
  private static let table: [[(name: String, keyword: Keyword)]] = {
    var table = [[(name: String, keyword: Keyword)]](repeating: [], count: 128)
    for (name, keyword) in all { table[place(of: name)].append((name, keyword)) }
    return table
  }()

  private static func place(of name: String) -> Int {
    let bytes = name.utf8
    guard let first = bytes.first, let last = bytes.last else { return 0 }
    return (bytes.count &* 11 &+ Int(first) &* 3 &+ Int(last) &* 7) & 127
  }

  /// nil where the standard has no such keyword.
  static func named(_ name: String) -> Keyword? {
    // No other text is canonically equivalent to one of these ASCII names.
    for entry in table[place(of: name)] where entry.name == name { return entry.keyword }
    return nil
  }
}
