import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse
@testable import SQLiteWarehouse

/// What is past its retention goes, the same in both warehouses.
@Suite("Retention", .serialized)
struct RetentionTests {
  private static let noon = PartitionTests.noon
  private static let day = PartitionTests.day

  @Test(arguments: TestWarehouse.kinds, [ColumnType.timestamptz, .date])
  func wholePartitionsGo(_ kind: TestWarehouse.Kind, _ type: ColumnType) throws {
    let test = try TestWarehouse(kind)
    let table = PartitionTests.table(type, retention: Retention(days: 60))
    try test.prepare(table)
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    // 60 days before are in April, of which nothing goes; all of March does.
    let april = VietnamDay.start(of: VietnamDay.of(microseconds: Self.noon) - 69)
    #expect(VietnamDay.text(of: VietnamDay.of(microseconds: april)) == "2026-04-01")
    let instants = [april - 1, april, april - 20 * Self.day, april - 300 * Self.day, Self.noon]
    _ = try session.commit(PartitionTests.batch(table, at: instants, in: test))
    let administration = try test.administration()
    var changes: [String] = []
    administration.changed = { changes.append($0.statement) }
    for _ in 0..<2 { #expect(try test.maintain([table], at: Self.noon, by: administration) == []) }
    #expect(try test.sql("SELECT _offset FROM cut ORDER BY 1") == [["1"], ["4"]])
    guard kind == .postgres else { return }
    #expect(
      try PartitionTests.names(of: test) == [
        "cut__p20260401", "cut__p20260601", "cut__p20260701", "cut__p20260801",
      ])
    #expect(changes.filter { $0.hasPrefix("DROP") }.count == 2)
    #expect(
      try test.sql("SELECT count(*) FROM pg_class WHERE relname LIKE 'cut\\_\\_p2025%'") == [["0"]])
  }

  /// A detachment that was cut off is brought to its end, and so is one before its DROP.
  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func interruptionsAreMended() throws {
    let test = try TestWarehouse(.postgres)
    let table = PartitionTests.table(retention: Retention(days: 60))
    try test.prepare(table)
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    _ = try session.commit(
      PartitionTests.batch(
        table, at: [Self.noon, Self.noon - 200 * Self.day, Self.noon - 100 * Self.day], in: test))
    let report = try TestWarehouse.connection(to: test.url)
    try report.run("BEGIN; SELECT * FROM cut")
    let byHand = try TestWarehouse.connection(to: test.url)
    try byHand.run("SET lock_timeout = 200")
    #expect(throws: PostgresFault.self) {
      try byHand.run("ALTER TABLE cut DETACH PARTITION cut__p20251101 CONCURRENTLY")
    }
    try test.sql(
      "COMMENT ON TABLE cut__p20251101 IS \(SQLText.literal(PartitionStatements.leaving))")
    let administration = try test.administration()
    let waiting = try test.maintain([table], at: Self.noon, by: administration)
    #expect(waiting.map(\.table) == ["cut"])
    #expect(waiting.first?.message.contains("holds a lock") == true)
    try report.run("COMMIT")
    try test.sql(
      """
      CREATE TABLE gone (a integer);
      COMMENT ON TABLE gone IS \(SQLText.literal(PartitionStatements.leaving));
      CREATE TABLE kept (a integer);
      COMMENT ON TABLE kept IS 'của người vận hành'
      """)
    #expect(try test.maintain([table], at: Self.noon, by: administration) == [])
    #expect(
      try PartitionTests.names(of: test)
        == ["cut__p20260601", "cut__p20260701", "cut__p20260801"])
    #expect(
      try test.sql(
        "SELECT relname FROM pg_class WHERE relname IN ('gone', 'kept') OR relname LIKE "
          + "'cut\\_\\_p2025%'") == [["kept"]])
  }

  // MARK: Rows with a key

  private static func keyed(_ mode: (KeyedRows) -> TableMode) -> TableShape {
    TableShape(
      name: "keyed",
      columns: [.init(name: "k", type: .text), .init(name: "at", type: .timestamptz)],
      mode: mode(KeyedRows(key: ["k"], order: "at", tombstone: .delete)),
      retention: Retention(days: 30))
  }

  private static func load(
    _ events: [(key: String, at: Int64, deletes: Bool)], into table: TableShape,
    _ session: any WarehouseSession, _ test: TestWarehouse
  ) throws {
    var batch = TestBatch(table: table, rows: events.map { _ in [] }).build(for: test.warehouse)
    let buffer = test.warehouse.makeRowBuffer(for: table)
    for (record, event) in events.enumerated() {
      TestBatch.append(
        [.text(event.key), .timestamptz(event.at)], to: buffer,
        lineage: Lineage(
          source: 1, partition: 0, offset: Int64(record), item: 0, timestamp: 5, contract: 1),
        record: Int32(record), deleting: event.deletes)
    }
    batch.loads = [TableLoad(table: table, rows: buffer)]
    let deletions = Int64(events.filter(\.deletes).count)
    batch.advances[0].adds.loaded -= deletions
    batch.advances[0].adds.tombstones += deletions
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    #expect(try session.commit(batch).refusedOffsets == [])
  }

  /// Closed versions go by the end of their validity; what has not changed for years stays.
  @Test(arguments: TestWarehouse.kinds)
  func closedVersionsGo(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = Self.keyed(TableMode.history)
    try test.prepare(table)
    let old = Self.noon - 2_000 * Self.day
    try Self.load(
      [
        ("still", old, false), ("changed", old, false), ("changed", old + Self.day, false),
        ("ended", old, false), ("ended", old + Self.day, true),
        ("lately", old, false), ("lately", Self.noon - Self.day, false),
      ], into: table, test.session(), test)
    let administration = try test.administration()
    #expect(try test.maintain([table], at: Self.noon, by: administration) == [])
    #expect(
      try test.sql("SELECT k, valid_to IS NULL FROM keyed ORDER BY k, valid_from").map { $0[0] }
        == ["changed", "lately", "lately", "still"])
    #expect(try test.count("keyed__ended") == 1)
  }

  /// A deleted key is known for the retention, counted from when it was loaded.
  @Test(arguments: TestWarehouse.kinds)
  func deletedKeysAreForgotten(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = Self.keyed(TableMode.upsert)
    try test.prepare(table)
    let old = Self.noon - 2_000 * Self.day
    try Self.load(
      [("a", old, false), ("b", old, true), ("c", old, true)], into: table, test.session(), test)
    let loaded = kind == .postgres ? "'2026-05-01T00:00:00Z'" : "'2026-05-01T00:00:00.000000Z'"
    try test.sql("UPDATE keyed__ended SET _loaded_at = \(loaded) WHERE k = 'b'")
    let later = kind == .postgres ? "'2026-06-01T00:00:00Z'" : "'2026-06-01T00:00:00.000000Z'"
    try test.sql("UPDATE keyed__ended SET _loaded_at = \(later) WHERE k = 'c'")
    let administration = try test.administration()
    #expect(try test.maintain([table], at: Self.noon, by: administration) == [])
    #expect(try test.sql("SELECT k FROM keyed__ended") == [["c"]])
    #expect(try test.sql("SELECT k FROM keyed") == [["a"]])
  }

  @Test(arguments: TestWarehouse.kinds)
  func aTableThatIsNotThereHindersNoOther(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = PartitionTests.table(retention: Retention(days: 60))
    try test.prepare(table)
    var missing = table
    missing.name = "a_missing"
    let administration = try test.administration()
    let problems = try test.maintain([missing, table], at: Self.noon, by: administration)
    #expect(problems.count == (kind == .postgres ? 0 : 1))
    if kind == .postgres { #expect(try PartitionTests.names(of: test).count == 3) }
  }
}
