import JSON

/// Judges the loaded documents by their meta-schemas (2020-12 core, section 8.1): each document,
/// and apart from it each schema within it that names another meta-schema.
struct MetaSchemaCheck {
  private static let errorsMax = 100
  private static let limits = ReaderLimits(
    payloadBytesMax: Int(Int32.max), nestingDepthMax: ReaderLimits.nestingDepthCeiling,
    numberDigitsMax: Int.max, membersMax: Int.max)

  private let loader: SchemaLoader
  private let workspace = Workspace()
  /// The meta-schemas of others that were needed; nil where one cannot be compiled.
  private var others: [String: Schema?] = [:]
  private var problems: [SchemaProblem] = []

  init(_ loader: SchemaLoader) { self.loader = loader }

  /// What the meta-schemas forbid, beyond what is known already.
  static func problems(of loader: SchemaLoader, besides known: [SchemaProblem]) -> [SchemaProblem] {
    var check = MetaSchemaCheck(loader)
    for part in loader.parts() { check.examine(part) }
    return check.problems.filter { found in !known.contains { $0.covers(found) } }
  }

  private mutating func examine(_ part: SchemaLoader.Part) {
    guard let metaSchema = part.dialect.metaSchema, let schema = schema(at: metaSchema, of: part)
    else { return }
    let bytes = JSONWriter.bytes(of: part.value)
    switch schema.validate(copying: bytes, limits: Self.limits, in: workspace) {
    case .valid: break
    case .invalid:
      let explanation = schema.explain(
        copying: bytes, limits: Self.limits, errorsMax: Self.errorsMax, showValue: { _ in true })
      for error in explanation.errors { report(error, in: part) }
    case .malformed, .undecided:
      report(
        .tooDeep, at: pointer(of: part), in: part,
        LocalisedText(
          en: "the schema is nested too deeply to be compared with its meta-schema",
          vi: "lược đồ lồng nhau quá sâu nên không thể đối chiếu với siêu lược đồ"))
    }
  }

  private func pointer(of part: SchemaLoader.Part) -> String {
    JSONPointer.text(of: loader.places.tree.tokens(of: part.place))
  }

  private mutating func schema(at uri: String, of part: SchemaLoader.Part) -> Schema? {
    if let draft = SchemaDraft(uri: uri) { return MetaSchemas.schema(of: draft) }
    if let known = others[uri] { return known }
    do throws(SchemaError) {
      guard let document = loader.resolveDocument(uri) else { return nil }
      let schema = try Schema(metaSchema: document, at: uri, resolve: loader.resolveDocument)
      others[uri] = schema
      return schema
    } catch {
      others.updateValue(nil, forKey: uri)
      problems += error.problems
      return nil
    }
  }

  /// An error of `anyOf` or `oneOf` is told by what its branches found further in, where they did.
  private mutating func report(_ error: ValidationError, in part: SchemaLoader.Part) {
    let deeper = error.causes.filter {
      $0.instanceLocation.utf8.count > error.instanceLocation.utf8.count
    }
    for cause in deeper { report(cause, in: part) }
    guard deeper.isEmpty else { return }
    report(
      .malformedKeyword, at: pointer(of: part) + error.instanceLocation, in: part,
      error.message)
  }

  private mutating func report(
    _ code: SchemaProblem.Code, at pointer: String, in part: SchemaLoader.Part,
    _ message: LocalisedText
  ) {
    problems.append(
      SchemaProblem(
        code: code, document: loader.location(of: part.place), pointer: pointer,
        message: message))
  }
}

extension SchemaProblem {
  /// Whether a finding of a meta-schema says no more than this problem: it stands at the same
  /// place, around it, or within a value that is malformed as a whole.
  fileprivate func covers(_ finding: SchemaProblem) -> Bool {
    guard document == finding.document else { return false }
    if Self.isWithin(pointer, finding.pointer) { return true }
    let isMalformed = code == .malformedKeyword || code == .notASchema
    return isMalformed && Self.isWithin(finding.pointer, pointer)
  }

  private static func isWithin(_ inner: String, _ outer: String) -> Bool {
    guard inner.utf8.starts(with: outer.utf8) else { return false }
    return inner.utf8.count == outer.utf8.count
      || inner.utf8.dropFirst(outer.utf8.count).first == UInt8(ascii: "/")
  }
}
