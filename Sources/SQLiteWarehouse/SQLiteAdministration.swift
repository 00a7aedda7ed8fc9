import Contracts
import Pipeline
import Warehouse

/// DDL, catalogue and the bus's own tables in a SQLite file.
public final class SQLiteAdministration: WarehouseAdministration {
  let database: Database
  private let writer: Writer
  let dialect = SQLiteDialect()
  var tables: TableStatements { TableStatements(database: database) }

  init(file: String, gate: WriterGate) {
    database = Database(file: file, gate: gate)
    writer = Writer(database: database, gate: gate)
  }

  public var progressed: (() -> Void)? {
    get { database.progressed }
    set { database.progressed = newValue }
  }

  public var changed: ((TableChange) -> Void)?

  /// A missing file is left missing; only its place is looked at.
  public func connect() throws(WarehouseError) {
    database.close()
    if database.fileIsMissing {
      try database.checkFolder()
    } else {
      try database.open(.existing)
    }
  }

  public var notice: String? {
    guard !database.isOpen, database.fileIsMissing else { return nil }
    return "\(database.file) does not exist yet; it will be made at the start"
  }

  public func close() { database.close() }

  // MARK: Tables

  public func prepareOwnTables() throws(WarehouseError) {
    try database.open(.making)
    try write { () throws(SQLiteFault) in
      for statement in OwnTables.create { try database.run(statement) }
      for (table, column, type) in OwnTables.additions {
        let found = try tables.facts(of: TableLocation(schema: nil, name: table)).columns
        if found.contains(where: { $0.name == column }) { continue }
        try database.run("ALTER TABLE \(table) ADD COLUMN \(column) \(type)")
      }
    }
  }

  public func prepare(_ shapes: [TableShape]) throws(WarehouseError) -> [TableProblem] {
    let survey = TableSurvey(shapes, dialect: dialect, reserved: dialect.isReserved)
    var problems = survey.problems
    for (shape, location) in survey.tables {
      do {
        var done: [String] = []
        problems += try write(table: shape.name) { () throws(SQLiteFault) in
          let plans = try plans(shape, at: location)
          let problems = plans.flatMap(\.problems)
          done = problems.isEmpty ? plans.flatMap(\.statements) : []
          for statement in done { try database.run(statement) }
          return problems
        }
        for statement in done { changed?(TableChange(table: shape.name, statement: statement)) }
      } catch {
        guard error.code == .unfit else { throw error }
        problems.append(TableProblem(table: shape.name, message: error.description))
      }
    }
    return problems
  }

  public func examine(_ shapes: [TableShape]) throws(WarehouseError) -> [TableProblem] {
    if !database.fileIsMissing { try checkOpen() }
    let survey = TableSurvey(shapes, dialect: dialect, reserved: dialect.isReserved)
    var problems = survey.problems
    do {
      // In a file that is still to be made nothing can stand in the way.
      if database.isOpen { problems += try tables.problemsOfOwnTables() }
      for (shape, location) in survey.tables {
        problems += try plans(shape, at: location).flatMap(\.problems)
      }
    } catch {
      throw error.asWarehouseError(file: database.file)
    }
    return problems
  }

  /// One plan for each table of the shape.
  private func plans(_ shape: TableShape, at rows: TableLocation) throws(SQLiteFault)
    -> [TablePlan]
  {
    var plans: [TablePlan] = []
    for part in TablePart.parts(of: shape.mode, dialect) {
      let location = part.location(beside: rows)
      let facts = database.isOpen ? try tables.facts(of: location) : .missing
      plans.append(TablePlan(shape, part, at: location, facts: facts, dialect: dialect))
    }
    return plans
  }

  // MARK: Sources and the ledger

  public func newestSource(cluster: String, topic: String) throws(WarehouseError) -> Source? {
    try rows(
      """
      SELECT source, cluster, topic, generation FROM trucd_source WHERE cluster = ? AND topic = ? \
      ORDER BY generation DESC LIMIT 1
      """, [.text(cluster), .text(topic)], of: OwnTables.source
    ).first.flatMap { Source(row: $0) }
  }

  public func add(_ source: Source) throws(WarehouseError) {
    try write(table: OwnTables.source) { () throws(SQLiteFault) in
      try database.run(
        """
        INSERT INTO trucd_source (source, cluster, topic, generation) VALUES (?, ?, ?, ?) \
        ON CONFLICT DO NOTHING
        """,
        [
          .integer(source.id), .text(source.cluster), .text(source.topic),
          .integer(Int64(source.generation)),
        ])
    }
  }

  public func discard(source: Int64, partition: Int32, expected: Int64, to offset: Int64)
    throws(WarehouseError) -> Bool
  {
    guard offset >= expected else {
      throw WarehouseError(
        .misconfigured, "offset \(offset) lies before \(expected); a partition only moves forward",
        table: OwnTables.ledger)
    }
    return try write(table: OwnTables.ledger) { () throws(SQLiteFault) in
      try LedgerStatements(database: database).discard(
        source: source, partition: partition, expected: expected, to: offset)
    }
  }

  public func restoreFingerprint(
    source: Int64, partition: Int32, to fingerprint: Fingerprint
  ) throws(WarehouseError) {
    try write(table: OwnTables.ledger) { () throws(SQLiteFault) in
      try LedgerStatements(database: database).restore(
        source: source, partition: partition, to: fingerprint)
    }
  }

  public func ledger() throws(WarehouseError) -> [LedgerEntry] {
    try checkOpen(for: OwnTables.ledger)
    do { return try LedgerStatements(database: database).all() } catch {
      throw error.asWarehouseError(table: OwnTables.ledger, file: database.file)
    }
  }

  // MARK: Means

  func rows(
    _ query: String, _ parameters: [SQLiteValue] = [], of table: String
  ) throws(WarehouseError) -> [[String?]] {
    try checkOpen(for: table)
    do { return try database.rows(query, parameters) } catch {
      throw error.asWarehouseError(table: table, file: database.file)
    }
  }

  /// - Parameter table: what is asked for; where the file is missing, so is the table.
  func checkOpen(for table: String? = nil) throws(WarehouseError) {
    guard !database.isOpen else { return }
    guard let notice else {
      throw WarehouseError(
        .unavailable, "the session with \(database.file) is not connected", table: table)
    }
    throw WarehouseError(
      .unavailable, notice, sqlState: SQLiteFault.undefinedTable, table: table)
  }

  func write<R>(
    table: String? = nil, _ body: () throws(SQLiteFault) -> R
  ) throws(WarehouseError) -> R {
    try checkOpen(for: table)
    let result = try writer.transaction { () throws(WarehouseError) -> R? in
      do throws(SQLiteFault) { return try body() } catch {
        throw error.asWarehouseError(table: table, file: database.file)
      }
    }
    guard let result else { throw WarehouseError(.unfit, "nothing was written", table: table) }
    return result
  }
}
