import Contracts
import Dispatch
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse

/// What only PostgreSQL can get wrong: sessions lost at any moment, and locks.
@Suite(
  "Lost sessions of PostgreSQL", .serialized,
  .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct PostgresFaultTests {
  private let table = TableShape.plain()

  @Test func lockedRowIsUnavailableInTime() throws {
    var options = WarehouseOptions()
    options.lockTimeoutMilliseconds = 300
    let test = try TestWarehouse(.postgres, options: options)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.null, .null]])
    _ = try session.openLedger([batch.request])
    try test.sql("BEGIN; UPDATE trucd.ledger SET updated_at = now()")
    #expect(code { _ = try session.openLedger([batch.request]) } == .unavailable)
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unavailable)
    try test.sql("ROLLBACK")
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
  }

  /// A session that dies in the transaction has written nothing.
  @Test func killedSessionWritesNothingAndReconnects() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    try test.sql(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        + "WHERE application_name = 'trucd test lane' AND datname = current_database()")
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unavailable)
    #expect(!session.isConnected)
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unavailable)
    try session.connect()
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [0])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    try test.expectSums()
  }

  /// The server is killed while COMMIT runs: held by a constraint trigger that fires then.
  @Test func answerToCommitLost() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    try test.sql(
      """
      CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_sleep(30); RETURN NULL; END $$
      """)
    try test.sql(
      """
      CREATE CONSTRAINT TRIGGER late AFTER INSERT ON trucd.quarantine DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION hold()
      """)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    // Only this statement of ours turns the constraint back to COMMIT.
    try test.sql(
      """
      CREATE FUNCTION defer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      SET CONSTRAINTS ALL DEFERRED; INSERT INTO trucd.quarantine VALUES
      (1, 0, 999, NULL, 't', NULL, NULL, 'load', '[]'); RETURN NULL; END $$
      """)
    try test.sql(
      "CREATE TRIGGER d AFTER INSERT ON plain FOR EACH STATEMENT EXECUTE FUNCTION defer()")
    let url = test.url
    DispatchQueue.global().async {
      guard let killer = try? TestWarehouse.connection(to: url) else { return }
      for _ in 0..<100 {
        usleep(50_000)
        let killed = try? killer.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
            + "current_database() AND application_name = 'trucd test lane' AND query = 'COMMIT' "
            + "AND state = 'active'")
        if killed?.rows.isEmpty == false { return }
      }
    }
    #expect(
      code { _ = try session.commit(batch.build(for: test.warehouse)) } == .outcomeUnknown)
    try session.connect()
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [0])
    #expect(try test.count("plain") == 0)
  }

  /// COMMIT is durable and its answer is cut off on the way: only the ledger can tell.
  @Test func answerToDurableCommitLost() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let proxy = try AnswerCutter(to: test.url)
    let warehouse = try PostgresWarehouse(url: proxy.url)
    let session = warehouse.makeSession(application: "trucd test lane")
    try session.connect()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null], [.text("b"), .null]])
    _ = try session.openLedger([batch.request])
    proxy.cutsAtCommit = true
    let built = batch.build(for: warehouse)
    #expect(code { _ = try session.commit(built) } == .outcomeUnknown)
    #expect(!session.isConnected)
    proxy.cutsAtCommit = false
    try session.connect()
    let entry = try #require(try session.openLedger([batch.request]).first)
    #expect(entry.nextOffset == 2)
    #expect(entry.fingerprint == built.advances[0].fingerprint)
    // Whoever sends it again all the same writes nothing.
    #expect(try session.commit(built).missed == [batch.at])
    #expect(try test.count("plain") == 2)
    try test.expectSums()
  }

  /// On a server of its own, for other tests need theirs.
  @Test(.enabled(if: PostgresServer.canStart, "no PostgreSQL server to start"))
  func serverRestarts() throws {
    let server = try PostgresServer.separate()
    let test = try TestWarehouse(.postgres, on: server)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    batch.first = 1
    try server.stopImmediately()
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unavailable)
    #expect(code { try session.connect() } == .unavailable)
    try server.start()
    try session.connect()
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [1])
    _ = try session.commit(batch.build(for: test.warehouse))
    let plain = try TestWarehouse.connection(to: test.url)
    #expect(try plain.run("SELECT count(*) FROM plain").rows == [["2"]])
  }

  /// A server that stands still is given up, at COMMIT with an unknown outcome.
  @Test func silentServerIsGivenUp() throws {
    var options = WarehouseOptions()
    options.answerTimeoutMilliseconds = 200
    let test = try TestWarehouse(.postgres, options: options)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([batch.request])
    let pid = try test.sql(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'trucd test lane' "
        + "AND datname = current_database()")[0][0]
    let process = try #require(pid.flatMap { pid_t($0) })
    try #require(kill(process, SIGSTOP) == 0, "the server is on another machine")
    defer { kill(process, SIGCONT) }
    #expect(code { _ = try session.commit(batch.build(for: test.warehouse)) } == .unavailable)
    #expect(!session.isConnected)
  }

  @Test func readOnlyDatabaseIsUnavailable() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let name = try #require(try test.sql("SELECT current_database()")[0][0])
    try test.sql("ALTER DATABASE \(name) SET default_transaction_read_only = on")
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.null, .null]])
    #expect(code { _ = try session.openLedger([batch.request]) } == .unavailable)
    #expect(session.isConnected)
  }
}
