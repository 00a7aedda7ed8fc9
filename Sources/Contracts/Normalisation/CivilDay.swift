/// Days of the proleptic Gregorian calendar, counted from 1970-01-01. Years 1 to 9999.
enum CivilDay {
  static let first = -719_162
  static let last = 2_932_896

  /// The number of a day; nil where there is no such day.
  static func number(year: Int, month: Int, day: Int) -> Int? {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    // Years begin in March, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Year, month and day of a number between `first` and `last`.
  static func parts(of number: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The first day of the month that comes `count` months after the month of a day. Beyond the
  /// calendar's ends it is their first or last day.
  static func firstOfMonth(of number: Int, later count: Int) -> Int {
    let (year, month, _) = parts(of: number)
    let months = year * 12 + month - 1 + count
    if months < 12 { return first }
    return self.number(year: months / 12, month: months % 12 + 1, day: 1) ?? last + 1
  }

  /// The same day some months before; where that month is shorter, its last day.
  static func day(_ number: Int, monthsBefore count: Int) -> Int {
    let start = firstOfMonth(of: number, later: -count)
    let end = firstOfMonth(of: number, later: 1 - count)
    return min(start + parts(of: number).day - 1, end - 1)
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
