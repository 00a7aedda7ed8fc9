/// Days of Asia/Ho_Chi_Minh, counted from 1970-01-01.
public enum VietnamDay {
  static let microseconds: Int64 = 86_400_000_000

  /// The day on which an instant falls.
  public static func of(microseconds instant: Int64) -> Int {
    let local = instant + CivilDay.vietnamOffset
    let (quotient, remainder) = local.quotientAndRemainder(dividingBy: microseconds)
    return Int(remainder < 0 ? quotient - 1 : quotient)
  }

  /// The instant at which a day begins, in microseconds since 1970.
  public static func start(of day: Int) -> Int64 {
    Int64(day) * microseconds - CivilDay.vietnamOffset
  }

  /// `2026-06-09`.
  public static func text(of day: Int) -> String {
    ValueText.of(.date(days: Int32(clamping: day)))
  }
}

extension TableShape {
  /// The place of the column by which the table is cut, among ``columns``.
  public var partitionPlace: Int? {
    guard let partitioning else { return nil }
    return columns.firstIndex { $0.name.utf8.elementsEqual(partitioning.column.utf8) }
  }

  /// Name of the table's own column by which it is cut. In `history` each unique key ends with the
  /// beginning of the validity, which is the ordering property's value.
  public var partitionColumn: String? {
    guard let partitioning else { return nil }
    if case .history(let rows) = mode, rows.order.utf8.elementsEqual(partitioning.column.utf8),
      !rows.key.contains(where: { $0.utf8.elementsEqual(rows.order.utf8) })
    {
      return ValidityColumn.from
    }
    return partitioning.column
  }

  /// Whether what is past its retention goes by whole partitions. In `history` what has not changed
  /// for years is still current.
  public var dropsPartitions: Bool {
    if case .history = mode { return false }
    return partitioning != nil && retention != nil
  }

  /// The first day whose rows are kept still: the beginning of a partition, as partitions go whole.
  /// Nil where none goes.
  public func firstDayKept(on today: Int) -> Int? {
    guard dropsPartitions, let partitioning, let retention else { return nil }
    return partitioning.period(containing: retention.firstDayKept(at: today)).lowerBound
  }

  /// The days whose rows the table takes on a day; nil where it takes all.
  public func window(on today: Int) -> Range<Int>? {
    guard let partitioning else { return nil }
    let end = partitioning.period(today, later: partitioning.ahead).upperBound
    let kept = firstDayKept(on: today)
    let back = partitioning.back ?? (kept == nil ? partitioning.every.backDefault : nil)
    let reach = back.map { partitioning.period(today, later: -$0).lowerBound }
    let start = max(kept ?? .min, reach ?? .min)
    return min(start, end)..<end
  }
}
