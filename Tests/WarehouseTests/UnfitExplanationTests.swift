import Contracts
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse

/// A table that fitted and does not any more: the failure says what changed.
@Suite("Explanation of unfit tables", .serialized)
struct UnfitExplanationTests {
  private let table = TableShape.plain()

  /// The message of a commit that fails for the table.
  private func failure(
    in test: TestWarehouse, of session: any WarehouseSession, meddling statements: String...
  ) throws -> String {
    let batch = TestBatch(table: table, rows: [[.text("hidden"), .bigint(5)]])
    _ = try session.openLedger([batch.request])
    for statement in statements { try test.sql(statement) }
    let built = batch.build(for: test.warehouse)
    let error = try #require(#expect(throws: WarehouseError.self) { try session.commit(built) })
    #expect(error.code == .unfit && error.table == "plain")
    #expect(!error.message.contains("hidden"))
    #expect(session.isConnected)
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [0])
    return error.message
  }

  @Test(arguments: TestWarehouse.kinds)
  func droppedTable(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let message = try failure(in: test, of: try test.session(), meddling: "DROP TABLE plain")
    #expect(message.contains("does not exist any more"))
  }

  @Test(arguments: TestWarehouse.kinds)
  func renamedColumn(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let message = try failure(
      in: test, of: try test.session(),
      meddling: "ALTER TABLE plain RENAME COLUMN amount TO quantity")
    #expect(message.contains("lacks the column \"amount\""))
  }

  /// SQLite takes any value in any column, so that only PostgreSQL fails on the type alone; a
  /// STRICT table is refused by the plan too, for its type is another.
  @Test(arguments: TestWarehouse.kinds)
  func changedType(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let message =
      switch kind {
      case .postgres:
        try failure(
          in: test, of: session, meddling: "ALTER TABLE plain ALTER amount TYPE integer")
      case .sqlite:
        try failure(
          in: test, of: session, meddling: "ALTER TABLE plain DROP COLUMN amount",
          "ALTER TABLE plain DROP COLUMN code", "ALTER TABLE plain ADD COLUMN amount REAL")
      }
    #expect(message.contains("The column \"amount\" is "))
    #expect(message.contains("the contract needs "))
  }

  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func revokedPrivilege() throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(table)
    let role = "trucd_test_revoked_\(getpid())"
    try test.sql("CREATE ROLE \(role) LOGIN")
    defer {
      _ = try? test.sql("DROP OWNED BY \(role)")
      _ = try? test.sql("DROP ROLE \(role)")
    }
    try test.sql("GRANT USAGE ON SCHEMA trucd TO \(role)")
    try test.sql("GRANT ALL ON ALL TABLES IN SCHEMA trucd TO \(role)")
    try test.sql("GRANT INSERT ON plain TO \(role)")
    let database = try #require(try test.sql("SELECT current_database()")[0][0])
    let url = try PostgresServer.shared.get().url(database: database, user: role)
    let session = try PostgresWarehouse(url: url).makeSession(application: "trucd test role")
    try session.connect()
    defer { session.close() }
    let message = try failure(
      in: test, of: session, meddling: "REVOKE INSERT ON plain FROM \(role)")
    #expect(message.contains("GRANT INSERT ON \"public\".\"plain\""))
  }

  /// A comparison of hundreds of columns stays a message.
  @Test func manyDifferencesAreCut() {
    let columns = (0..<300).map { TableShape.Column(name: "c\($0)", type: .text) }
    let facts = TableFacts(
      kind: .table, columns: columns.map { .init(name: $0.name, type: "bigint") })
    let shape = TableShape(name: "wide", columns: columns)
    let location = TableLocation(schema: "public", name: "wide")
    let words = TableComparison.words(
      shape, at: location, facts: facts, dialect: PostgresDialect(defaultSchema: "public"))
    #expect(words.map { $0.utf8.count < 2_000 } == true)
    #expect(words?.contains("And 296 more") == true)
  }

  @Test func fittingTableHasNothingToSay() {
    let dialect = PostgresDialect(defaultSchema: "public")
    let own = table.columns.map {
      TableFacts.Column(name: $0.name, type: dialect.type($0.type))
    }
    let lineage = dialect.lineage.map { TableFacts.Column(name: $0.name, type: $0.type) }
    let facts = TableFacts(kind: .table, columns: own + lineage)
    let location = TableLocation(schema: "public", name: "plain")
    #expect(TableComparison.words(table, at: location, facts: facts, dialect: dialect) == nil)
  }
}
