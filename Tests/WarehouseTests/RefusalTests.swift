import Contracts
import Pipeline
import Testing
import Warehouse

/// Rows that only the database can refuse: exactly they go to quarantine, the rest is loaded.
@Suite("Refused rows", .serialized)
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sqlState: String
    /// What an operator does to the table `plain` by hand, before rows come.
    let postgres: [String]
    /// Empty where SQLite has no counterpart.
    let sqlite: [String]
    /// Offsets of `rows` that must be refused.
    let refused: [Int64]
    var rows: [(String?, Int64)] = [
      ("a", 1), ("b", 2), ("bad", 3), ("c", 4), ("a", 5), ("d", 6),
    ]
    /// Of PostgreSQL's own words; empty where they are a trigger's and left out.
    var words = "violates"
  }

  static let cases = [
    Case(
      testDescription: "unique, within the batch", sqlState: "23505",
      postgres: ["CREATE UNIQUE INDEX u ON plain (code)"],
      sqlite: ["CREATE UNIQUE INDEX u ON plain (code)"], refused: [4]),
    Case(
      testDescription: "unique, deferrable", sqlState: "23505",
      postgres: ["ALTER TABLE plain ADD UNIQUE (code) DEFERRABLE INITIALLY DEFERRED"],
      sqlite: [], refused: [4]),
    Case(
      testDescription: "check", sqlState: "23514",
      postgres: ["ALTER TABLE plain ADD CHECK (code <> 'bad')"],
      sqlite: remade("CHECK (code <> 'bad')"), refused: [2]),
    Case(
      testDescription: "not null", sqlState: "23502",
      postgres: ["ALTER TABLE plain ALTER code SET NOT NULL"],
      sqlite: remade("CHECK (true)", code: "TEXT NOT NULL"), refused: [1],
      rows: [("a", 1), (nil, 2), ("b", 3)]),
    Case(
      testDescription: "text too long for a narrowed column", sqlState: "22001",
      postgres: ["ALTER TABLE plain ALTER code TYPE varchar(2)"], sqlite: [], refused: [2],
      words: "value too long for type character varying(2)"),
    Case(
      testDescription: "foreign key", sqlState: "23503",
      postgres: [
        "CREATE TABLE codes (code text PRIMARY KEY)",
        "INSERT INTO codes VALUES ('a'), ('b'), ('c'), ('d')",
        "ALTER TABLE plain ADD FOREIGN KEY (code) REFERENCES codes",
      ],
      sqlite: [
        "CREATE TABLE codes (code TEXT PRIMARY KEY)",
        "INSERT INTO codes VALUES ('a'), ('b'), ('c'), ('d')",
      ] + remade("FOREIGN KEY (code) REFERENCES codes"), refused: [2]),
    Case(
      testDescription: "foreign key, deferred", sqlState: "23503",
      postgres: [
        "CREATE TABLE codes (code text PRIMARY KEY)",
        "INSERT INTO codes VALUES ('a'), ('b'), ('c'), ('d')",
        "ALTER TABLE plain ADD FOREIGN KEY (code) REFERENCES codes DEFERRABLE INITIALLY DEFERRED",
      ],
      sqlite: [
        "CREATE TABLE codes (code TEXT PRIMARY KEY)",
        "INSERT INTO codes VALUES ('a'), ('b'), ('c'), ('d')",
      ] + remade("FOREIGN KEY (code) REFERENCES codes DEFERRABLE INITIALLY DEFERRED"),
      refused: [2]),
    Case(
      testDescription: "exclusion", sqlState: "23P01",
      postgres: ["ALTER TABLE plain ADD EXCLUDE USING hash (code WITH =)"], sqlite: [],
      refused: [4], words: "conflicting key value violates exclusion constraint"),
    Case(
      testDescription: "a limit: too long for its index", sqlState: "54000",
      postgres: ["CREATE INDEX i ON plain (code)"], sqlite: [], refused: [1, 3],
      rows: [("a", 1), (incompressible, 2), ("b", 3), (incompressible + "x", 4), ("c", 5)],
      words: "index row"),
    Case(
      testDescription: "a trigger of the operator", sqlState: "22023",
      postgres: [
        """
        CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.code = 'bad' THEN RAISE EXCEPTION 'no' USING ERRCODE = '22023'; END IF;
        RETURN NULL; END $$
        """, "CREATE TRIGGER t AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION judge()",
      ], sqlite: [], refused: [2], words: ""),
    Case(
      testDescription: "a trigger of the operator, in SQLite", sqlState: "23000",
      postgres: [],
      sqlite: [
        """
        CREATE TRIGGER t BEFORE INSERT ON plain WHEN NEW.code = 'bad'
        BEGIN SELECT RAISE(ABORT, 'no'); END
        """
      ], refused: [2]),
  ]

  /// A text that no compression shortens below an index entry's limit.
  private static let incompressible: String = {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    let bytes = (0..<9_000).map { _ -> UInt8 in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(33 + (state >> 33) % 90)
    }
    return String(decoding: bytes, as: UTF8.self)
  }()

  /// SQLite adds no constraint to a table that stands: make it again with one.
  private static func remade(_ constraint: String, code: String = "TEXT") -> [String] {
    [
      "DROP TABLE plain",
      """
      CREATE TABLE plain (code \(code), amount INTEGER, _source INTEGER, _partition INTEGER,
      _offset INTEGER, _item INTEGER, _timestamp TEXT, _contract INTEGER,
      _loaded_at TEXT DEFAULT '', \(constraint))
      """,
    ]
  }

  @Test(arguments: TestWarehouse.kinds, cases)
  func refusedExactly(_ kind: TestWarehouse.Kind, _ refusal: Case) throws {
    let byHand = kind == .postgres ? refusal.postgres : refusal.sqlite
    if byHand.isEmpty { return }
    let table = TableShape.plain()
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    for statement in byHand { try test.sql(statement) }
    let session = try test.session()
    let batch = TestBatch(
      table: table, rows: refusal.rows.map { [$0.0.map { .text($0) } ?? .null, .bigint($0.1)] })
    _ = try session.openLedger([batch.request])

    let outcome = try session.commit(batch.build(for: test.warehouse))
    #expect(outcome.refusedOffsets == refusal.refused)
    try expectLanded(batch, refused: refusal.refused, in: test)
    let errors = try test.sql("SELECT errors FROM \(test.own("quarantine"))")
    for error in errors { #expect(error[0]?.contains(refusal.sqlState) == true) }
    if kind == .postgres {
      let words = try test.sql("SELECT errors -> 0 ->> 'words' FROM trucd.quarantine").map { $0[0] }
      #expect(words.allSatisfy { $0?.contains(refusal.words) == true })
      #expect(words.allSatisfy { $0?.isEmpty == refusal.words.isEmpty })
      // The value stands in DETAIL alone.
      #expect(words.allSatisfy { $0?.contains("bad") == false || refusal.words.isEmpty })
    }

    // The next batch goes on from there.
    var next = batch
    next.first = Int64(batch.records.count)
    next.records = [[[.text("z"), .bigint(0)]]]
    if refusal.sqlState != "23503" {
      #expect(try session.commit(next.build(for: test.warehouse)).refusedOffsets == [])
    }
  }

  private func expectLanded(_ batch: TestBatch, refused: [Int64], in test: TestWarehouse) throws {
    let offsets = (0..<batch.records.count).map { batch.first + Int64($0) }
    let loaded = try test.sql("SELECT DISTINCT _offset FROM \(batch.table.name) ORDER BY 1")
    #expect(loaded.map { $0[0] } == offsets.filter { !refused.contains($0) }.map { "\($0)" })
    let quarantined = try test.sql("SELECT _offset FROM \(test.own("quarantine")) ORDER BY 1")
    #expect(quarantined.map { $0[0] } == refused.map { "\($0)" })
    let totals = try test.sql("SELECT loaded, quarantined, next_offset FROM \(test.own("ledger"))")
    #expect(
      totals == [
        [
          "\(offsets.count - refused.count)", "\(refused.count)",
          "\(batch.first + Int64(offsets.count))",
        ]
      ])
    try test.expectSums()
  }

  /// Overflow on a column that was narrowed by hand after the plan.
  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func numericOverflow() throws {
    let table = TableShape(
      name: "n", columns: [.init(name: "v", type: .numeric(precision: 9, scale: 2))])
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql("ALTER TABLE n ALTER v TYPE numeric(4,2)")
    let session = try test.session()
    let batch = TestBatch(
      table: table,
      rows: [[.numeric(100, scale: 2)], [.numeric(100_000, scale: 2)], [.bigNumeric("12345.67")]])
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [1, 2])
    try expectLanded(batch, refused: [1, 2], in: test)
  }

  /// A record of several rows lands whole or not at all.
  @Test(arguments: TestWarehouse.kinds)
  func recordOfSeveralRowsIsWhole(_ kind: TestWarehouse.Kind) throws {
    let table = TableShape.plain()
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    try test.sql("CREATE UNIQUE INDEX u ON plain (code)")
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [])
    batch.records = [
      [[.text("a"), .null], [.text("b"), .null]],
      [[.text("c"), .null], [.text("a"), .null], [.text("d"), .null]],
      [[.text("c"), .null], [.text("d"), .null]],
      [[.text("e"), .null], [.text("e"), .null]],
    ]
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [1, 3])
    try expectLanded(batch, refused: [1, 3], in: test)
    #expect(try test.count("plain") == 4)
  }

  /// All rows bad, the first, the last, and two tables of which the second refuses.
  @Test(arguments: TestWarehouse.kinds)
  func edgesOfABatch(_ kind: TestWarehouse.Kind) throws {
    for bad in [[0], [9], [0, 9], Array(0..<10), [4, 5, 6]] {
      let table = TableShape.plain()
      let test = try TestWarehouse(kind)
      try test.prepare(table)
      try test.sql("CREATE UNIQUE INDEX u ON plain (amount)")
      let session = try test.session()
      var batch = TestBatch(table: table, rows: [[.text("seed"), .bigint(-1)]])
      _ = try session.openLedger([batch.request])
      _ = try session.commit(batch.build(for: test.warehouse))
      batch.first = 1
      batch.records = (0..<10).map { [[.text("r"), .bigint(bad.contains($0) ? -1 : Int64($0))]] }
      let outcome = try session.commit(batch.build(for: test.warehouse))
      #expect(outcome.refusedOffsets == bad.map { Int64($0) + 1 })
      #expect(try test.count("plain") == 11 - bad.count)
      try test.expectSums()
    }
  }

  @Test(arguments: TestWarehouse.kinds)
  func onlyTheTableAtFaultIsIsolated(_ kind: TestWarehouse.Kind) throws {
    let (first, second) = (TableShape.plain("t1"), TableShape.plain("t2"))
    let test = try TestWarehouse(kind)
    try test.prepare(first, second)
    try test.sql("CREATE UNIQUE INDEX u ON t2 (code)")
    let session = try test.session()
    let batch = TestBatch(table: first, rows: [[.text("a"), .null], [.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    var both = batch.build(for: test.warehouse)
    let rows = test.warehouse.makeRowBuffer(for: second)
    for record in 2..<5 {
      TestBatch.append(
        [.text(record == 4 ? "y" : "x"), .null], to: rows,
        lineage: Lineage(
          source: 1, partition: 0, offset: Int64(record), item: 0, timestamp: -1, contract: 1),
        record: Int32(record))
    }
    both.loads.append(TableLoad(table: second, rows: rows))
    both.advances[0].next = 5
    both.advances[0].adds.loaded = 5
    #expect(try session.commit(both).refusedOffsets == [3])
    #expect(try test.count("t1") == 2)
    #expect(try test.count("t2") == 2)
    try test.expectSums()
  }

  /// A missing table stops its topics and quarantines nothing.
  @Test(arguments: TestWarehouse.kinds)
  func missingTableOrColumnIsUnfit(_ kind: TestWarehouse.Kind) throws {
    let table = TableShape.plain()
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .bigint(1)]])
    _ = try session.openLedger([batch.request])
    try test.sql("ALTER TABLE plain RENAME TO elsewhere")
    #expect { try session.commit(batch.build(for: test.warehouse)) } throws: { error in
      let error = error as? WarehouseError
      return error?.code == .unfit && error?.table == "plain"
    }
    try test.sql("ALTER TABLE elsewhere RENAME TO plain")
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    #expect(try test.count(test.own("quarantine")) == 0)
    try test.expectSums()
  }
}
