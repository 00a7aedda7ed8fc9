import JSON

/// Schemas and records as most programs have them: as text.
extension Schema {
  /// Compiles the text of a schema with all that it refers to; see
  /// ``init(compiling:at:formats:defaultDraft:captures:messageKeyword:resolve:)``.
  ///
  /// - Throws: ``SchemaError``, also where the text is no JSON.
  public convenience init(
    compiling text: String, at location: String = "", formats: FormatMode = .specification,
    defaultDraft: SchemaDraft = .draft2020, captures: [Capture] = [],
    resolve: @escaping (String) -> JSONValue? = { _ in nil }
  ) throws(SchemaError) {
    try self.init(
      compiling: Array(text.utf8), at: location, formats: formats,
      defaultDraft: defaultDraft, captures: captures, resolve: resolve)
  }

  /// As ``init(compiling:at:formats:defaultDraft:captures:resolve:)``, from UTF-8.
  public convenience init(
    compiling text: [UInt8], at location: String = "", formats: FormatMode = .specification,
    defaultDraft: SchemaDraft = .draft2020, captures: [Capture] = [],
    resolve: @escaping (String) -> JSONValue? = { _ in nil }
  ) throws(SchemaError) {
    let document: JSONValue
    do throws(JSONError) {
      // A schema is its author's own text, so its size is no one's attack.
      document = try JSONReader.parse(text, limits: ReaderLimits(payloadBytesMax: .max))
    } catch {
      throw SchemaError(problems: [SchemaProblem(error, in: location)])
    }
    try self.init(
      compiling: document, at: location, formats: formats, defaultDraft: defaultDraft,
      captures: captures, resolve: resolve)
  }

  /// Whether a record is valid; false too where it is malformed or undecided. Each call makes a
  /// workspace of its own: for many records use ``validate(copying:limits:in:)``.
  public func isValid(_ record: String, limits: ReaderLimits = ReaderLimits()) -> Bool {
    isValid(Array(record.utf8), limits: limits)
  }
}

extension SchemaProblem {
  /// The schema's text is no JSON.
  fileprivate init(_ error: JSONError, in location: String) {
    self.init(
      code: .malformed, document: location, pointer: error.pointer ?? "",
      message: LocalisedText(en: error.message, vi: error.messageVietnamese))
  }
}
