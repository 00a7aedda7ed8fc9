/// How a table is cut by time: `x-trucd.partitioning`.
///
/// Days are those of Asia/Ho_Chi_Minh, counted from 1970-01-01, so that a month of the table is a
/// month of the reports made from it.
public struct Partitioning: Hashable, Sendable {
  /// The length of a partition.
  public enum Every: String, CaseIterable, Hashable, Sendable {
    case day, month

    /// Partitions made ahead of the current one where the contract does not say.
    public var aheadDefault: Int { self == .day ? 7 : 3 }
    /// Partitions before the current one whose rows are taken where the contract does not say: a
    /// year of days, ten years of months.
    public var backDefault: Int { self == .day ? 366 : 120 }
  }

  public static let aheadMax = 366
  public static let backMax = 1_200

  /// Name of the contract's column that says where a row belongs: an instant or a day.
  public var column: String
  public var every: Every
  /// Partitions after the current one, which are made ahead; later rows are refused.
  public var ahead: Int
  /// Partitions before the current one whose rows are taken; nil where the contract does not say.
  public var back: Int?

  public init(column: String, every: Every, ahead: Int? = nil, back: Int? = nil) {
    self.column = column
    self.every = every
    self.ahead = ahead ?? every.aheadDefault
    self.back = back
  }

  /// The days of the partition that holds a day.
  public func period(containing day: Int) -> Range<Int> { period(day, later: 0) }

  /// The days of the partition that comes `count` partitions after the one that holds a day, or
  /// before it where `count` is negative.
  public func period(_ day: Int, later count: Int) -> Range<Int> {
    switch every {
    case .day: return day + count..<day + count + 1
    case .month:
      return CivilDay.firstOfMonth(
        of: day, later: count)..<CivilDay.firstOfMonth(of: day, later: count + 1)
    }
  }

  /// The first day of each partition that should stand at a day: its own and those ahead.
  public func periodsAhead(of day: Int) -> [Int] {
    (0...ahead).map { period(day, later: $0).lowerBound }
  }
}

/// How long rows are kept: `x-trucd.retention`.
public struct Retention: Hashable, Sendable {
  /// Of these one is zero.
  public var months: Int
  public var days: Int

  public init(months: Int = 0, days: Int = 0) {
    self.months = months
    self.days = days
  }

  /// Reads a period of ISO 8601 in one unit: `P5Y`, `P24M`, `P4W`, `P90D`. Nil for anything else,
  /// none, and more than a thousand years.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 3, bytes.count <= 8, bytes[0] == UInt8(ascii: "P"),
      bytes[1..<bytes.count - 1].allSatisfy({ (48...57).contains($0) }),
      let count = Int(String(decoding: bytes[1..<bytes.count - 1], as: UTF8.self)), count > 0
    else { return nil }
    switch bytes[bytes.count - 1] {
    case UInt8(ascii: "Y"): self.init(months: 12 * count)
    case UInt8(ascii: "M"): self.init(months: count)
    case UInt8(ascii: "W"): self.init(days: 7 * count)
    case UInt8(ascii: "D"): self.init(days: count)
    default: return nil
    }
    if months > 12_000 || days > 366_000 { return nil }
  }

  /// The first day that is kept still.
  public func firstDayKept(at day: Int) -> Int { CivilDay.day(day, monthsBefore: months) - days }
}

extension Retention: CustomStringConvertible {
  public var description: String { months > 0 ? "P\(months)M" : "P\(days)D" }
}
