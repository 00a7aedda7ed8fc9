import Contracts
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse

/// The ledger's record of what was compared last, by which a topic made again is told.
@Suite("Records compared", .serialized)
struct ComparedRecordTests {
  private let table = TableShape.plain()

  private func rows(_ count: Int) -> [[Cell]] {
    (0..<count).map { [.text("row \($0)"), .bigint(Int64($0))] }
  }

  /// The first record taken is the one to compare, until one was found in its place.
  @Test(arguments: TestWarehouse.kinds)
  func theRecordComparedIsKept(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let administration = try test.administration()
    var batch = TestBatch(table: table, rows: rows(3))
    #expect(try session.openLedger([batch.request]).map(\.compared) == [nil])
    func step(comparing record: Fingerprint?) throws -> LedgerEntry? {
      var built = batch.build(for: test.warehouse)
      built.advances[0].compared = record
      #expect(try session.commit(built).refusedOffsets == [])
      batch.first += 3
      return try administration.ledger().first
    }
    let first = try step(comparing: nil)
    #expect(first?.compared != nil && first?.compared == first?.fingerprint)
    let second = try step(comparing: nil)
    #expect(second?.compared == first?.compared && second?.fingerprint?.offset == 5)
    let third = try step(comparing: second?.fingerprint)
    #expect(third?.compared == second?.fingerprint)
    #expect(try session.openLedger([batch.request]) == [third])
    let entry = try #require(third)
    _ = try administration.discard(
      source: entry.source, partition: entry.at.partition, expected: 9, to: 10)
    #expect(try administration.ledger().first?.compared == nil)
  }

  /// A ledger of an earlier release gets what it lacks, and its rows go on.
  @Test(arguments: TestWarehouse.kinds)
  func columnsThatCameLaterAreAdded(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: rows(3))
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    for column in ["offset", "timestamp", "hash"] {
      try test.sql("ALTER TABLE \(test.own("ledger")) DROP COLUMN compared_\(column)")
    }
    let administration = try test.administration()
    #expect(try administration.examine([]) == [])
    for _ in 0..<2 { try administration.prepareOwnTables() }
    let again = try test.session()
    let before = try #require(try again.openLedger([batch.request]).first)
    #expect(before.nextOffset == 3 && before.compared == nil)
    batch.first = 3
    _ = try again.commit(batch.build(for: test.warehouse))
    // What was taken last by the earlier release is the first to be compared.
    #expect(try administration.ledger().first?.compared == before.fingerprint)
  }

  /// An operator's commands work on a table of an earlier release, before any daemon has started.
  @Test(arguments: TestWarehouse.kinds)
  func columnsThatAreNotThereYet(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: rows(3))
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    for column in ["offset", "timestamp", "hash"] {
      try test.sql("ALTER TABLE \(test.own("ledger")) DROP COLUMN compared_\(column)")
    }
    let administration = try test.administration()
    let entry = try #require(try administration.ledger().first)
    #expect(entry.nextOffset == 3 && entry.fingerprint?.offset == 2 && entry.compared == nil)
    #expect(
      try administration.discard(
        source: entry.source, partition: entry.at.partition, expected: 3, to: 5))
    let moved = try #require(try administration.ledger().first)
    #expect(moved.nextOffset == 5 && moved.fingerprint == nil && moved.totals.discarded == 2)
    try administration.prepareOwnTables()
    #expect(try administration.ledger() == [moved])
  }

  /// A daemon of this release starts while a report reads the ledger and daemons of an earlier one load:
  /// its change does not queue for the report's end, with their loads behind it.
  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func columnsWaitForAReport() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql("ALTER TABLE trucd.ledger DROP COLUMN compared_hash")
    let report = try TestWarehouse.connection(to: test.url)
    defer { report.close() }
    try report.run("BEGIN; SELECT count(*) FROM trucd.ledger")
    let administration = try #require(try test.administration() as? PostgresAdministration)
    administration.attemptsMax = 2
    let error = #expect(throws: WarehouseError.self) { try administration.prepareOwnTables() }
    #expect(error?.code == .unavailable && error?.message.contains("holds a lock") == true)
    try report.run("COMMIT")
    try administration.prepareOwnTables()
    #expect(try test.sql("SELECT count(compared_hash) FROM trucd.ledger") == [["0"]])
  }

  /// Where the role does not own the ledger, the statement is said that its owner runs.
  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func columnsThatTheRoleMayNotAdd() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare()
    let role = "trucd_test_columns_\(getpid())"
    try test.sql(
      """
      CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA trucd TO \(role);
      GRANT ALL ON ALL TABLES IN SCHEMA trucd TO \(role);
      ALTER TABLE trucd.ledger DROP COLUMN compared_hash
      """)
    defer { _ = try? test.sql("DROP OWNED BY \(role); DROP ROLE \(role)") }
    let database = try #require(try test.sql("SELECT current_database()")[0][0])
    let url = PostgresServer.url(test.url, database: database, user: role)
    let administration = try PostgresWarehouse(url: url).makeAdministration(application: "check")
    try administration.connect()
    defer { administration.close() }
    let statement = "ALTER TABLE trucd.ledger ADD COLUMN IF NOT EXISTS compared_hash bigint"
    #expect(try administration.examine([]).map(\.table) == ["trucd.ledger"])
    #expect(try administration.examine([]).first?.message.contains(statement) == true)
    let error = #expect(throws: WarehouseError.self) { try administration.prepareOwnTables() }
    #expect(error?.code == .unfit && error?.message.contains(statement) == true)
    try test.sql(statement)
    #expect(try administration.examine([]) == [])
    try administration.prepareOwnTables()
  }
}
