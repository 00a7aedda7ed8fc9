/// The keywords that a schema may hold, by dialect.
enum SchemaKeywords {
  private static let own = "x-trucd"

  /// Known to draft-07 and to all later dialects.
  private static let common = [
    "$id", "$schema", "$ref", "$comment", "type", "enum", "const", "multipleOf", "maximum",
    "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
    "items", "additionalItems", "maxItems", "minItems", "uniqueItems", "contains",
    "maxProperties", "minProperties", "required", "properties", "patternProperties",
    "additionalProperties", "dependencies", "propertyNames", "if", "then", "else", "allOf",
    "anyOf", "oneOf", "not", "format", "contentEncoding", "contentMediaType", "definitions",
    "title", "description", "default", "readOnly", "writeOnly", "examples", own,
  ]

  /// Added by 2019-09 and 2020-12.
  private static let later = [
    "$anchor", "$defs", "$vocabulary", "$dynamicRef", "$dynamicAnchor", "$recursiveRef",
    "$recursiveAnchor", "dependentRequired", "dependentSchemas", "prefixItems", "minContains",
    "maxContains", "unevaluatedItems", "unevaluatedProperties", "contentSchema", "deprecated",
  ]

  /// Annotations of other vocabularies (OpenAPI 3.0) that only look misspelt.
  private static let foreign = ["example"]

  private static let all = common + later
  private static let known = Set((all + foreign).map { ExactString($0) })

  /// The keyword of the dialect that an unknown one most likely stands for; nil where the name is
  /// a keyword of some dialect, or like none.
  static func misspelt(_ name: String, beforeDraft2019: Bool) -> String? {
    if known.contains(ExactString(name)) { return nil }
    // Authors name their own keywords `x-…`; of these only the bus's own can be meant.
    if name.hasPrefix("x-") { return Suggestion.nearest(to: name, among: [own]) }
    return Suggestion.nearest(to: name, among: beforeDraft2019 ? common : all)
  }
}
