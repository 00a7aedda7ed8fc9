/// JSON Pointer notation (RFC 6901).
public enum JSONPointer {
  /// A name as a token of a pointer: `~` becomes `~0` and `/` becomes `~1`.
  public static func escape(_ name: String) -> String {
    var token: [UInt8] = []
    append(name, to: &token)
    return String(decoding: token, as: UTF8.self)
  }

  /// The pointer that names lead along.
  public static func text(of names: [String]) -> String {
    var pointer: [UInt8] = []
    for name in names {
      pointer.append(UInt8(ascii: "/"))
      append(name, to: &pointer)
    }
    return String(decoding: pointer, as: UTF8.self)
  }

  /// Appends the bytes of a name, escaped.
  public static func append(_ name: String, to token: inout [UInt8]) {
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "~"): token += "~0".utf8
      case UInt8(ascii: "/"): token += "~1".utf8
      default: token.append(byte)
      }
    }
  }

  /// The names of a pointer's tokens; nil when it is neither empty nor begins with `/`, or when a `~`
  /// stands for nothing.
  public static func tokens(of pointer: String) -> [String]? {
    if pointer.utf8.isEmpty { return [] }
    guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
    var names: [String] = []
    for token in pointer.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let name = unescape(token) else { return nil }
      names.append(name)
    }
    return names
  }

  private static func unescape(_ token: Substring.UTF8View) -> String? {
    guard token.contains(UInt8(ascii: "~")) else { return String(Substring(token)) }
    var name: [UInt8] = []
    var bytes = token.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "~") else {
        name.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "0"): name.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): name.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return String(decoding: name, as: UTF8.self)
  }
}

extension JSONValue {
  /// The value that a pointer names within this one; nil when there is none.
  public func value(at pointer: String) -> JSONValue? {
    guard let tokens = JSONPointer.tokens(of: pointer) else { return nil }
    return tokens.reduce(Optional(self)) { $0?.child(named: $1) }
  }

  /// A member by its name, or an element by its index (RFC 6901, section 4: no leading zeros).
  private func child(named name: String) -> JSONValue? {
    switch self {
    case .object(let object): return object[name]
    case .array(let elements):
      guard let index = Int(name), String(index).hasSameBytes(as: name) else { return nil }
      return elements.indices.contains(index) ? elements[index] : nil
    default: return nil
    }
  }
}
