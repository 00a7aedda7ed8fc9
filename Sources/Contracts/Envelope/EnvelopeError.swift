import JSONSchema

/// Why the body of a record cannot be taken out of what it came in: stage `decode`.
public struct EnvelopeError: Error, Sendable {
  public enum Code: String, Sendable {
    /// A Confluent frame that ends before its id.
    case frameTooShort
    /// A header `__value_schema_id` that is no id.
    case badSchemaID
    /// A CloudEvents format other than JSON, or a batch.
    case unsupportedFormat
    /// The content type of the data is not JSON.
    case notJSON
    /// Attributes that CloudEvents asks for are missing or wrong.
    case badAttributes
    /// Neither `data` nor `data_base64`, or both.
    case noData
    case badBase64
  }

  public let code: Code
  public let message: LocalisedText
  /// What is wrong with the attributes of the event.
  public let causes: [ValidationError]

  init(_ code: Code, en: String, vi: String, causes: [ValidationError] = []) {
    self.code = code
    message = LocalisedText(en: en, vi: vi)
    self.causes = causes
  }
}
