import CScan
import JSON

/// Reads the notation of date-time that nearly all producers use: upper-case `T` and `Z`, no leap
/// second, at most 15 decimals. What is not of it is left to ``DateTimeFormat``.
struct FusedDateTime: BitwiseCopyable {
  struct Instant {
    let microseconds: Int64
    /// The closing quote.
    let quote: BytePointer
  }

  /// `YYYY-MM-DDTHH:MM`; the sums are year, month × 32 + day, and seconds.
  private static let date = 0
  /// Seconds and `Z`, `+HH:MM` or `-HH:MM`, then the closing quote; the sums are the seconds, and
  /// those that the offset adds on the way to UTC.
  private static let zones = 1
  /// The seconds before a fraction.
  private static let seconds = 4
  /// As ``zones``, but for what follows the last three digits of a fraction.
  private static let zonesOfFraction = 5

  private static let secondsOfDay: Int32 = 86_400
  /// From 1 March of the year −400 to 1970-01-01, and one, for ordinals start at 1.
  private static let epoch = 719_468 + 146_097 + 1
  /// What the 29th of February has, and no other day.
  private static let leapDay: UInt16 = 366

  private let notations: UnsafePointer<cscan_notation>
  /// By month × 32 + day: the day of a year that starts in March; 0 where there is none.
  private let ordinals: UnsafePointer<UInt16>

  init(in arena: Arena) {
    notations = arena.store(
      [
        Self.notation(
          "0000-00-00T00:00", "9999-19-39T29:59", [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15],
          [100, 1, 32, 1, 3600, 60])
      ] + Self.zones(after: (":00", ":59"), secondsWeight: 1)
        + [Self.notation(":00", ":59", [1, 2], [1])]
        + Self.zones(after: ("???", "???"), secondsWeight: 0))
    var ordinals = [UInt16](repeating: 0, count: 20 * 32)
    for month in 1...12 {
      for day in 1...DateFormat.length(month: month, year: 2000) {
        let ordinal =
          DateFormat.days(year: 2000, month: month, day: day)
          - DateFormat.days(year: month > 2 ? 2000 : 1999, month: 3, day: 1)
        ordinals[month << 5 | day] = UInt16(ordinal + 1)
      }
    }
    self.ordinals = arena.store(ordinals)
  }

  private static func zones(
    after seconds: (String, String), secondsWeight: Int16
  ) -> [cscan_notation] {
    let lanes: [UInt8] = [1, 2, 0, 0, 4, 5, 7, 8]
    return [
      notation(seconds.0 + "Z\"", seconds.1 + "Z\"", [1, 2], [secondsWeight]),
      notation(
        seconds.0 + "+00:00\"", seconds.1 + "+29:59\"", lanes, [secondsWeight, 0, -3600, -60]),
      notation(
        seconds.0 + "-00:00\"", seconds.1 + "-29:59\"", lanes, [secondsWeight, 0, 3600, 60]),
    ]
  }

  /// Bytes between those of two texts; `?` in them is any byte. Digits come in pairs.
  private static func notation(
    _ low: String, _ high: String, _ lanes: [UInt8], _ pairs: [Int16]
  ) -> cscan_notation {
    var notation = cscan_notation()
    let any = UInt8(ascii: "?")
    let bounds = Array(zip(low.utf8, high.utf8))
    withUnsafeMutableBytes(of: &notation.low) { bytes in
      for (place, bound) in bounds.enumerated() where bound.0 != any { bytes[place] = bound.0 }
    }
    withUnsafeMutableBytes(of: &notation.span) { bytes in
      for place in 0..<16 {
        let bound = place < bounds.count ? bounds[place] : (any, any)
        bytes[place] = bound.0 == any ? 255 : bound.1 - bound.0
      }
    }
    withUnsafeMutableBytes(of: &notation.lanes) { bytes in
      for (place, lane) in lanes.enumerated() { bytes[place] = lane }
    }
    withUnsafeMutableBytes(of: &notation.pairs) { bytes in
      for (place, weight) in pairs.enumerated() {
        bytes.storeBytes(of: weight, toByteOffset: 2 * place, as: Int16.self)
      }
    }
    return notation
  }
}

extension FusedDateTime {
  /// Reads the text that starts at `p`; up to 48 bytes from there on must be readable.
  @inline(__always)
  func read(_ p: BytePointer) -> Instant? {
    let date = cscan_sums(p, notations + Self.date)
    guard date.second != .max else { return nil }
    let timeOfDay = Int32(truncatingIfNeeded: date.second)
    guard timeOfDay < Self.secondsOfDay,
      let days = days(Self.low(date.first), Int(truncatingIfNeeded: date.first >> 32))
    else { return nil }
    var rest = p + 16
    var notation = notations + Self.zones
    var seconds = Int(timeOfDay)
    var fraction: Int64 = 0
    if p[19] == UInt8(ascii: ".") {
      let whole = cscan_sums(rest, notations + Self.seconds)
      guard let decimals = decimals(p + 20), whole.second != .max else { return nil }
      seconds &+= Self.low(whole.first)
      fraction = decimals.microseconds
      rest = p + 17 + decimals.count
      notation = notations + Self.zonesOfFraction
    }
    var length = 9
    switch rest[3] {
    case UInt8(ascii: "+"): notation += 1
    case UInt8(ascii: "-"): notation += 2
    default: length = 4
    }
    let zone = cscan_sums(rest, notation)
    guard zone.second != .max else { return nil }
    let offset = Int32(truncatingIfNeeded: zone.first >> 32)
    guard offset.magnitude < Self.secondsOfDay else { return nil }
    seconds &+= days &* 86_400 &+ Self.low(zone.first) &+ Int(offset)
    return Instant(
      microseconds: Int64(seconds) &* 1_000_000 &+ fraction, quote: rest + length)
  }

  @inline(__always)
  private static func low(_ word: UInt64) -> Int { Int(truncatingIfNeeded: word & 0xffff_ffff) }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar; years are counted from March.
  @inline(__always)
  private func days(_ year: Int, _ monthAndDay: Int) -> Int? {
    let ordinal = ordinals[monthAndDay]
    guard ordinal > 0, ordinal != Self.leapDay || DateFormat.isLeap(year) else { return nil }
    let shifted = UInt32(truncatingIfNeeded: year &+ (monthAndDay < 3 << 5 ? 399 : 400))
    let centuries = shifted / 100
    return Int(shifted &* 365 &+ shifted >> 2 &- centuries &+ centuries >> 2) &+ Int(ordinal)
      &- Self.epoch
  }

  /// Decimals beyond microseconds are cut.
  @inline(__always)
  private func decimals(_ p: BytePointer) -> (microseconds: Int64, count: Int)? {
    let count = cscan_digits16(p, 0)
    guard 1...15 ~= count else { return nil }
    var places = min(count, 6)
    var value = Int64(truncatingIfNeeded: cscan_decimal16(p, places, 0))
    while places < 6 {
      value &*= 10
      places &+= 1
    }
    return (value, Int(count))
  }
}
