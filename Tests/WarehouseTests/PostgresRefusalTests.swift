import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse

/// What PostgreSQL refuses, and whose fault it is: the row's, the environment's or the operator's.
@Suite(
  "What PostgreSQL refuses", .serialized,
  .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct PostgresRefusalTests {
  private let table = TableShape.plain()

  /// 100 bad rows among 10,000: exactly these, in a number of statements that grows with the bad
  /// rows and the logarithm of all, not with all.
  @Test(arguments: ["with a line number", "without one"])
  func poisonRows(_ hint: String) throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    if hint == "with a line number" {
      try test.sql("ALTER TABLE plain ADD CHECK (amount >= 0)")
    } else {
      // Checked by a trigger at the end of the statement, which names no line.
      try test.sql(
        """
        CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.amount < 0 THEN RAISE EXCEPTION 'no' USING ERRCODE = '22023'; END IF;
        RETURN NULL; END $$
        """)
      try test.sql(
        "CREATE TRIGGER t AFTER INSERT ON plain FOR EACH ROW EXECUTE FUNCTION judge()")
    }
    let session = try #require(try test.session() as? PostgresSession)
    var bad: Set<Int64> = []
    while bad.count < 100 { bad.insert(.random(in: 0..<10_000)) }
    let batch = TestBatch(
      table: table,
      rows: (0..<10_000).map { offset in
        [.text("row \(offset)"), .bigint(bad.contains(Int64(offset)) ? -1 : 1)]
      })
    _ = try session.openLedger([batch.request])
    let before = session.statementCount
    let outcome = try session.commit(batch.build(for: test.warehouse))
    #expect(outcome.refusedOffsets == bad.sorted())
    #expect(try test.count("plain") == 9_900)
    #expect(try test.count("trucd.quarantine") == 100)
    try test.expectSums()
    // The savepoint's statements travel with the loads. With a line number a bad row costs some four
    // loads, without one a load for each halving of the distance, log₂(10,000 / 100), and a few more.
    let loads = hint == "with a line number" ? 5 * 100 : 100 * (7 + 4)
    let statements = session.statementCount - before
    #expect(statements < loads + 50, "\(statements) statements")
  }

  /// A trigger's words may quote a record: neither they nor a value reach what is logged.
  @Test(arguments: [
    "RAISE EXCEPTION 'no: %', NEW.code",
    "RAISE EXCEPTION 'no: %', NEW.code USING ERRCODE = 'ZZ123'",
    "RAISE EXCEPTION 'no: %', NEW.code USING ERRCODE = '42501'", "ASSERT false, NEW.code",
    "PERFORM NEW.code::int",
  ])
  func wordsOfATriggerAreLeftOut(_ statement: String) throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql(
      """
      CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      \(statement); RETURN NEW; END $$
      """)
    try test.sql("CREATE TRIGGER t BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION judge()")
    let connection = try TestWarehouse.connection(to: test.url)
    let fault = #expect(throws: PostgresFault.self) {
      try connection.run("INSERT INTO plain (code) VALUES ('Nguyễn Văn Thử')")
    }
    #expect(fault?.asWarehouseError(table: "plain").description.contains("Thử") == false)
    #expect(fault?.sqlState != nil)
  }

  @Test func columnNobodyNamedIsNobodysFault() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql("ALTER TABLE plain ADD COLUMN checked_by text NOT NULL")
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unfit)
    #expect(try test.count("trucd.quarantine") == 0)
    let administration = try test.administration()
    #expect(try administration.examine([table]).first?.message.contains("checked_by") == true)
  }

  @Test func missingPartitionAndWrongTypeAreTheOperators() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .bigint(5)]])
    _ = try session.openLedger([batch.request])
    try test.sql("ALTER TABLE plain RENAME TO model")
    try test.sql("CREATE TABLE plain (LIKE model INCLUDING ALL) PARTITION BY RANGE (amount)")
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unfit)
    try test.sql("CREATE TABLE p PARTITION OF plain FOR VALUES FROM (0) TO (10)")
    // 22P03: four bytes are wanted, eight are sent.
    try test.sql("ALTER TABLE p RENAME TO plain_p")
    try test.sql("DROP TABLE plain")
    try test.sql("CREATE TABLE plain (LIKE model INCLUDING ALL)")
    try test.sql("ALTER TABLE plain ALTER amount TYPE integer")
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unfit)
    #expect(try test.count("trucd.quarantine") == 0)
    #expect(try test.administration().examine([table]).isEmpty == false)
    try test.sql("ALTER TABLE plain ALTER amount TYPE bigint")
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    try test.expectSums()
  }

  /// The environment's faults quarantine nothing, neither at the first try nor while rows that are
  /// refused are looked for; once they are over all is as if they had not been.
  @Test(arguments: [
    "53100", "53200", "53400", "40P01", "40001", "55P03", "57014", "58030", "25006",
  ])
  func environmentFaultsQuarantineNothing(_ state: String) throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql("ALTER TABLE plain ADD CHECK (amount >= 0)")
    try test.sql(
      """
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.code = 'c' THEN RAISE EXCEPTION 'no' USING ERRCODE = '\(state)'; END IF;
      RETURN NEW; END $$
      """)
    let trigger = "CREATE TRIGGER t BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION fail()"
    try test.sql(trigger)
    let session = try test.session()
    for rows: [[Cell]] in [
      [[.text("a"), .null], [.text("c"), .null]],
      [[.text("a"), .null], [.text("b"), .bigint(-1)], [.text("c"), .null]],
    ] {
      var batch = TestBatch(table: table, rows: rows)
      batch.at.partition = Int32(rows.count)
      _ = try session.openLedger([batch.request])
      let built = batch.build(for: test.warehouse)
      #expect(code { _ = try session.commit(built) } == .unavailable)
      #expect(session.isConnected)
      #expect(try test.count("plain") == 0)
      #expect(try test.count("trucd.quarantine") == 0)
      try test.sql("DROP TRIGGER t ON plain")
      let refused = try session.commit(built).refusedOffsets
      #expect(refused == (rows.count == 3 ? [1] : []))
      try test.sql("TRUNCATE plain; TRUNCATE trucd.quarantine")
      try test.sql(trigger)
    }
    try test.expectSums()
  }

  /// Rows of eight kilobytes of numbers: no page takes them, and COPY's line number does not tell
  /// which they are.
  @Test func rowsTooWideForAPage() throws {
    let wide = TableShape(
      name: "wide", columns: (0..<1_200).map { .init(name: "c\($0)", type: .bigint) })
    let test = try TestWarehouse(.postgres)
    try test.prepare(wide)
    let session = try test.session()
    let full = (0..<1_200).map { _ in Cell.bigint(1) }
    let sparse = (0..<1_200).map { $0 % 100 == 0 ? Cell.bigint(2) : .null }
    let batch = TestBatch(
      table: wide, rows: (0..<40).map { [7, 8, 30].contains($0) ? full : sparse })
    _ = try session.openLedger([batch.request])
    let outcome = try session.commit(batch.build(for: test.warehouse))
    #expect(outcome.refusedOffsets == [7, 8, 30])
    #expect(try test.count("wide") == 37)
    let state = try test.sql("SELECT DISTINCT errors -> 0 ->> 'code' FROM trucd.quarantine")
    #expect(state == [["54000"]])
    try test.expectSums()
  }

  /// A row that was not encoded for this table is ours to mend, not the record's.
  @Test func wrongNumberOfFieldsIsOurs() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let connection = try TestWarehouse.connection(to: test.url)
    let row: [UInt8] = [0, 1, 0xFF, 0xFF, 0xFF, 0xFF]
    let fault = #expect(throws: PostgresFault.self) {
      try row.withUnsafeBytes { bytes in
        try connection.copy(
          "COPY plain (code, amount) FROM STDIN (FORMAT binary)", table: "plain", rows: [bytes])
      }
    }
    #expect(fault?.sqlState == "22P04")
    #expect(fault.map { SQLState.verdict(on: $0) } == .unfit)
  }
}
