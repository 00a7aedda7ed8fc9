import Contracts
import JSON
import Testing

/// Which days belong to which partition, which a table takes, which are kept.
@Suite struct PartitioningTests {
  /// 2026-06-09, 12:00 in Asia/Ho_Chi_Minh.
  private static let noon: Int64 = 1_780_981_200_000_000
  private static let today = VietnamDay.of(microseconds: noon)

  private static func text(_ days: Range<Int>) -> String {
    "\(VietnamDay.text(of: days.lowerBound))/\(VietnamDay.text(of: days.upperBound - 1))"
  }

  @Test func aDayBeginsAtMidnightInVietnam() {
    #expect(VietnamDay.text(of: Self.today) == "2026-06-09")
    let midnight = VietnamDay.start(of: Self.today)
    #expect(midnight == 1_780_938_000_000_000)
    #expect(VietnamDay.of(microseconds: midnight) == Self.today)
    #expect(VietnamDay.of(microseconds: midnight - 1) == Self.today - 1)
    #expect(VietnamDay.of(microseconds: -7 * 3_600_000_000 - 1) == -1)
  }

  @Test(arguments: [
    (0, "2026-06-01/2026-06-30"), (1, "2026-07-01/2026-07-31"), (7, "2027-01-01/2027-01-31"),
    (-4, "2026-02-01/2026-02-28"), (-28, "2024-02-01/2024-02-29"), (-6, "2025-12-01/2025-12-31"),
  ])
  func months(_ later: Int, _ days: String) {
    let partitioning = Partitioning(column: "at", every: .month)
    #expect(Self.text(partitioning.period(Self.today, later: later)) == days)
  }

  /// Each day belongs to one partition, and they follow each other without a gap.
  @Test(arguments: Partitioning.Every.allCases)
  func partitionsFollowEachOther(_ every: Partitioning.Every) {
    let partitioning = Partitioning(column: "at", every: every)
    var days = partitioning.period(containing: -800)
    var wrong: [Int] = []
    for day in days.lowerBound..<20_000 {
      if day == days.upperBound {
        let next = partitioning.period(containing: day)
        if next.lowerBound != day || partitioning.period(day, later: -1) != days
          || partitioning.period(days.lowerBound, later: 1) != next
        {
          wrong.append(day)
        }
        days = next
      }
      if partitioning.period(containing: day) != days { wrong.append(day) }
    }
    #expect(wrong == [])
  }

  @Test func partitionsAhead() {
    let months = Partitioning(column: "at", every: .month, ahead: 2)
    #expect(
      months.periodsAhead(of: Self.today).map { VietnamDay.text(of: $0) }
        == ["2026-06-01", "2026-07-01", "2026-08-01"])
    #expect(Partitioning(column: "at", every: .day).periodsAhead(of: Self.today).count == 8)
  }

  @Test(arguments: [
    ("P5Y", Retention(months: 60)), ("P24M", Retention(months: 24)), ("P4W", Retention(days: 28)),
    ("P90D", Retention(days: 90)),
  ])
  func periodsOfISO8601(_ text: String, _ retention: Retention) {
    #expect(Retention(text) == retention)
  }

  @Test(arguments: [
    "", "P", "PD", "P0D", "90D", "P1Y6M", "PT5H", "P-1D", "P1.5M", "P99999999D", "p1d", "P2000Y",
  ])
  func otherPeriodsAreNone(_ text: String) {
    #expect(Retention(text) == nil)
  }

  @Test func aShorterMonthEndsEarlier() {
    let march31 = VietnamDay.of(microseconds: 1_774_890_000_000_000)
    #expect(VietnamDay.text(of: march31) == "2026-03-31")
    #expect(VietnamDay.text(of: Retention(months: 1).firstDayKept(at: march31)) == "2026-02-28")
    #expect(VietnamDay.text(of: Retention(months: 25).firstDayKept(at: march31)) == "2024-02-29")
    #expect(VietnamDay.text(of: Retention(days: 31).firstDayKept(at: march31)) == "2026-02-28")
  }

  private static func shape(
    _ partitioning: Partitioning?, _ retention: Retention?, _ mode: TableMode = .append
  ) -> TableShape {
    TableShape(
      name: "t", columns: [.init(name: "at", type: .timestamptz), .init(name: "k", type: .text)],
      mode: mode, partitioning: partitioning, retention: retention)
  }

  @Test func theWindow() {
    let plain = Partitioning(column: "at", every: .month)
    func window(_ shape: TableShape) -> String? { shape.window(on: Self.today).map(Self.text) }
    #expect(window(Self.shape(nil, nil)) == nil)
    #expect(window(Self.shape(plain, nil)) == "2016-06-01/2026-09-30")
    let short = Partitioning(column: "at", every: .month, ahead: 1, back: 2)
    #expect(window(Self.shape(short, nil)) == "2026-04-01/2026-07-31")
    // Partitions go whole: the one that holds the first day kept is still there.
    #expect(window(Self.shape(plain, Retention(days: 90))) == "2026-03-01/2026-09-30")
    #expect(window(Self.shape(short, Retention(days: 90))) == "2026-04-01/2026-07-31")
    let days = Partitioning(column: "at", every: .day)
    #expect(window(Self.shape(days, Retention(days: 90))) == "2026-03-11/2026-06-16")
    #expect(window(Self.shape(days, nil)) == "2025-06-08/2026-06-16")
  }

  /// What has not changed for years is still current.
  @Test func historyTakesWhatIsOlderThanItsRetention() {
    let history = TableMode.history(KeyedRows(key: ["k"], order: "at"))
    let shape = Self.shape(
      Partitioning(column: "at", every: .month), Retention(days: 90), history)
    #expect(shape.window(on: Self.today).map(Self.text) == "2016-06-01/2026-09-30")
    #expect(!shape.dropsPartitions)
    #expect(shape.partitionColumn == "valid_from")
    #expect(Self.shape(Partitioning(column: "at", every: .day), nil).partitionColumn == "at")
  }
}
