import JSON

/// A place within one document: the tokens of a JSON Pointer (RFC 6901).
///
/// Equality and hashing are by UTF-8 bytes, for two property names may differ only in their
/// Unicode normalisation form.
struct SchemaPointer: Hashable {
  private(set) var tokens: [String] = []
  private var bytes: [UInt8] = []

  static let root = SchemaPointer()

  init() {}

  /// Parses the text of a pointer; nil where it is not one.
  init?(_ text: String) {
    guard let tokens = JSONPointer.tokens(of: text) else { return nil }
    for token in tokens { append(token) }
  }

  /// The pointer's text, each token escaped.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ token: String) {
    tokens.append(token)
    bytes.append(UInt8(ascii: "/"))
    JSONPointer.append(token, to: &bytes)
  }

  func appending(_ more: String...) -> SchemaPointer {
    var result = self
    for token in more { result.append(token) }
    return result
  }

  /// The pointer's text from its `depth`th token on.
  func text(from depth: Int) -> String {
    tokens.dropFirst(depth).map { "/" + JSONPointer.escape($0) }.joined()
  }

  func value(in document: JSONValue) -> JSONValue? {
    var value = document
    for token in tokens {
      switch value {
      case .object(let object):
        guard let member = object[token] else { return nil }
        value = member
      case .array(let items):
        guard let index = Self.arrayIndex(token), index < items.count else { return nil }
        value = items[index]
      default:
        return nil
      }
    }
    return value
  }

  private static func arrayIndex(_ token: String) -> Int? {
    let digits = token.utf8
    guard !digits.isEmpty, digits.count <= 9, digits.allSatisfy(isDigit) else { return nil }
    if digits.count > 1 && digits.first == UInt8(ascii: "0") { return nil }
    return Int(token)
  }
}
