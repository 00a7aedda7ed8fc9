/// `full-time` of RFC 3339, section 5.6.
enum TimeFormat {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    return take(&cursor) != nil && cursor.isAtEnd
  }

  /// Microseconds since midnight UTC of the date that stands before the time; negative or beyond
  /// one day where the offset crosses midnight. Digits beyond microseconds are cut. A leap second
  /// is accepted where it can stand, at 23:59:60 UTC (RFC 3339, section 5.7), and means the next
  /// instant.
  static func take(_ cursor: inout ByteCursor) -> Int64? {
    guard let hour = cursor.takeNumber(digits: 2), hour < 24, cursor.take(UInt8(ascii: ":")),
      let minute = cursor.takeNumber(digits: 2), minute < 60, cursor.take(UInt8(ascii: ":")),
      let second = cursor.takeNumber(digits: 2), second <= 60,
      let fraction = takeFraction(&cursor), let offset = takeOffset(&cursor)
    else { return nil }
    let minuteUTC = hour * 60 + minute - offset
    if second == 60 {
      guard (minuteUTC % 1440 + 1440) % 1440 == 1439 else { return nil }
      return Int64(minuteUTC + 1) * 60_000_000
    }
    return Int64(minuteUTC * 60 + second) * 1_000_000 + fraction
  }

  private static func takeFraction(_ cursor: inout ByteCursor) -> Int64? {
    guard cursor.take(UInt8(ascii: ".")) else { return 0 }
    var fraction: Int64 = 0
    var digits = 0
    while let byte = cursor.next, isDigit(byte) {
      if digits < 6 { fraction = fraction * 10 + Int64(byte - UInt8(ascii: "0")) }
      digits += 1
      _ = cursor.take()
    }
    guard digits > 0 else { return nil }
    for _ in min(digits, 6)..<6 { fraction *= 10 }
    return fraction
  }

  /// Minutes east of UTC.
  private static func takeOffset(_ cursor: inout ByteCursor) -> Int? {
    switch cursor.take() {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"): return 0
    case UInt8(ascii: "+"): return takeOffsetMinutes(&cursor)
    case UInt8(ascii: "-"): return takeOffsetMinutes(&cursor).map { -$0 }
    default: return nil
    }
  }

  private static func takeOffsetMinutes(_ cursor: inout ByteCursor) -> Int? {
    guard let hours = cursor.takeNumber(digits: 2), hours < 24, cursor.take(UInt8(ascii: ":")),
      let minutes = cursor.takeNumber(digits: 2), minutes < 60
    else { return nil }
    return hours * 60 + minutes
  }
}
