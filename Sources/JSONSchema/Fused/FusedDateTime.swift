import CScan
import JSON

/// The notation of date-time that nearly all producers use: upper-case `T` and `Z`, no leap second,
/// at most six decimals. What is not of it is left to ``DateTimeFormat``.
enum FusedDateTime {
  struct Instant {
    let microseconds: Int64
    /// The closing quote.
    let quote: BytePointer
  }

  /// `YYYY-MM-DDTHH:MM`: the least of each byte and how far it may lie above.
  private static var low: BytePointer { bytes("0000-00-00T00:00") }
  private static var span: BytePointer {
    bytes("\u{9}\u{9}\u{9}\u{9}\u{0}\u{9}\u{9}\u{0}\u{9}\u{9}\u{0}\u{9}\u{9}\u{0}\u{9}\u{9}")
  }

  private static func bytes(_ text: StaticString) -> BytePointer { text.utf8Start }

  /// Reads the text that starts at `p`; up to 64 bytes from there on must be readable.
  @inline(__always)
  static func read(_ p: BytePointer, _ end: BytePointer) -> Instant? {
    guard cscan_range16(p, low, span) == 0xffff, let second = second(p + 16) else { return nil }
    var clock: UInt32 = 0
    let date = cscan_date_time(p, &clock)
    let year = Int(date & 0xffff) &* 100 &+ Int(date >> 16 & 0xffff)
    let month = Int(date >> 32 & 0xffff)
    let day = Int(date >> 48)
    let hour = Int(clock & 0xffff)
    let minute = Int(clock >> 16)
    guard month &- 1 < 12, month > 0, day > 0, hour < 24, minute < 60,
      day <= 28 || day <= DateFormat.length(month: month, year: year)
    else { return nil }
    var rest = p + 19
    var fraction: Int64 = 0
    if rest[0] == UInt8(ascii: ".") {
      guard let decimals = decimals(rest + 1) else { return nil }
      fraction = decimals.microseconds
      rest += 1 + decimals.count
    }
    guard let offset = offset(rest), offset.quote < end else { return nil }
    let days = DateFormat.days(year: year, month: month, day: day)
    let seconds = days &* 86_400 &+ (hour &* 60 &+ minute &- offset.minutes) &* 60 &+ second
    return Instant(microseconds: Int64(seconds) &* 1_000_000 &+ fraction, quote: offset.quote)
  }

  /// `:SS`, up to 59.
  @inline(__always)
  private static func second(_ p: BytePointer) -> Int? {
    let tens = p[1] &- UInt8(ascii: "0")
    let ones = p[2] &- UInt8(ascii: "0")
    guard p[0] == UInt8(ascii: ":"), tens < 6, ones < 10 else { return nil }
    return Int(tens) &* 10 &+ Int(ones)
  }

  private static func decimals(_ p: BytePointer) -> (microseconds: Int64, count: Int)? {
    let count = (~cscan_digits16(p)).trailingZeroBitCount
    guard 1...6 ~= count else { return nil }
    var value: Int64 = 0
    for place in 0..<6 {
      value = value &* 10 &+ (place < count ? Int64(p[place] &- UInt8(ascii: "0")) : 0)
    }
    return (value, count)
  }

  /// `Z` or `±HH:MM`, then the closing quote.
  @inline(__always)
  private static func offset(_ p: BytePointer) -> (minutes: Int, quote: BytePointer)? {
    if p[0] == UInt8(ascii: "Z") { return p[1] == UInt8(ascii: "\"") ? (0, p + 1) : nil }
    let isWest = p[0] == UInt8(ascii: "-")
    guard isWest || p[0] == UInt8(ascii: "+"), p[3] == UInt8(ascii: ":"),
      p[6] == UInt8(ascii: "\"")
    else { return nil }
    let digits = (p[1] &- 48, p[2] &- 48, p[4] &- 48, p[5] &- 48)
    guard digits.0 < 3, digits.1 < 10, digits.2 < 6, digits.3 < 10 else { return nil }
    let hours = Int(digits.0) &* 10 &+ Int(digits.1)
    guard hours < 24 else { return nil }
    let minutes = hours &* 60 &+ Int(digits.2) &* 10 &+ Int(digits.3)
    return (isWest ? -minutes : minutes, p + 6)
  }
}
