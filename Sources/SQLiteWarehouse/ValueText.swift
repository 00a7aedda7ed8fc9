import Glibc

/// How SQLite keeps what it has no type for: the text that PostgreSQL would show in UTC, with
/// instants in ISO 8601 (`2026-11-24T01:02:03.000000Z`), always with six decimals, so that they
/// sort and compare as instants when they are compared as text.
enum ValueText {
  private static let zero = UInt8(ascii: "0")

  static func appendInstant(_ microseconds: Int64, to out: inout [UInt8]) {
    let day = floorDivided(microseconds, by: 86_400_000_000)
    let (seconds, fraction) = day.remainder.quotientAndRemainder(dividingBy: 1_000_000)
    appendDate(day.quotient, to: &out)
    out.append(UInt8(ascii: "T"))
    appendPadded(seconds / 3_600, width: 2, to: &out)
    out.append(UInt8(ascii: ":"))
    appendPadded(seconds / 60 % 60, width: 2, to: &out)
    out.append(UInt8(ascii: ":"))
    appendPadded(seconds % 60, width: 2, to: &out)
    out.append(UInt8(ascii: "."))
    appendPadded(fraction, width: 6, to: &out)
    out.append(UInt8(ascii: "Z"))
  }

  /// The present instant; SQLite's own clock knows milliseconds only, too coarse to tell apart
  /// what happens one after the other.
  static func now() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return instant(Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
  }

  /// - Parameter microseconds: since 1970.
  static func instant(_ microseconds: Int64) -> String {
    var text: [UInt8] = []
    appendInstant(microseconds, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar, years 0001 to 9999.
  static func appendDate(_ days: Int64, to out: inout [UInt8]) {
    // Years begin in March, so that the leap day is the last; eras are 400 years of 146,097 days.
    let shifted = days + 719_468
    let era = floorDivided(shifted, by: 146_097)
    let dayOfEra = era.remainder
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era.quotient * 400 + (month <= 2 ? 1 : 0)
    appendPadded(year, width: 4, to: &out)
    out.append(UInt8(ascii: "-"))
    appendPadded(month, width: 2, to: &out)
    out.append(UInt8(ascii: "-"))
    appendPadded(day, width: 2, to: &out)
  }

  static func appendUUID(high: UInt64, low: UInt64, to out: inout [UInt8]) {
    let digits = StaticDigits.hexadecimal
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { out.append(UInt8(ascii: "-")) }
      let half = index < 16 ? high : low
      out.append(digits[Int(half >> UInt64(60 - index % 16 * 4) & 0xF)])
    }
  }

  /// - Parameter decimals: those of the column's type, which PostgreSQL always shows; nil shows
  ///   the number as it was written.
  static func appendNumeric(
    coefficient: Int64, scale: Int, decimals: Int?, to out: inout [UInt8]
  ) {
    if coefficient < 0 { out.append(UInt8(ascii: "-")) }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { digits in
      var first = digits.count
      var rest = coefficient.magnitude
      // At least one digit before the point.
      while rest > 0 || digits.count - first <= scale {
        first -= 1
        digits[first] = zero + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      let point = digits.count - scale
      out.append(contentsOf: digits[first..<point])
      append(
        decimals: UnsafeBufferPointer(rebasing: digits[point...]), shown: decimals, to: &out)
    }
  }

  /// Plain notation in; a zero loses its sign, as PostgreSQL's numeric has no negative zero.
  static func appendNumeric(
    _ text: UnsafeBufferPointer<UInt8>, decimals: Int?, to out: inout [UInt8]
  ) {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text[...]
    let isZero = digits.allSatisfy { $0 == zero || $0 == UInt8(ascii: ".") }
    if isNegative, !isZero { out.append(UInt8(ascii: "-")) }
    let point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.endIndex
    out += digits[..<point]
    append(
      decimals: UnsafeBufferPointer(rebasing: digits[point...].dropFirst()), shown: decimals,
      to: &out)
  }

  private static func append(
    decimals: UnsafeBufferPointer<UInt8>, shown: Int?, to out: inout [UInt8]
  ) {
    var count = decimals.count
    if let shown {
      while count > shown, decimals[count - 1] == zero { count -= 1 }
    }
    let padding = max((shown ?? 0) - count, 0)
    if count + padding == 0 { return }
    out.append(UInt8(ascii: "."))
    out.append(contentsOf: decimals[..<count])
    out.append(contentsOf: repeatElement(zero, count: padding))
  }

  private static func appendPadded(_ number: Int64, width: Int, to out: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      out.append(zero + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  private static func floorDivided(_ number: Int64, by divisor: Int64)
    -> (quotient: Int64, remainder: Int64)
  {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

enum StaticDigits {
  static let hexadecimal = Array("0123456789abcdef".utf8)
}
