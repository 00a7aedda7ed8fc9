/// The id under which a schema registry knows a schema: a number, or a UUID in newer registries.
public enum SchemaID: Hashable, Sendable {
  case number(Int32)
  case uuid(high: UInt64, low: UInt64)

  /// Reads `8-4-4-4-12` hexadecimal digits.
  public init?(uuid text: String) {
    var copy = text
    guard let uuid = copy.withUTF8({ UUIDText.parse($0) }) else { return nil }
    self = .uuid(high: uuid.high, low: uuid.low)
  }
}

extension SchemaID: CustomStringConvertible {
  public var description: String {
    switch self {
    case .number(let number): String(number)
    case .uuid(let high, let low): UUIDText.text(high: high, low: low)
    }
  }
}
