import JSONSchema

/// Points in time as microseconds since 1970-01-01T00:00:00Z, in the years 0001 to 9999 of UTC.
enum Instant {
  static let first = Int64(CivilDay.first) * 86_400_000_000
  static let last = Int64(CivilDay.last + 1) * 86_400_000_000 - 1

  /// Reads RFC 3339, section 5.6, date-time.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) throws(StepFault) -> Int64 {
    var reader = DateTimeReader(text)
    guard let moment = reader.moment(separators: "Tt "), let offset = reader.offset(default: nil),
      reader.isAtEnd
    else {
      throw StepFault(
        .notADateTime,
        en:
          "the text is not an existing point in time with an offset, like 2026-06-09T14:30:00+07:00",
        vi: "chuỗi không phải thời điểm có thật kèm múi giờ, như 2026-06-09T14:30:00+07:00")
    }
    return try microseconds(of: moment, offsetSeconds: offset)
  }

  /// The instant of a moment; a leap second is the instant that follows it.
  static func microseconds(of moment: Moment, offsetSeconds: Int) throws(StepFault) -> Int64 {
    let seconds = moment.day * 86_400 + moment.second - offsetSeconds
    let microsecond = moment.isLeapSecond ? 0 : moment.microsecond
    if moment.isLeapSecond && (seconds % 86_400 + 86_400) % 86_400 != 0 {
      throw StepFault(
        .notADateTime, en: "second 60 exists only at the end of a day of UTC",
        vi: "giây 60 chỉ có ở cuối ngày theo giờ UTC")
    }
    return try checked(Int64(seconds) * 1_000_000 + Int64(microsecond))
  }

  /// Refuses what lies outside the years that both warehouses hold.
  static func checked(_ microseconds: Int64) throws(StepFault) -> Int64 {
    guard (first...last).contains(microseconds) else {
      throw StepFault(
        .outOfRange, en: "the point in time lies outside the years 0001 to 9999 of UTC",
        vi: "thời điểm nằm ngoài các năm 0001 đến 9999 theo giờ UTC")
    }
    return microseconds
  }
}
