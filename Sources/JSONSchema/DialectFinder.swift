import JSON

/// Finds the dialect that `$schema` names: a version of the standard, or what a meta-schema of
/// somebody else takes from one (2020-12 core, section 8.1).
struct DialectFinder {
  struct Failure: Error {
    let message: LocalisedText
  }

  let resolve: (String) -> JSONValue?

  func dialect(named uri: String) throws(Failure) -> Dialect {
    var seen: [String] = []
    return try dialect(named: uri, after: &seen)
  }

  private func dialect(named name: String, after seen: inout [String]) throws(Failure) -> Dialect {
    if let draft = SchemaDraft(uri: name) { return Dialect(draft) }
    let uri = URIReference(name).text(withFragment: false)
    guard let metaSchema = resolve(uri) else { throw .unanswered(name) }
    guard !seen.contains(uri) else { throw .undecided(name) }
    seen.append(uri)
    if let vocabularies = metaSchema["$vocabulary"]?.object,
      let dialect = try dialect(with: vocabularies, of: uri)
    {
      return dialect
    }
    guard let next = metaSchema["$schema"]?.string else { throw .undecided(name) }
    let inherited = try dialect(named: next, after: &seen)
    return Dialect(inherited.draft, inherited.vocabularies, metaSchema: uri)
  }

  /// nil where no vocabulary of the standard tells the version.
  private func dialect(with vocabularies: JSONObject, of uri: String) throws(Failure) -> Dialect? {
    var draft: SchemaDraft?
    var groups: Vocabulary = []
    for member in vocabularies {
      let isRequired = member.value.boolean ?? true
      if let known = Vocabulary.known(member.name, isRequired: isRequired) {
        draft = max(draft ?? known.draft, known.draft)
        groups.formUnion(known.groups)
      } else if isRequired {
        throw .unknownVocabulary(member.name)
      }
    }
    return draft.map { Dialect($0, groups, metaSchema: uri) }
  }
}

extension DialectFinder.Failure {
  static func unanswered(_ uri: String) -> Self {
    Self(
      message: LocalisedText(
        en: "nothing answers to the meta-schema “\(uri)”; supply its document, or use one of:"
          + " \(Dialect.supported)",
        vi: "không tìm thấy siêu lược đồ “\(uri)”; hãy cung cấp tài liệu của nó, hoặc dùng một"
          + " trong: \(Dialect.supported)"))
  }

  static func undecided(_ uri: String) -> Self {
    Self(
      message: LocalisedText(
        en: "the meta-schema “\(uri)” tells neither by $vocabulary nor by $schema which version of"
          + " JSON Schema it builds on",
        vi: "siêu lược đồ “\(uri)” không cho biết, bằng $vocabulary hay $schema, nó dựa trên phiên"
          + " bản JSON Schema nào"))
  }

  static func unknownVocabulary(_ uri: String) -> Self {
    Self(
      message: LocalisedText(
        en: "the meta-schema requires the vocabulary “\(uri)”, which this engine does not know;"
          + " set it to false there if its keywords may be ignored",
        vi: "siêu lược đồ đòi hỏi bộ từ vựng “\(uri)” mà bộ máy này không biết; hãy đặt nó thành"
          + " false nếu được phép bỏ qua các từ khoá của nó"))
  }
}
