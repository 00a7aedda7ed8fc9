import Contracts
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse

/// Who holds a ledger row and does not move is ended if it is of the bus, else named.
@Suite(
  "Frozen owners", .serialized, .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"),
  .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine))
struct FrozenOwnerTests {
  private let table = TableShape.plain()
  private var batch: TestBatch {
    var batch = TestBatch(table: table, rows: [[.text("b"), .null]])
    batch.first = 1
    return batch
  }

  private func warehouse(lockTimeout: Int) throws -> TestWarehouse {
    var options = WarehouseOptions()
    options.lockTimeoutMilliseconds = lockTimeout
    let test = try TestWarehouse(.postgres, options: options)
    try test.prepare(table)
    return test
  }

  /// The lane that comes after it gets the row within one lock timeout, and nothing is lost or
  /// doubled.
  @Test func ownerInMidCopyIsEnded() throws {
    let test = try warehouse(lockTimeout: 6_000)
    let frozen = try StandingLane(test, table, application: "trucd lane 0")
    try frozen.standInCopy()
    let pid = try frozen.pid
    let session = try test.session()
    var ended: [FrozenSession] = []
    session.endedFrozen = { ended.append($0) }
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [1])
    #expect(ended.map { "\($0.pid)" } == [pid])
    #expect(ended.map(\.application) == ["trucd lane 0"])
    #expect(try #require(ended.first).stillSeconds >= 3)
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    #expect(frozen.goOn()?.code == .unavailable)
    #expect(try test.sql("SELECT code FROM plain ORDER BY 1") == [["a"], ["b"]])
    try test.expectSums()
    let watching = try test.sql(
      """
      SELECT 1 FROM pg_stat_activity
      WHERE application_name LIKE '% watch' AND datname = current_database()
      """)
    #expect(watching == [])
  }

  /// A lock timeout shorter than the time in which a session must move: several attempts.
  @Test func shortLockTimeoutTakesSeveralAttempts() throws {
    let test = try warehouse(lockTimeout: 300)
    let frozen = try StandingLane(test, table, application: "trucd lane 0")
    try frozen.standInCopy()
    let session = try test.session()
    var ended = 0
    session.endedFrozen = { _ in ended += 1 }
    var outcome: CommitOutcome?
    for _ in 0..<50 where outcome == nil {
      outcome = try? session.commit(batch.build(for: test.warehouse))
    }
    #expect(outcome?.refusedOffsets == [])
    #expect(ended == 1)
    #expect(frozen.goOn()?.code == .unavailable)
    try test.expectSums()
  }

  /// Whoever takes a piece now and then is at work.
  @Test func ownerThatMovesShowsIt() throws {
    let test = try warehouse(lockTimeout: 60_000)
    let slow = try StandingLane(test, table, application: "trucd lane 0")
    try slow.standInCopy()
    let waiting = try TestWarehouse.connection(to: test.url)
    var seen: [Blocker] = []
    waiting.stalled = { pid in
      let rows = try? test.sql(Blocker.query.replacing("$1", with: "\(pid)"))
      seen += rows?.compactMap { Blocker(row: $0) } ?? []
      try? slow.move()
    }
    #expect(throws: PostgresFault.self) {
      try waiting.run("SELECT 1 FROM trucd.ledger FOR UPDATE")
    }
    #expect(seen.count >= 2)
    #expect(Set(seen.map(\.mark)).count == seen.count)
    #expect(seen.allSatisfy { $0.isOfTheBus && $0.hasOurRole && $0.waitsForClient })
    #expect(slow.goOn() == nil)
    #expect(try test.count("plain") == 21)
  }

  @Test func sessionOfSomebodyElseIsNamed() throws {
    let test = try warehouse(lockTimeout: 3_000)
    let owner = try test.session()
    let first = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try owner.openLedger([first.request])
    try test.sql("BEGIN; UPDATE trucd.ledger SET updated_at = now()")
    let pid = try #require(try test.sql("SELECT pg_backend_pid()")[0][0])
    var looks = 0
    owner.progressed = { looks += 1 }
    let error = #expect(throws: WarehouseError.self) {
      try owner.commit(first.build(for: test.warehouse))
    }
    #expect(error?.code == .unavailable)
    let message = try #require(error?.message)
    #expect(message.contains("pid \(pid) (application_name \"operator\", role postgres"))
    #expect(message.contains("idle in transaction, its transaction "))
    #expect(message.contains("pg_terminate_backend(\(pid))"))
    // The wait shows that its thread is no hang.
    #expect(looks >= 3)
    // An operator's command is told it as well.
    let command = try test.administration()
    defer { command.close() }
    let refusal = #expect(throws: WarehouseError.self) {
      try command.discard(source: 1, partition: 0, expected: 0, to: 1)
    }
    #expect(refusal?.message.contains("pid \(pid) (application_name \"operator\"") == true)
    try test.sql("ROLLBACK")
    #expect(try owner.commit(first.build(for: test.warehouse)).refusedOffsets == [])
  }

  /// By its name of the bus, by its role not.
  @Test func sessionUnderAnotherRoleIsNamed() throws {
    let test = try warehouse(lockTimeout: 3_000)
    let role = "trucd_test_other_\(getpid())"
    try test.sql("CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA trucd TO \(role)")
    try test.sql("GRANT SELECT, UPDATE ON trucd.ledger TO \(role)")
    defer {
      _ = try? test.sql("DROP OWNED BY \(role)")
      _ = try? test.sql("DROP ROLE \(role)")
    }
    let database = try #require(try test.sql("SELECT current_database()")[0][0])
    let other = try TestWarehouse.connection(
      to: try PostgresServer.shared.get().url(database: database, user: role),
      application: "trucd lane 0")
    let owner = try test.session()
    _ = try owner.openLedger([TestBatch(table: table, rows: []).request])
    try other.run("BEGIN; SELECT 1 FROM trucd.ledger FOR UPDATE")
    var ended = 0
    owner.endedFrozen = { _ in ended += 1 }
    let error = #expect(throws: WarehouseError.self) {
      try owner.openLedger([TestBatch(table: table, rows: []).request])
    }
    #expect(error?.message.contains("under another role") == true)
    #expect(error?.message.contains("role \(role)") == true)
    #expect(ended == 0)
    try other.run("ROLLBACK")
    let advice = try test.administration().advice()
    #expect(advice.count == 1 && advice[0].contains("as the role \(role) too"))
    other.close()
  }

  /// `trucd check` says what is missing for it.
  @Test func functionsTakenAwayAreAProblem() throws {
    let test = try warehouse(lockTimeout: 1_000)
    let role = "trucd_test_function_\(getpid())"
    try test.sql("CREATE ROLE \(role) LOGIN")
    try test.sql("GRANT USAGE ON SCHEMA trucd TO \(role)")
    try test.sql("GRANT ALL ON ALL TABLES IN SCHEMA trucd TO \(role)")
    defer {
      _ = try? test.sql("DROP OWNED BY \(role)")
      _ = try? test.sql("DROP ROLE \(role)")
    }
    let function = "pg_catalog.pg_terminate_backend(integer, bigint)"
    let database = try #require(try test.sql("SELECT current_database()")[0][0])
    let url = try PostgresServer.shared.get().url(database: database, user: role)
    let administration = try PostgresWarehouse(url: url).makeAdministration(application: "check")
    try administration.connect()
    defer { administration.close() }
    #expect(try administration.examine([]) == [])
    #expect(try administration.advice() == [])
    try test.sql("REVOKE EXECUTE ON FUNCTION \(function) FROM PUBLIC")
    let problems = try administration.examine([])
    #expect(problems.map(\.table) == ["trucd.ledger"])
    #expect(problems.first?.message.contains("GRANT EXECUTE ON FUNCTION \(function)") == true)
    try test.sql("GRANT EXECUTE ON FUNCTION \(function) TO \(role)")
    #expect(try administration.examine([]) == [])
  }

  // MARK: The rule, without a database

  private func blocker(
    _ pid: Int32, mark: String, application: String = "trucd lane 1", hasOurRole: Bool = true,
    waitsForClient: Bool = true
  ) -> Blocker {
    Blocker(
      pid: pid, application: application, role: "r", hasOurRole: hasOurRole, client: nil,
      state: "active", waitsForClient: waitsForClient, mark: mark, seconds: 1)
  }

  @Test func onlyWhoDoesNotMoveIsFrozen() {
    var still = StillSessions()
    let start = ContinuousClock.now
    func frozen(_ blockers: [Blocker], at seconds: Int) -> [Int32] {
      still.observe(blockers, at: start + .seconds(seconds), silence: .seconds(3))
        .map(\.blocker.pid)
    }
    let (one, two) = (blocker(1, mark: "a"), blocker(2, mark: "a"))
    #expect(frozen([one, two], at: 0) == [])
    #expect(frozen([one, blocker(2, mark: "b")], at: 2) == [])
    #expect(frozen([one, blocker(2, mark: "b")], at: 3) == [1])
    // It counts anew, whether it could be ended or not.
    #expect(frozen([one, blocker(2, mark: "b")], at: 4) == [])
    #expect(frozen([one, blocker(2, mark: "b")], at: 6) == [1, 2])
    // Whoever did not stand in the way meanwhile has moved.
    #expect(frozen([], at: 7) == [])
    #expect(frozen([one], at: 20) == [])
  }

  @Test func othersAreNeverFrozen() {
    let others = [
      blocker(1, mark: "a", application: "psql"), blocker(2, mark: "a", application: "trucdx"),
      blocker(3, mark: "a", hasOurRole: false), blocker(4, mark: "a", waitsForClient: false),
    ]
    var still = StillSessions()
    for seconds in [0, 100, 200] {
      #expect(
        still.observe(others, at: .now + .seconds(seconds), silence: .seconds(3)).isEmpty)
    }
  }

  /// What every session sets, at the server's end too (design, section 1).
  @Test func settingsOfASession() throws {
    let test = try warehouse(lockTimeout: 4_321)
    let connection = Connection(
      settings: try ConnectionSettings(url: test.url, options: WarehouseOptions()),
      application: "trucd lane 7", lockTimeoutMilliseconds: 4_321)
    try connection.connect()
    for (name, value) in [
      ("application_name", "trucd lane 7"), ("lock_timeout", "4321ms"),
      ("idle_in_transaction_session_timeout", "30s"), ("statement_timeout", "1min"),
      ("tcp_keepalives_idle", "10"), ("tcp_keepalives_interval", "5"),
      ("tcp_keepalives_count", "3"), ("tcp_user_timeout", "30000"),
    ] {
      #expect(try connection.run("SHOW \(name)").rows == [[value]], "\(name)")
    }
  }
}
