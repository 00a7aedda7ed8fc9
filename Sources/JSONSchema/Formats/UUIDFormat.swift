/// The text form of RFC 9562, section 4: 8-4-4-4-12 hexadecimal digits.
enum UUIDFormat {
  static func accepts(_ text: Text) -> Bool {
    guard text.count == 36 else { return false }
    for position in 0..<36 {
      switch position {
      case 8, 13, 18, 23:
        guard text[position] == UInt8(ascii: "-") else { return false }
      default:
        guard isHexDigit(text[position]) else { return false }
      }
    }
    return true
  }
}
