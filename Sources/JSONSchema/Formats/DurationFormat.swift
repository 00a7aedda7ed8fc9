/// `duration` of RFC 3339, appendix A: units stand in order and without a gap, so `P1Y2D` is none.
enum DurationFormat {
  private static let dateUnits = [UInt8(ascii: "Y"), UInt8(ascii: "M"), UInt8(ascii: "D")]
  private static let timeUnits = [UInt8(ascii: "H"), UInt8(ascii: "M"), UInt8(ascii: "S")]

  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    guard cursor.take(UInt8(ascii: "P")) else { return false }
    if cursor.next == UInt8(ascii: "T") { return acceptsTime(&cursor) }
    guard cursor.take(while: isDigit) > 0, let first = cursor.take() else { return false }
    if first == UInt8(ascii: "W") { return cursor.isAtEnd }
    guard acceptsUnits(&cursor, startingWith: first, of: dateUnits) else { return false }
    return cursor.isAtEnd || acceptsTime(&cursor)
  }

  private static func acceptsTime(_ cursor: inout ByteCursor) -> Bool {
    guard cursor.take(UInt8(ascii: "T")), cursor.take(while: isDigit) > 0,
      let first = cursor.take()
    else { return false }
    return acceptsUnits(&cursor, startingWith: first, of: timeUnits) && cursor.isAtEnd
  }

  private static func acceptsUnits(
    _ cursor: inout ByteCursor, startingWith first: UInt8, of units: [UInt8]
  ) -> Bool {
    guard var position = units.firstIndex(of: first) else { return false }
    while let byte = cursor.next, isDigit(byte) {
      position += 1
      _ = cursor.take(while: isDigit)
      guard position < units.count, cursor.take(units[position]) else { return false }
    }
    return true
  }
}
