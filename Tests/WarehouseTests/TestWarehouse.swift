import Contracts
import Glibc
import Pipeline
import Support
import Testing
import Warehouse

@testable import PostgresWarehouse
@testable import SQLiteWarehouse

/// A warehouse of its own for one test, with a plain connection beside it to look and to meddle.
final class TestWarehouse {
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case postgres = "PostgreSQL"
    case sqlite = "SQLite"

    var testDescription: String { rawValue }
  }

  /// The kinds that this machine can test; what it cannot is said once.
  static let kinds: [Kind] = {
    if case .failure(let reason) = PostgresServer.shared {
      print("skipped on PostgreSQL: \(reason.description)")
      return [.sqlite]
    }
    return Kind.allCases
  }()

  /// Whether all tests run on a cluster, or on the stand-in for one, in place of a plain database.
  static let isSpread = ClusterDatabase.url != nil || environment("TRUCD_TEST_STAND_IN") != nil
  /// Why a test is left out there.
  static let ofOneMachine: Comment = "of a database on one machine"

  static var hasPostgres: Bool { kinds.contains(.postgres) }

  let kind: Kind
  let warehouse: any Warehouse
  let url: String
  private let run: (String) throws -> [[String?]]
  private let tearDown: () -> Void

  init(
    _ kind: Kind, options: WarehouseOptions = WarehouseOptions(), on server: PostgresServer? = nil
  ) throws {
    self.kind = kind
    switch kind {
    case .postgres:
      var options = options
      if server == nil, Self.isSpread { options.cluster = .citus }
      let cluster = server == nil ? PostgresServer.cluster : nil
      let server = try server ?? cluster ?? PostgresServer.shared.get()
      let name = server.newDatabaseName()
      guard server.makeDatabase(name, isDistributed: options.cluster != nil) else {
        throw ChildProcess.Failure(description: "the database \(name) cannot be made")
      }
      url = server.url(database: name)
      warehouse = try PostgresWarehouse(url: url, options: options)
      let plain = try Self.connection(to: url)
      run = { sql in try plain.run(sql).rows }
      let statements = options.cluster == nil ? nil : server.statements(in: name)
      tearDown = {
        plain.close()
        #expect(statements?.objections ?? [] == [])
        server.dropDatabase(name)
      }
    case .sqlite:
      let file = "/tmp/trucd-test-\(getpid())-\(UInt64.random(in: 0...(.max))).sqlite"
      url = "sqlite:\(file)"
      warehouse = try SQLiteWarehouse(url: url, options: options)
      let plain = Database(file: file)
      try plain.open()
      run = { sql in try plain.rows(sql) }
      tearDown = {
        plain.close()
        for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
      }
    }
  }

  deinit { tearDown() }

  /// By a name that is none of the bus's, so that no session takes it for one of them.
  static func connection(to url: String, application: String = "operator") throws -> Connection {
    let connection = Connection(
      settings: try ConnectionSettings(url: url, options: WarehouseOptions()),
      application: application, lockTimeoutMilliseconds: 5_000)
    try connection.connect()
    return connection
  }

  // MARK: Looking and meddling

  @discardableResult
  func sql(_ text: String) throws -> [[String?]] { try run(text) }

  /// One of the bus's own tables.
  func own(_ name: String) -> String { kind == .postgres ? "trucd.\(name)" : "trucd_\(name)" }

  func count(_ table: String) throws -> Int {
    try Int(sql("SELECT count(*) FROM \(table)")[0][0] ?? "") ?? -1
  }

  /// A column as text, the same in both warehouses.
  func texts(_ column: TableShape.Column, of table: String) throws -> [String?] {
    let name = SQLText.quoted(column.name)
    let expression =
      switch (kind, column.type) {
      case (.postgres, .timestamptz): "to_char(\(name), 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
      case (.postgres, .boolean): "\(name)::int::text"
      case (.postgres, _): "\(name)::text"
      case (.sqlite, _): name
      }
    return try sql("SELECT \(expression) FROM \(table) ORDER BY _partition, _offset, _item")
      .map { $0[0] }
  }

  // MARK: Ready-made parts

  func session() throws -> any WarehouseSession {
    let session = warehouse.makeSession(application: "trucd test lane")
    try session.connect()
    return session
  }

  func administration() throws -> any WarehouseAdministration {
    let administration = warehouse.makeAdministration(application: "trucd test administration")
    try administration.connect()
    return administration
  }

  /// Makes the bus's tables and the given ones.
  func prepare(_ tables: TableShape...) throws {
    let administration = try administration()
    defer { administration.close() }
    try administration.prepareOwnTables()
    let problems = try administration.prepare(tables)
    #expect(problems == [])
  }

  func maintain(
    _ tables: [TableShape], at now: Int64, by administration: any WarehouseAdministration
  ) throws -> [TableProblem] {
    try administration.maintain(tables, at: now) { true }
  }

  /// The rule of the design: next − first equals the sum of the six totals, for every row.
  func expectSums() throws {
    let wrong = try sql(
      """
      SELECT count(*) FROM \(own("ledger")) WHERE next_offset - first_offset
      <> loaded + superseded + quarantined + tombstones + discarded + gaps
      """)
    #expect(wrong == [["0"]])
  }
}
