import Contracts
import Pipeline
import Warehouse

/// DDL, catalogue and the bus's own tables, on a connection that no lane waits for.
public final class PostgresAdministration: WarehouseAdministration {
  let connection: Connection
  let dialect: PostgresDialect
  private let watch: LockWatch
  /// Whether the database has the extension Citus.
  private var hasCitus = false
  /// How often a transaction is tried that a lock or a race stops.
  var attemptsMax = 8
  var tables: TableStatements {
    TableStatements(connection: connection, isDistributed: dialect.cluster != nil)
  }

  init(connection: Connection, dialect: PostgresDialect, watch: LockWatch) {
    self.connection = connection
    self.watch = watch
    self.dialect = dialect
  }

  public var progressed: (() -> Void)? {
    get { connection.progressed }
    set { connection.progressed = newValue }
  }

  public var changed: ((TableChange) -> Void)?

  func transaction(_ attempts: Int) -> DefinitionTransaction {
    DefinitionTransaction(connection: connection, attemptsMax: attempts)
  }

  public func connect() throws(WarehouseError) {
    try connection.connect()
    do {
      let isThere = try connection.pipeline([Statement(ClusterStatements.isThere)])[0].rows
      hasCitus = isThere.first?.first == "t"
    } catch {
      throw error.asWarehouseError(table: "pg_dist_partition")
    }
    guard hasCitus || dialect.cluster == nil else {
      connection.close()
      throw WarehouseError(
        .misconfigured,
        "warehouse.distributed is \"citus\" and the database has no extension citus: have its owner "
          + "run CREATE EXTENSION citus, or leave warehouse.distributed out")
    }
  }

  public var notice: String? {
    hasCitus && dialect.cluster == nil
      ? "the database answers; it has the extension citus, but warehouse.distributed is not set: new "
        + "tables stay on one node"
      : nil
  }

  public func close() { connection.close() }

  // MARK: The contracts' tables

  public func prepare(_ shapes: [TableShape]) throws(WarehouseError) -> [TableProblem] {
    let survey = TableSurvey(shapes, dialect: dialect, reserved: PostgresDialect.isReserved)
    var problems = survey.problems
    var attempts = attemptsMax
    for (shape, location) in survey.tables {
      do { problems += try prepare(shape, at: location, attempts: attempts) } catch {
        problems.append(try problem(of: shape.name, from: error))
        // Patience is for the first; what locks many tables must not hold up the others for long.
        if error.code != .unfit { attempts = min(attempts, 2) }
      }
    }
    return problems
  }

  private func prepare(
    _ shape: TableShape, at location: TableLocation, attempts: Int
  ) throws(WarehouseError) -> [TableProblem] {
    // Where nothing is to be done, no lock is waited for.
    let seen = try plans(shape, at: location)
    if seen.allSatisfy(\.statements.isEmpty) { return seen.flatMap(\.problems) }
    var problems: [TableProblem] = []
    var done: [String] = []
    try transaction(attempts).run(table: shape.name) { () throws(PostgresFault) in
      done = []
      try connection.run(DefinitionTransaction.turn)
      let plans = try plansNow(shape, at: location)
      problems = plans.flatMap(\.problems)
      let statements = problems.isEmpty ? plans.flatMap(\.statements) : []
      if statements.isEmpty { return }
      if let schema = location.schema, try tables.lacks(schema: schema) {
        try connection.run("CREATE SCHEMA \(SQLText.quoted(schema))")
      }
      // Only these keep readers and loads out.
      if statements.contains(where: { $0.hasPrefix("ALTER TABLE") }) {
        try TableHolders(connection: connection).check(location)
      }
      for statement in statements { try connection.run(statement) }
      done = statements.filter { !$0.hasPrefix("COMMENT") }
    }
    for statement in done { changed?(TableChange(table: shape.name, statement: statement)) }
    return problems
  }

  public func examine(_ shapes: [TableShape]) throws(WarehouseError) -> [TableProblem] {
    let survey = TableSurvey(shapes, dialect: dialect, reserved: PostgresDialect.isReserved)
    var problems = survey.problems
    for table in OwnTables.all {
      do {
        if let problem = try examine(table) { problems.append(problem) }
      } catch {
        problems.append(
          try problem(of: table.qualifiedName, from: error.asWarehouseError()))
      }
    }
    do { if let problem = try examineFunctions() { problems.append(problem) } } catch {
      problems.append(try problem(of: LedgerStatements.table, from: error))
    }
    for (shape, location) in survey.tables {
      do { problems += try plans(shape, at: location).flatMap(\.problems) } catch {
        problems.append(try problem(of: shape.name, from: error))
      }
    }
    return problems
  }

  /// One plan for each table of the shape.
  private func plans(_ shape: TableShape, at location: TableLocation) throws(WarehouseError)
    -> [TablePlan]
  {
    do { return try plansNow(shape, at: location) } catch {
      throw error.asWarehouseError(table: shape.name)
    }
  }

  private func plansNow(_ shape: TableShape, at rows: TableLocation) throws(PostgresFault)
    -> [TablePlan]
  {
    var plans: [TablePlan] = []
    for part in TablePart.parts(of: shape.mode, dialect) {
      let location = part.location(beside: rows)
      let facts = try tables.facts(of: location)
      plans.append(TablePlan(shape, part, at: location, facts: facts, dialect: dialect))
    }
    return plans
  }

  /// What keeps one table back. What would keep back the others too is thrown again.
  func problem(of table: String, from error: WarehouseError) throws(WarehouseError)
    -> TableProblem
  {
    if error.code == .unfit { return TableProblem(table: table, message: error.description) }
    guard connection.isConnected, let state = error.sqlState, SQLState.isLock(state) else {
      throw error
    }
    return TableProblem(
      table: table,
      message: "A lock of another session stands in the way (\(error.message), SQLSTATE \(state)). "
        + "It is tried again by itself; pg_blocking_pids() names who holds the lock.")
  }

  // MARK: Means

  /// A lock that was not free in time is told with who holds it.
  func ask(_ statement: Statement, table: String) throws(WarehouseError) -> QueryResult {
    connection.stalled = { [watch] in watch.look(atWaiting: $0) }
    defer {
      connection.stalled = nil
      watch.rest()
    }
    do { return try connection.pipeline([statement]).first ?? QueryResult() } catch {
      throw watch.naming(error.asWarehouseError(table: table))
    }
  }
}
