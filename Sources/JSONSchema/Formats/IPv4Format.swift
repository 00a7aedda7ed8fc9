/// `dotted-quad` of RFC 2673, section 3.2: four numbers to 255 without leading zeros.
enum IPv4Format {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    for position in 0..<4 {
      if position > 0 && !cursor.take(UInt8(ascii: ".")) { return false }
      guard takeByte(&cursor) else { return false }
    }
    return cursor.isAtEnd
  }

  private static func takeByte(_ cursor: inout ByteCursor) -> Bool {
    var value = 0
    var digits = 0
    while let byte = cursor.next, isDigit(byte) {
      if digits == 3 || (digits == 1 && value == 0) { return false }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
      _ = cursor.take()
    }
    return digits > 0 && value <= 255
  }
}
