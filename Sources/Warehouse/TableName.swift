/// A table's name as a contract writes it (contracts.md section 4), taken apart.
public struct TableName: Hashable, Sendable {
  /// PostgreSQL's limit for an identifier (NAMEDATALEN − 1); the same in every warehouse, so that
  /// a contract moves between them.
  public static let identifierBytesMax = 63

  /// Nil where the contract names no schema; the warehouse then takes the configured one.
  public var schema: String?
  public var name: String

  /// Reads `name` or `schema.name`.
  /// - Throws: what is wrong with it, and the way out.
  public init(_ text: String) throws(TableProblem) {
    func problem(_ message: String) -> TableProblem { TableProblem(table: text, message: message) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count <= 2 else {
      throw problem("A table is named `name` or `schema.name`; write it with at most one dot.")
    }
    for part in parts {
      if let message = Self.objection(toIdentifier: part) { throw problem(message) }
    }
    if parts.count == 2 {
      (schema, name) = (parts[0], parts[1])
    } else {
      (schema, name) = (nil, text)
    }
  }

  /// Why `name` cannot be an identifier, or nil.
  static func objection(toIdentifier name: String) -> String? {
    let bytes = name.utf8
    if bytes.isEmpty { return "An empty name is no identifier; give it a name." }
    if bytes.contains(0) { return "A name cannot hold U+0000; choose another one." }
    if bytes.count > identifierBytesMax {
      return "The name `\(name)` has \(bytes.count) bytes in UTF-8, an identifier holds "
        + "\(identifierBytesMax); choose a shorter one."
    }
    return nil
  }
}

/// How SQL spells names and texts in both warehouses.
public enum SQLText {
  /// An identifier in double quotes.
  public static func quoted(_ identifier: String) -> String {
    "\"" + doubled("\"", in: identifier) + "\""
  }

  /// A text in single quotes, as the standard has it: backslashes stand for themselves.
  public static func literal(_ text: String) -> String {
    "'" + doubled("'", in: text) + "'"
  }

  /// U+0000 is left out: no SQL text can hold it, and it would end the statement early.
  private static func doubled(_ quote: Unicode.Scalar, in text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != "\0" {
      scalars.append(scalar)
      if scalar == quote { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
