/// One reason why a schema cannot be compiled.
public struct SchemaProblem: Sendable {
  /// What kind of problem it is; closed, so that callers can switch over it.
  public enum Code: String, Sendable {
    /// The document's text is no JSON.
    case malformed
    case notASchema
    case malformedKeyword
    case unsupportedDialect
    case unsupportedFormat
    case invalidPattern
    case unresolvedReference
    case endlessRecursion
    case tooDeep
    case tooLarge
    case duplicateIdentifier
  }

  public let code: Code
  /// The URI or path of the document in which the problem stands.
  public let document: String
  /// JSON Pointer (RFC 6901) to the keyword's value within that document.
  public let pointer: String
  public let message: LocalisedText

  /// The same for two problems that say the same.
  var identity: [UInt8] { Array("\(code) \(document)#\(pointer) \(message.en)".utf8) }
}

/// A schema was refused. All problems are listed, in the order in which they were met.
public struct SchemaError: Error, Sendable, CustomStringConvertible {
  public let problems: [SchemaProblem]

  public var description: String {
    problems.map { "\($0.document)#\($0.pointer): \($0.message.en)" }.joined(separator: "\n")
  }
}
