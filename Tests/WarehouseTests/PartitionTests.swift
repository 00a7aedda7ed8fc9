import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse

/// Partitions of PostgreSQL: made ahead, made for a row that needs one, dropped after their time.
@Suite("Partitions", .serialized, .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct PartitionTests {
  /// 2026-06-09, 12:00 in Asia/Ho_Chi_Minh.
  static let noon: Int64 = 1_780_981_200_000_000
  static let day: Int64 = 86_400_000_000

  static func table(
    _ type: ColumnType = .timestamptz, every: Partitioning.Every = .month,
    retention: Retention? = nil
  ) -> TableShape {
    TableShape(
      name: "cut", columns: [.init(name: "Lúc", type: type), .init(name: "code", type: .text)],
      partitioning: Partitioning(column: "Lúc", every: every, ahead: 2), retention: retention)
  }

  static func batch(
    _ table: TableShape, at instants: [Int64], first: Int64 = 0, in test: TestWarehouse
  ) -> Batch {
    let isDate = table.columns[0].type == .date
    let days = instants.map { VietnamDay.of(microseconds: $0) }
    let rows = zip(instants, days).map { instant, day -> [Cell] in
      [isDate ? .date(Int32(day)) : .timestamptz(instant), .text("a")]
    }
    var batch = TestBatch(first: first, table: table, rows: rows).build(for: test.warehouse)
    batch.loads[0].partitionDays = Set(
      days.compactMap { table.partitioning?.period(containing: $0).lowerBound })
    return batch
  }

  static func partitions(of test: TestWarehouse) throws -> [String] {
    try test.sql(
      """
      SELECT c.relname || ' ' || pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'cut'::regclass ORDER BY 1
      """
    ).compactMap { $0[0] }
  }

  static func names(of test: TestWarehouse) throws -> [String] {
    try partitions(of: test).map { String($0.prefix { $0 != " " }) }
  }

  @Test(arguments: [
    (
      ColumnType.timestamptz, Partitioning.Every.month,
      "cut__p20260601 FOR VALUES FROM ('2026-05-31 17:00:00+00') TO ('2026-06-30 17:00:00+00')"
    ),
    (.date, .month, "cut__p20260601 FOR VALUES FROM ('2026-06-01') TO ('2026-07-01')"),
    (.date, .day, "cut__p20260609 FOR VALUES FROM ('2026-06-09') TO ('2026-06-10')"),
  ])
  func madeAhead(_ type: ColumnType, _ every: Partitioning.Every, _ first: String) throws {
    let test = try TestWarehouse(.postgres)
    let table = Self.table(type, every: every)
    try test.prepare(table)
    try test.prepare(table)
    let administration = try test.administration()
    var changes: [TableChange] = []
    administration.changed = { changes.append($0) }
    for _ in 0..<2 { #expect(try test.maintain([table], at: Self.noon, by: administration) == []) }
    let partitions = try Self.partitions(of: test)
    #expect(partitions.count == 3)
    #expect(partitions.first == first)
    #expect(changes.count == 3)
    #expect(changes.allSatisfy { $0.table == "cut" && $0.statement.contains("ATTACH PARTITION") })
    #expect(try administration.examine([table]) == [])
    // No check of ours stays behind to be asked for each row.
    #expect(
      try test.sql(
        """
        SELECT count(*) FROM pg_constraint \
        WHERE contype = 'c' AND conrelid::regclass::text LIKE 'cut%'
        """) == [["0"]])
    // The days after go on where those before end.
    let later = Self.noon + 31 * Self.day
    #expect(try test.maintain([table], at: later, by: administration) == [])
    #expect(try Self.partitions(of: test).count == (every == .month ? 4 : 6))
  }

  @Test func aRowThatNeedsOneGetsIt() throws {
    let test = try TestWarehouse(.postgres)
    let table = Self.table()
    try test.prepare(table)
    let session = try test.session()
    var changes: [TableChange] = []
    session.changed = { changes.append($0) }
    let batch = Self.batch(
      table, at: [Self.noon, Self.noon - 200 * Self.day, Self.noon - 201 * Self.day], in: test)
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    #expect(try session.commit(batch).refusedOffsets == [])
    #expect(try Self.names(of: test) == ["cut__p20251101", "cut__p20260601"])
    #expect(changes.count == 2)
    #expect(try test.count("cut") == 3)
    try test.expectSums()
  }

  /// Another daemon, or an operator, took it away since the session looked.
  @Test func aPartitionThatWentIsMadeAgain() throws {
    let test = try TestWarehouse(.postgres)
    let table = Self.table()
    try test.prepare(table)
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    _ = try session.commit(Self.batch(table, at: [Self.noon], in: test))
    try test.sql("DROP TABLE cut__p20260601")
    let outcome = try session.commit(Self.batch(table, at: [Self.noon], first: 1, in: test))
    #expect(outcome.refusedOffsets == [])
    #expect(try test.count("cut") == 1)
    try test.expectSums()
  }

  /// A table in the partition's place is the operator's: the topic stops, nothing is quarantined.
  @Test func aNameThatIsTakenStops() throws {
    let test = try TestWarehouse(.postgres)
    let table = Self.table()
    try test.prepare(table)
    try test.sql("CREATE TABLE cut__p20260601 (a integer)")
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    #expect { try session.commit(Self.batch(table, at: [Self.noon], in: test)) } throws: {
      let error = $0 as? WarehouseError
      return error?.code == .unfit && error?.message.contains("cut__p20260601") == true
    }
    #expect(try test.count("trucd.quarantine") == 0)
  }

  /// What an operator has made stays, and only the gaps between are filled.
  @Test func otherLengthsStay() throws {
    let test = try TestWarehouse(.postgres)
    let table = Self.table(every: .month)
    try test.prepare(table)
    try test.sql(
      """
      CREATE TABLE by_hand PARTITION OF cut FOR VALUES FROM ('2026-06-09 17:00:00+00')
      TO ('2026-07-09 17:00:00+00')
      """)
    let administration = try test.administration()
    #expect(try test.maintain([table], at: Self.noon, by: administration) == [])
    #expect(
      try Self.names(of: test)
        == ["by_hand", "cut__p20260601", "cut__p20260710", "cut__p20260801"])
  }

  // MARK: Tables that stand

  @Test func aWholeTableIsNotCut() throws {
    let test = try TestWarehouse(.postgres)
    var whole = Self.table()
    whole.partitioning = nil
    try test.prepare(whole)
    let administration = try test.administration()
    let problems = try administration.prepare([Self.table()])
    #expect(problems.count == 1)
    #expect(problems.first?.message.contains("schema migrate") == true)
    #expect(try administration.examine([Self.table()]) == problems)
  }

  @Test func otherwiseCutIsAProblem() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(Self.table())
    var other = Self.table()
    other.columns.append(.init(name: "Ngày", type: .date))
    other.partitioning?.column = "Ngày"
    let administration = try test.administration()
    #expect(
      try administration.prepare([other]).first?.message.contains(#"by ranges of "Lúc""#) == true)
    // An operator's own partitions are as good as a whole table where contracts say nothing.
    var plain = Self.table()
    plain.partitioning = nil
    #expect(try administration.prepare([plain]) == [])
    try test.sql("CREATE TABLE rest PARTITION OF cut DEFAULT")
    #expect(
      try administration.prepare([Self.table()]).first?.message.contains("default partition")
        == true)
  }

  /// Columns are added to partitions too.
  @Test func columnsAreAddedEverywhere() throws {
    let test = try TestWarehouse(.postgres)
    var table = Self.table()
    try test.prepare(table)
    let administration = try test.administration()
    #expect(try test.maintain([table], at: Self.noon, by: administration) == [])
    table.columns.append(.init(name: "more", type: .bigint))
    #expect(try administration.prepare([table]) == [])
    #expect(
      try test.sql(
        "SELECT count(*) FROM pg_attribute WHERE attname = 'more' AND attislocal IS NOT NULL")
        == [["4"]])
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    var batch = TestBatch(
      table: table, rows: [[.timestamptz(Self.noon), .text("a"), .bigint(7)]]
    ).build(for: test.warehouse)
    batch.loads[0].partitionDays = [VietnamDay.of(microseconds: Self.noon) - 8]
    #expect(try session.commit(batch).refusedOffsets == [])
    #expect(try test.sql("SELECT more FROM cut__p20260601") == [["7"]])
  }
}
