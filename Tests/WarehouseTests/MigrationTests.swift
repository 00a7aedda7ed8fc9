import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse
@testable import SQLiteWarehouse

/// What `trucd schema migrate` prints, run as an operator would: afterwards the bus finds nothing to
/// object to, and the rows are there.
@Suite("Migrations", .serialized)
struct MigrationTests {
  private typealias Column = TableShape.Column

  private static let noon = PartitionTests.noon
  private static let day = PartitionTests.day

  private static let before = TableShape(
    name: "kept",
    columns: [
      Column(name: "mã", type: .text), Column(name: "at", type: .timestamptz),
      Column(name: "n", type: .numeric(precision: 7, scale: 2)),
    ])

  /// Three rows, of which two have one key.
  private static func fill(_ test: TestWarehouse) throws {
    try test.prepare(before)
    let session = try test.session()
    let rows: [[Cell]] = [
      [.text("a"), .timestamptz(noon), .numeric(150, scale: 2)],
      [.text("a"), .timestamptz(noon + day), .numeric(250, scale: 2)],
      [.text("b"), .timestamptz(noon - 300 * day), .null],
    ]
    let batch = TestBatch(table: before, rows: rows)
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    session.close()
  }

  private static func change(_ change: (inout TableShape) -> Void) -> TableShape {
    var table = before
    change(&table)
    return table
  }

  /// Runs the statements of all steps.
  private static func migrate(_ test: TestWarehouse, to table: TableShape) throws -> [MigrationStep]
  {
    let administration = try test.administration()
    let refused = try administration.prepare([table])
    let steps = try administration.migration(of: [table], at: noon)
    #expect(refused.isEmpty == steps.isEmpty)
    for statement in steps.flatMap(\.statements) { try test.sql(statement) }
    #expect(try administration.prepare([table]) == [])
    #expect(try test.maintain([table], at: noon, by: administration) == [])
    #expect(try administration.examine([table]) == [])
    #expect(try administration.migration(of: [table], at: noon) == [])
    return steps
  }

  @Test(arguments: TestWarehouse.kinds)
  func nothingIsToBeDone(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try Self.fill(test)
    let wider = Self.change { $0.columns.append(Column(name: "more", type: .jsonb)) }
    #expect(try Self.migrate(test, to: wider) == [])
  }

  @Test(arguments: TestWarehouse.kinds)
  func anotherType(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try Self.fill(test)
    let table = Self.change { $0.columns[2].type = .numeric(precision: 9, scale: 4) }
    let steps = try Self.migrate(test, to: table)
    #expect(steps.map(\.lock) == [.everybody])
    #expect(steps.first?.title.contains(#""n""#) == true)
    let values = try test.sql("SELECT n FROM kept ORDER BY _offset").map { $0[0] }
    #expect(
      values == (kind == .postgres ? ["1.5000", "2.5000", nil] : ["1.50", "2.50", nil]))
  }

  @Test(
    .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine),
    arguments: TestWarehouse.kinds)
  func aKeyForATableThatAppends(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try Self.fill(test)
    let rows = KeyedRows(key: ["mã"], order: "at", tombstone: .delete)
    let steps = try Self.migrate(test, to: Self.change { $0.mode = .upsert(rows) })
    #expect(steps.contains { $0.losesData })
    #expect(try test.sql("SELECT _offset FROM kept ORDER BY 1") == [["1"], ["2"]])
    // Another key: the old one goes, and with it what was known of deleted keys.
    let other = KeyedRows(key: ["mã", "at"], order: "at", tombstone: .delete)
    _ = try Self.migrate(test, to: Self.change { $0.mode = .upsert(other) })
    #expect(try test.count("kept") == 2)
    let session = try test.session()
    let next = TestBatch(first: 3, table: .plain(), rows: [])
    _ = try session.openLedger([next.request])
    session.close()
  }

  @Test(
    .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine),
    arguments: TestWarehouse.kinds)
  func aHistoryOfATableThatHadNone(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try Self.fill(test)
    let rows = KeyedRows(key: ["mã"], order: "at")
    _ = try Self.migrate(test, to: Self.change { $0.mode = .history(rows) })
    #expect(
      try test.sql("SELECT _offset, valid_from = at, valid_to IS NULL FROM kept ORDER BY 1").map {
        $0.map { ["t": "1", "f": "0"][$0 ?? ""] ?? $0 }
      } == [["0", "1", "0"], ["1", "1", "1"], ["2", "1", "1"]])
  }

  @Test(
    .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"),
    .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine),
    arguments: [false, true])
  func aWholeTableIsCut(_ hasKey: Bool) throws {
    let test = try TestWarehouse(.postgres)
    try Self.fill(test)
    let table = Self.change {
      $0.partitioning = Partitioning(column: "at", every: .month, ahead: 1)
      if hasKey { $0.mode = .upsert(KeyedRows(key: ["mã", "at"], order: "at")) }
    }
    let steps = try Self.migrate(test, to: table)
    #expect(!steps.contains { $0.lock == .everybody })
    #expect(try test.count("kept") == 3)
    #expect(
      try test.sql("SELECT relid::text FROM pg_partition_tree('kept') WHERE isleaf ORDER BY 1")
        == [["kept__before"]])
    let administration = try test.administration()
    let later = Self.noon + 60 * Self.day
    #expect(try test.maintain([table], at: later, by: administration) == [])
    #expect(try test.sql("SELECT count(*) FROM pg_partition_tree('kept') WHERE isleaf") == [["3"]])
  }

  @Test(
    .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"), arguments: ["at", "ngày"])
  func aTableThatIsCutInAnotherWay(_ column: String) throws {
    let test = try TestWarehouse(.postgres)
    var table = Self.change {
      $0.columns.append(Column(name: "ngày", type: .date))
      $0.partitioning = Partitioning(column: column == "at" ? "ngày" : "at", every: .day)
    }
    try test.prepare(table)
    try test.sql("CREATE TABLE p PARTITION OF kept FOR VALUES FROM (MINVALUE) TO (MAXVALUE)")
    try test.sql(
      """
      INSERT INTO kept ("mã", at, "ngày", _source, _partition, _offset, _item, _contract)
      VALUES ('a', '2026-05-31T17:00:00Z', '2026-06-01', 1, 0, 0, 0, 7),
      ('b', '2026-05-31T16:59:59Z', '2026-05-31', 1, 0, 1, 0, 7),
      ('c', '2025-02-28T17:30:00Z', '2025-03-01', 1, 0, 2, 0, 7)
      """)
    table.partitioning = Partitioning(column: column, every: .month, ahead: 1)
    #expect(try Self.migrate(test, to: table).count == 1)
    #expect(
      try test.sql(
        #"SELECT tableoid::regclass::text FROM kept ORDER BY _offset"#) == [
          ["kept__p20260601"], ["kept__p20260501"], ["kept__p20250301"],
        ])
  }

  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func whatHandsHaveMade() throws {
    let test = try TestWarehouse(.postgres)
    try Self.fill(test)
    try test.sql(
      """
      ALTER TABLE kept ADD COLUMN own integer NOT NULL DEFAULT 1;
      ALTER TABLE kept ALTER COLUMN own DROP DEFAULT; ALTER TABLE kept DROP COLUMN n;
      ALTER TABLE kept ADD COLUMN n numeric(7,2) GENERATED ALWAYS AS (1) STORED
      """)
    #expect(try Self.migrate(test, to: Self.before).count == 2)
    try test.sql("ALTER TABLE kept DROP COLUMN _offset")
    #expect(try Self.migrate(test, to: Self.before).count == 1)
    #expect(try test.count("kept") == 0)
    #expect(try test.count("kept__before") == 3)
  }

  // MARK: Without a database

  @Test(arguments: [
    ("timestamp without time zone", ColumnType.timestamptz, "c AT TIME ZONE 'Asia/Ho_Chi_Minh'"),
    ("date", .timestamptz, "c::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'"),
    ("timestamp with time zone", .date, "(c AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"),
    ("jsonb", .text, "c #>> '{}'"), ("text", .jsonb, "to_jsonb(c)"),
    ("boolean", .bigint, "c::integer::bigint"), ("text", .uuid, "c::uuid"),
  ])
  func valuesInAnotherType(_ from: String, _ to: ColumnType, _ sql: String) {
    #expect(RetypedValue(column: "c", from: from, to: to).sql == sql)
  }

  @Test func olderContracts() throws {
    let postgres = PostgresDialect(defaultSchema: "public")
    let new = Self.change {
      $0.columns[0].type = .uuid
      $0.mode = .upsert(KeyedRows(key: ["mã"], order: "at"))
    }
    let steps = MigrationPlan.steps(from: [Self.before], to: [new], postgres, on: 20_000)
    #expect(
      steps.first?.statements == [
        #"ALTER TABLE "public"."kept" ALTER COLUMN "mã" TYPE uuid USING "mã"::uuid"#
      ])
    #expect(
      steps.last?.statements == [
        #"CREATE UNIQUE INDEX CONCURRENTLY "kept__key" ON "public"."kept" ("mã")"#,
        #"ALTER TABLE "public"."kept" ADD PRIMARY KEY USING INDEX "kept__key""#,
      ])
    for dialect in [postgres as any TableDialect, SQLiteDialect()] {
      #expect(MigrationPlan.steps(from: [], to: [new], dialect, on: 20_000) == [])
      #expect(MigrationPlan.steps(from: [new], to: [new], dialect, on: 20_000) == [])
    }
  }
}
