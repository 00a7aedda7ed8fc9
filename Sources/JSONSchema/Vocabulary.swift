/// Groups of keywords that a meta-schema takes in or leaves out (2020-12 core, section 8.1.2).
struct Vocabulary: OptionSet, Sendable {
  let rawValue: UInt8

  static let applicator = Vocabulary(rawValue: 1)
  static let unevaluated = Vocabulary(rawValue: 2)
  static let validation = Vocabulary(rawValue: 4)
  /// `format` is judged, not only noted.
  static let formatAssertion = Vocabulary(rawValue: 8)

  /// What the standard's own meta-schemas take in. Their `format` is an annotation.
  static let standard: Vocabulary = [.applicator, .unevaluated, .validation]

  /// The version to which a vocabulary of the standard belongs, and the groups that it stands for
  /// (none for those whose keywords are never judged). In 2019-09 `unevaluated…` is a part of
  /// applicator, and `format` is judged where its vocabulary is required (validation, section 7.2).
  static func known(_ uri: String, isRequired: Bool) -> (draft: SchemaDraft, groups: Vocabulary)? {
    let draft2019 = "https://json-schema.org/draft/2019-09/vocab/"
    let draft2020 = "https://json-schema.org/draft/2020-12/vocab/"
    if uri.hasPrefix(draft2020) {
      switch uri.dropFirst(draft2020.count) {
      case "applicator": return (.draft2020, .applicator)
      case "unevaluated": return (.draft2020, .unevaluated)
      case "validation": return (.draft2020, .validation)
      case "format-assertion": return (.draft2020, .formatAssertion)
      case "core", "meta-data", "format-annotation", "content": return (.draft2020, [])
      default: return nil
      }
    }
    guard uri.hasPrefix(draft2019) else { return nil }
    switch uri.dropFirst(draft2019.count) {
    case "applicator": return (.draft2019, [.applicator, .unevaluated])
    case "validation": return (.draft2019, .validation)
    case "format": return (.draft2019, isRequired ? .formatAssertion : [])
    case "core", "meta-data", "content": return (.draft2019, [])
    default: return nil
    }
  }
}
