import Contracts
import Testing
import Warehouse

@testable import PostgresWarehouse

/// One table that somebody locks keeps back its own contracts and no others.
@Suite("Locked tables", .serialized, .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct LockedTableTests {
  private var extended: TableShape {
    var table = TableShape.plain()
    table.columns.append(.init(name: "more", type: .text))
    return table
  }

  private func administration(of test: TestWarehouse) throws -> PostgresAdministration {
    let administration = try #require(try test.administration() as? PostgresAdministration)
    administration.attemptsMax = 2
    return administration
  }

  @Test func lockedTableIsAProblemOfItsOwn() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(.plain())
    let administration = try administration(of: test)
    try test.sql("BEGIN; LOCK TABLE plain IN ACCESS SHARE MODE")
    let problems = try administration.prepare([extended, .plain("second")])
    #expect(problems.map(\.table) == ["plain"])
    #expect(problems.first?.message.contains("lock") == true)
    #expect(problems.first?.message.contains("55P03") == true)
    #expect(problems.first?.message.contains("tried again") == true)
    #expect(try test.count("second") == 0)
    try test.sql("ROLLBACK")
    #expect(try administration.prepare([extended, .plain("second")]) == [])
  }

  /// A table that fits already is served whoever holds it.
  @Test func nothingToDoNeedsNoLock() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(.plain())
    let administration = try administration(of: test)
    try test.sql(
      "BEGIN; LOCK TABLE plain IN ACCESS EXCLUSIVE MODE; SELECT 1 FROM trucd.version FOR UPDATE")
    #expect(try administration.prepare([.plain()]) == [])
    #expect(try administration.examine([.plain()]) == [])
    try test.sql("ROLLBACK")
  }

  /// The catalogue itself is locked, as by VACUUM FULL: each table says so.
  @Test func lockedCatalogueIsAProblemOfEachTable() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(.plain())
    let administration = try administration(of: test)
    _ = try administration.examine([.plain()])
    try test.sql("BEGIN; LOCK TABLE pg_catalog.pg_attribute IN ACCESS EXCLUSIVE MODE")
    defer { _ = try? test.sql("ROLLBACK") }
    let problems = try administration.examine([.plain()])
    #expect(problems.last?.table == "plain")
    #expect(problems.allSatisfy { $0.message.contains("lock") })
  }

  @Test func lostConnectionStaysAnError() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(.plain())
    let administration = try administration(of: test)
    try test.sql(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = "
        + "'trucd test administration' AND datname = current_database()")
    #expect { try administration.prepare([extended]) } throws: { error in
      (error as? WarehouseError)?.code == .unavailable
    }
  }
}
