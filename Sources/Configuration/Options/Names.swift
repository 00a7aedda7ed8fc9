/// The forms that texts of options have: each gives the text back or nil.
enum Names {
  static func notEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

  /// Letters, digits, `.`, `_` and `-`, which `group.instance.id` takes.
  static func instance(_ text: String) -> String? {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), bytes.allSatisfy(isNameByte) else { return nil }
    return text
  }

  /// A scheme and something behind it (RFC 3986, section 3.1). Which schemes there are is the
  /// registry of warehouses' to say.
  static func url(_ text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = text.utf8[..<colon]
    guard let first = scheme.first, isLetter(first), scheme.allSatisfy(isSchemeByte),
      text.utf8.index(after: colon) != text.utf8.endIndex
    else { return nil }
    return text
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
