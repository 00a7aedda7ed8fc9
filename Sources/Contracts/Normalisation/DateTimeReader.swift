/// A day and a time of day as they are written, before an offset is applied.
struct Moment {
  /// Days since 1970-01-01.
  var day: Int
  /// 0…86400, where 60 seconds in a minute lead into the next.
  var second: Int
  var microsecond: Int
  var isLeapSecond: Bool
}

/// Reads days and times from text, digit by digit. Each reading answers nil where the text does not
/// fit or names a day or a time that does not exist.
struct DateTimeReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { index == text.count }

  /// `yyyy-MM-dd` (RFC 3339, full-date), as days since 1970-01-01.
  mutating func isoDay() -> Int? {
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2)
    else { return nil }
    return CivilDay.number(year: year, month: month, day: day)
  }

  /// `dd/MM/yyyy`, as days since 1970-01-01.
  mutating func vietnameseDay() -> Int? {
    guard let day = digits(2), skip("/"), let month = digits(2), skip("/"), let year = digits(4)
    else { return nil }
    return CivilDay.number(year: year, month: month, day: day)
  }

  /// `yyyyMMddHHmmss`.
  mutating func compactMoment() -> Moment? {
    guard let year = digits(4), let month = digits(2), let day = digits(2),
      let number = CivilDay.number(year: year, month: month, day: day),
      let hour = digits(2), let minute = digits(2), let second = digits(2)
    else { return nil }
    return moment(number, hour, minute, second, microsecond: 0)
  }

  /// `yyyy-MM-dd`, one of the separators, `HH:mm:ss` and decimals of a second where there are any.
  /// Decimals beyond microseconds are cut.
  mutating func moment(separators: StaticString) -> Moment? {
    guard let day = isoDay(), skip(anyOf: separators), let hour = digits(2), skip(":"),
      let minute = digits(2), skip(":"), let second = digits(2)
    else { return nil }
    guard let fraction = fraction() else { return nil }
    return moment(day, hour, minute, second, microsecond: fraction)
  }

  /// `Z` or `±HH:mm` in seconds east of UTC; `default` where the text ends here.
  mutating func offset(default seconds: Int?) -> Int? {
    if isAtEnd { return seconds }
    if skip(anyOf: "Zz") { return 0 }
    let isWest = text[index] == UInt8(ascii: "-")
    guard skip(anyOf: "+-"), let hour = digits(2), hour < 24, skip(":"), let minute = digits(2),
      minute < 60
    else { return nil }
    return (hour * 3600 + minute * 60) * (isWest ? -1 : 1)
  }

  private func moment(_ day: Int, _ hour: Int, _ minute: Int, _ second: Int, microsecond: Int)
    -> Moment?
  {
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return Moment(
      day: day, second: hour * 3600 + minute * 60 + second, microsecond: microsecond,
      isLeapSecond: second == 60)
  }

  private mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    let start = index
    var value = 0
    while index < text.count, case let digit = text[index] &- 48, digit <= 9 {
      if index - start < 6 { value = value * 10 + Int(digit) }
      index += 1
    }
    if index == start { return nil }
    for _ in 0..<max(0, 6 - (index - start)) { value *= 10 }
    return value
  }

  private mutating func digits(_ count: Int) -> Int? {
    guard index + count <= text.count else { return nil }
    var value = 0
    for place in index..<index + count {
      let digit = text[place] &- 48
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    index += count
    return value
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard index < text.count, UInt32(text[index]) == character.value else { return false }
    index += 1
    return true
  }

  private mutating func skip(anyOf characters: StaticString) -> Bool {
    guard index < text.count else { return false }
    let byte = text[index]
    let isOne = characters.withUTF8Buffer { $0.contains(byte) }
    if isOne { index += 1 }
    return isOne
  }
}
