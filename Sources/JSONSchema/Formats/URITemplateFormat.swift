/// URI templates by RFC 6570, section 2. Its erratum 6937 lets the apostrophe stand in literals.
enum URITemplateFormat {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    while let byte = cursor.next {
      let isAccepted =
        switch byte {
        case UInt8(ascii: "{"): takeExpression(&cursor)
        case UInt8(ascii: "%"): takeEncoded(&cursor)
        default: takeLiteral(&cursor)
        }
      guard isAccepted else { return false }
    }
    return true
  }

  /// One code point of `literals` (section 2.1).
  private static func takeLiteral(_ cursor: inout ByteCursor) -> Bool {
    guard let scalar = cursor.takeScalar() else { return false }
    switch scalar {
    case 0...0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7b...0x7d, 0x7f: return false
    case ..<0x80: return true
    default: return IRICharacters.isUCSChar(scalar) || IRICharacters.isPrivate(scalar)
    }
  }

  /// Section 2.2. The operators that it reserves for later are of the syntax too.
  private static func takeExpression(_ cursor: inout ByteCursor) -> Bool {
    _ = cursor.take()
    if let byte = cursor.next, isOperator(byte) { _ = cursor.take() }
    repeat {
      guard takeName(&cursor), takeModifier(&cursor) else { return false }
    } while cursor.take(UInt8(ascii: ","))
    return cursor.take(UInt8(ascii: "}"))
  }

  private static func isOperator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: ";"), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "="),
      UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "|"):
      true
    default: false
    }
  }

  /// `varname` of section 2.3: a point stands only between two other characters.
  private static func takeName(_ cursor: inout ByteCursor) -> Bool {
    repeat {
      var isEmpty = true
      while let byte = cursor.next {
        if byte == UInt8(ascii: "%") {
          guard takeEncoded(&cursor) else { return false }
        } else if isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") {
          _ = cursor.take()
        } else {
          break
        }
        isEmpty = false
      }
      if isEmpty { return false }
    } while cursor.take(UInt8(ascii: "."))
    return true
  }

  /// Section 2.4: `*`, or `:` and a number from 1 to 9999.
  private static func takeModifier(_ cursor: inout ByteCursor) -> Bool {
    if cursor.take(UInt8(ascii: "*")) { return true }
    guard cursor.take(UInt8(ascii: ":")) else { return true }
    guard cursor.next != UInt8(ascii: "0") else { return false }
    return 1...4 ~= cursor.take(while: isDigit)
  }

  private static func takeEncoded(_ cursor: inout ByteCursor) -> Bool {
    guard cursor.take(UInt8(ascii: "%")), let high = cursor.take(), let low = cursor.take() else {
      return false
    }
    return isHexDigit(high) && isHexDigit(low)
  }
}
