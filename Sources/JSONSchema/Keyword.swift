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

  /// By which part of the compiler it becomes instructions.
  enum Group {
    case value, number, string, array, object, applicator, reference, unevaluated
    /// It holds schemas that nothing applies by itself.
    case definitions
  }

  let group: Group
  let drafts: ClosedRange<SchemaDraft>
  /// Empty for core keywords and for those that belong to no vocabulary.
  let vocabulary: Vocabulary
  private let shape: Shape?

  func shape(in draft: SchemaDraft) -> Shape? {
    shape == .schemaOrArray && !draft.hasItemsByPosition ? .schema : shape
  }

  private init(
    _ group: Group, _ vocabulary: Vocabulary = [], since first: SchemaDraft = .draft4,
    until last: SchemaDraft = .draft2020, _ shape: Shape? = nil
  ) {
    self.group = group
    drafts = first...last
    self.vocabulary = vocabulary
    self.shape = shape
  }

  /// By name. `definitions` and `dependencies` left the standard with 2019-09, which keeps them
  /// for compatibility (2019-09 core, appendix E; the meta-schemas describe them still).
  private static let all: [String: Keyword] = {
    let applicators: [String: Keyword] = [
      "allOf": Keyword(.applicator, .applicator, .schemaArray),
      "anyOf": Keyword(.applicator, .applicator, .schemaArray),
      "oneOf": Keyword(.applicator, .applicator, .schemaArray),
      "not": Keyword(.applicator, .applicator, .schema),
      "if": Keyword(.applicator, .applicator, since: .draft7, .schema),
      "then": Keyword(.applicator, .applicator, since: .draft7, .schema),
      "else": Keyword(.applicator, .applicator, since: .draft7, .schema),
      "properties": Keyword(.object, .applicator, .schemaMap),
      "patternProperties": Keyword(.object, .applicator, .schemaMap),
      "additionalProperties": Keyword(.object, .applicator, .schema),
      "propertyNames": Keyword(.object, .applicator, since: .draft6, .schema),
      "dependencies": Keyword(.object, .applicator, .dependencies),
      "dependentSchemas": Keyword(.object, .applicator, since: .draft2019, .schemaMap),
      "items": Keyword(.array, .applicator, .schemaOrArray),
      "additionalItems": Keyword(.array, .applicator, until: .draft2019, .schema),
      "prefixItems": Keyword(.array, .applicator, since: .draft2020, .schemaArray),
      "contains": Keyword(.array, .applicator, since: .draft6, .schema),
      "unevaluatedItems": Keyword(.unevaluated, .unevaluated, since: .draft2019, .schema),
      "unevaluatedProperties": Keyword(.unevaluated, .unevaluated, since: .draft2019, .schema),
    ]
    let assertions: [String: Keyword] = [
      "const": Keyword(.value, .validation, since: .draft6),
      "minContains": Keyword(.array, .validation, since: .draft2019),
      "maxContains": Keyword(.array, .validation, since: .draft2019),
      "dependentRequired": Keyword(.object, .validation, since: .draft2019),
    ]
    let groups: [(Group, names: [String])] = [
      (.value, ["type", "enum"]),
      (.number, ["multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
      (.string, ["minLength", "maxLength", "pattern"]),
      (.array, ["minItems", "maxItems", "uniqueItems"]),
      (.object, ["minProperties", "maxProperties", "required"]),
    ]
    let everywhere = groups.flatMap { group, names in
      names.map { ($0, Keyword(group, .validation)) }
    }
    let others: [String: Keyword] = [
      "$ref": Keyword(.reference),
      "$recursiveRef": Keyword(.reference, since: .draft2019, until: .draft2019),
      "$dynamicRef": Keyword(.reference, since: .draft2020),
      "$defs": Keyword(.definitions, since: .draft2019, .schemaMap),
      "definitions": Keyword(.definitions, [], .schemaMap),
      "format": Keyword(.string),
      // 2019-09 made annotations of them (validation, section 8.1).
      "contentEncoding": Keyword(.string, since: .draft7, until: .draft7),
      "contentMediaType": Keyword(.string, since: .draft7, until: .draft7),
      "contentSchema": Keyword(.definitions, since: .draft2019, .schema),
    ]
    return applicators.merging(assertions) { first, _ in first }
      .merging(everywhere) { first, _ in first }.merging(others) { first, _ in first }
  }()

  private struct Entry {
    let name: String
    let keyword: Keyword
  }

  /// The keywords by the number that their name mixes to, else at the next free place: each member of
  /// a schema is looked up, and a dictionary's hash would take longer than all the rest of it.
  private static let table: [Entry?] = {
    var table = [Entry?](repeating: nil, count: 256)
    for (name, keyword) in all {
      var place = place(of: name)
      while table[place] != nil { place = (place + 1) & 255 }
      table[place] = Entry(name: name, keyword: keyword)
    }
    return table
  }()

  private static func place(of name: String) -> Int {
    var name = name
    return name.withUTF8 { bytes in
      guard let first = bytes.first, let last = bytes.last else { return 0 }
      return (bytes.count &* 11 &+ Int(first) &* 3 &+ Int(last) &* 7) & 255
    }
  }

  /// nil where the standard has no such keyword.
  static func named(_ name: String) -> Keyword? {
    var place = place(of: name)
    // No other text is canonically equivalent to one of these ASCII names.
    while let entry = table[place] {
      if entry.name == name { return entry.keyword }
      place = (place + 1) & 255
    }
    return nil
  }
}
