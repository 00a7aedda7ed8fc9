/// `Mailbox` of RFC 5321, section 4.1.2.
enum EmailFormat {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    let hasLocalPart =
      cursor.next == UInt8(ascii: "\"") ? takeQuoted(&cursor) : takeDotString(&cursor)
    guard hasLocalPart, cursor.offset <= 64, cursor.take(UInt8(ascii: "@")) else { return false }
    let domain = Text(rebasing: text[cursor.offset...])
    guard let first = domain.first else { return false }
    return first == UInt8(ascii: "[") ? acceptsLiteral(domain) : HostnameFormat.accepts(domain)
  }

  private static func takeDotString(_ cursor: inout ByteCursor) -> Bool {
    repeat {
      guard cursor.take(while: isAtomByte) > 0 else { return false }
    } while cursor.take(UInt8(ascii: "."))
    return true
  }

  private static func takeQuoted(_ cursor: inout ByteCursor) -> Bool {
    _ = cursor.take()
    while let byte = cursor.take() {
      if byte == UInt8(ascii: "\"") { return true }
      if byte == UInt8(ascii: "\\") {
        guard let quoted = cursor.take(), 32...126 ~= quoted else { return false }
      } else if !(32...126 ~= byte) {
        return false
      }
    }
    return false
  }

  private static func acceptsLiteral(_ domain: Text) -> Bool {
    guard domain.count > 2, domain.last == UInt8(ascii: "]") else { return false }
    let address = Text(rebasing: domain[1..<domain.count - 1])
    let tag = Array("ipv6:".utf8)
    if address.count > tag.count, zip(address, tag).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
      return IPv6Format.accepts(Text(rebasing: address[tag.count...]))
    }
    return IPv4Format.accepts(address)
  }

  /// `atext` of RFC 5322, section 3.2.3.
  private static func isAtomByte(_ byte: UInt8) -> Bool {
    if isLetter(byte) || isDigit(byte) { return true }
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "?"),
      UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "{"),
      UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
      return true
    default:
      return false
    }
  }
}
