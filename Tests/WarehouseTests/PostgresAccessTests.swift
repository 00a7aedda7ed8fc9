import Contracts
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse

/// What a role, a database or a URL lacks to work with PostgreSQL.
@Suite(
  "Access to PostgreSQL", .serialized,
  .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct PostgresAccessTests {
  private let table = TableShape.plain()

  @Test func missingPrivilegesAreProblems() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let role = "trucd_test_role_\(getpid())"
    try test.sql("CREATE ROLE \(role) LOGIN")
    try test.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    let server = try PostgresServer.shared.get()
    let database = try #require(try test.sql("SELECT current_database()")[0][0])
    let warehouse = try PostgresWarehouse(url: server.url(database: database, user: role))
    let administration = warehouse.makeAdministration(application: "trucd test role")
    try administration.connect()
    var more = table
    more.columns.append(.init(name: "more", type: .text))
    try test.sql("REVOKE TEMPORARY ON DATABASE \(database) FROM PUBLIC")
    var keyed = TableShape.plain("keyed")
    keyed.mode = .upsert(KeyedRows(key: ["code"], order: "amount"))
    try test.prepare(keyed)
    let problems = try administration.examine([more, .plain("new"), keyed])
    #expect(problems.contains { $0.table == "keyed" && $0.message.contains("GRANT TEMPORARY") })
    #expect(problems.contains { $0.table == "keyed" && $0.message.contains("UPDATE, DELETE ON") })
    #expect(problems.contains { $0.table == "trucd.ledger" })
    #expect(problems.contains { $0.table == "plain" && $0.message.contains("GRANT INSERT") })
    #expect(problems.contains { $0.table == "plain" && $0.message.contains("ADD COLUMN") })
    #expect(problems.contains { $0.table == "new" && $0.message.contains("GRANT CREATE") })
    administration.close()
    try test.sql("DROP OWNED BY \(role)")
    try test.sql("DROP ROLE \(role)")
  }

  @Test func databaseInAnotherEncodingIsRefused() throws {
    let server = try PostgresServer.shared.get()
    let admin = try TestWarehouse.connection(to: server.url)
    let name = server.newDatabaseName()
    try admin.run(
      "CREATE DATABASE \(name) ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    defer { _ = try? admin.run("DROP DATABASE \(name) WITH (FORCE)") }
    let session = try PostgresWarehouse(url: server.url(database: name))
      .makeSession(application: "trucd test")
    #expect(code { try session.connect() } == .misconfigured)
  }

  @Test(arguments: [
    "postgresql://u:hidden%zz@h/d", "postgresql://u:x@hidden@h/d", "postgresql://u:hidden/x@h/d",
    "postgresql://u:x/hidden@h/d",
  ])
  func wrongURLShowsNoPassword(_ url: String) throws {
    do {
      _ = try PostgresWarehouse(url: url)
      Issue.record("the URL was taken")
    } catch {
      #expect(error.code == .misconfigured)
      #expect(!error.description.contains("hidden"))
    }
  }
}
