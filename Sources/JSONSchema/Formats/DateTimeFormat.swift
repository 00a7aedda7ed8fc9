/// `date-time` of RFC 3339, section 5.6; `T` and `Z` may be lower case.
enum DateTimeFormat {
  /// Microseconds since 1970-01-01T00:00:00Z; nil where the text is no date-time.
  static func microseconds(_ text: Text) -> Int64? {
    var cursor = ByteCursor(text)
    guard let days = DateFormat.take(&cursor),
      cursor.take(UInt8(ascii: "T")) || cursor.take(UInt8(ascii: "t")),
      let time = TimeFormat.take(&cursor), cursor.isAtEnd
    else { return nil }
    return Int64(days) * 86_400_000_000 + time
  }
}
