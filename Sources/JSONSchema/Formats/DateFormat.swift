/// `full-date` of RFC 3339, section 5.6.
enum DateFormat {
  static func accepts(_ text: Text) -> Bool {
    var cursor = ByteCursor(text)
    return take(&cursor) != nil && cursor.isAtEnd
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  static func take(_ cursor: inout ByteCursor) -> Int? {
    guard let year = cursor.takeNumber(digits: 4), cursor.take(UInt8(ascii: "-")),
      let month = cursor.takeNumber(digits: 2), cursor.take(UInt8(ascii: "-")),
      let day = cursor.takeNumber(digits: 2), 1...12 ~= month, day >= 1,
      day <= length(month: month, year: year)
    else { return nil }
    return days(year: year, month: month, day: day)
  }

  static func isLeap(_ year: Int) -> Bool {
    year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  static func length(month: Int, year: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  /// Years are counted from March, so that a leap day ends its year.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
