/// `Mailbox` of RFC 5321, section 4.1.2.
enum EmailFormat {
  /// Octets of a local part (RFC 5321, section 4.5.3.1.1).
  private static let localPartMax = 64

  static func accepts(_ text: Text) -> Bool {
    guard let domain = domain(of: text, isInternational: false) else { return false }
    return isLiteral(domain) ? acceptsLiteral(domain) : HostnameFormat.accepts(domain)
  }

  /// `Mailbox` as RFC 6531, section 3.3, extends it.
  static func acceptsInternational(_ text: Text) -> Bool {
    guard let domain = domain(of: text, isInternational: true) else { return false }
    if isLiteral(domain) { return acceptsLiteral(domain) }
    return domain.allSatisfy { $0 < 0x80 }
      ? HostnameFormat.accepts(domain) : InternationalName.accepts(domain, as: .mailbox)
  }

  /// What follows the `@`; nil where no local part stands before it.
  private static func domain(of text: Text, isInternational: Bool) -> Text? {
    var cursor = ByteCursor(text)
    let hasLocalPart =
      cursor.next == UInt8(ascii: "\"")
      ? takeQuoted(&cursor, isInternational) : takeDotString(&cursor, isInternational)
    guard hasLocalPart, cursor.offset <= localPartMax, cursor.take(UInt8(ascii: "@")) else {
      return nil
    }
    return Text(rebasing: text[cursor.offset...])
  }

  private static func takeDotString(_ cursor: inout ByteCursor, _ isInternational: Bool) -> Bool {
    repeat {
      let length = cursor.take { isAtomByte($0) || isInternational && $0 >= 0x80 }
      guard length > 0 else { return false }
    } while cursor.take(UInt8(ascii: "."))
    return true
  }

  private static func takeQuoted(_ cursor: inout ByteCursor, _ isInternational: Bool) -> Bool {
    _ = cursor.take()
    while let byte = cursor.take() {
      if byte == UInt8(ascii: "\"") { return true }
      if byte == UInt8(ascii: "\\") {
        guard let quoted = cursor.take(), 32...126 ~= quoted else { return false }
      } else if !(32...126 ~= byte || isInternational && byte >= 0x80) {
        return false
      }
    }
    return false
  }

  private static func isLiteral(_ domain: Text) -> Bool { domain.first == UInt8(ascii: "[") }

  /// `address-literal` of RFC 5321, section 4.1.3, without tags that nobody has registered.
  private static func acceptsLiteral(_ domain: Text) -> Bool {
    guard domain.count > 2, domain.last == UInt8(ascii: "]") else { return false }
    let address = Text(rebasing: domain[1..<domain.count - 1])
    let tag: StaticString = "ipv6:"
    let isTagged =
      address.count > tag.utf8CodeUnitCount
      && (0..<tag.utf8CodeUnitCount).allSatisfy { address[$0] | 0x20 == tag.utf8Start[$0] | 0x20 }
    return isTagged
      ? IPv6Format.accepts(Text(rebasing: address[tag.utf8CodeUnitCount...]))
      : IPv4Format.accepts(address)
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
