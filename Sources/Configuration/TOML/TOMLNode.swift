/// A line and a column of the configuration file, both from 1.
public struct Place: Hashable, Sendable, Comparable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// A value of a TOML document and where it stands.
struct TOMLNode {
  enum Content {
    case table([TOMLMember])
    case array([TOMLNode])
    case text(String)
    case integer(Int64)
    case real(Double)
    case boolean(Bool)
    /// A date, a time or both; no option takes one.
    case time
  }

  var content: Content
  var place: Place

  /// What the value is, for messages; never the value itself, which may be a secret.
  var kindName: String {
    switch content {
    case .table: "a table"
    case .array: "a list"
    case .text: "a text"
    case .integer: "a whole number"
    case .real: "a number with decimals"
    case .boolean: "a boolean"
    case .time: "a date or time"
    }
  }
}

/// A key of a TOML table with its value.
struct TOMLMember {
  var name: String
  var place: Place
  var node: TOMLNode
}
