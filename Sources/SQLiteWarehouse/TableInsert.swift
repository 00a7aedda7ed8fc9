import CSQLite
import Contracts
import Pipeline
import Warehouse

/// The load of one table within a batch's transaction, row by row: SQLite says of each row at
/// once whether it takes it.
struct TableInsert {
  private let database: Database
  private let shape: TableShape
  private let rows: SQLiteRowBuffer
  private let sql: String

  init(_ load: TableLoad, into database: Database) throws(WarehouseError) {
    rows = try Self.rows(of: load)
    let location = try Self.location(of: load.table)
    self.database = database
    shape = load.table
    let names = (shape.columns.map(\.name) + SQLiteRowBuffer.lineageColumns)
    let columns = names.map { SQLText.quoted($0) }.joined(separator: ", ")
    let places = names.map { _ in "?" }.joined(separator: ",")
    sql = "INSERT INTO \(location.sql) (\(columns)) VALUES (\(places))"
  }

  static func rows(of load: TableLoad) throws(WarehouseError) -> SQLiteRowBuffer {
    if let rows = load.rows as? SQLiteRowBuffer { return rows }
    throw WarehouseError(
      .misconfigured, "the rows were encoded for another warehouse", table: load.table.name)
  }

  static func location(of shape: TableShape) throws(WarehouseError) -> TableLocation {
    do { return SQLiteDialect().location(of: try TableName(shape.name)) } catch {
      throw WarehouseError(.unfit, error.message, table: shape.name)
    }
  }

  /// Inserts what the database takes.
  /// - Returns: the records that it refuses, with what it found.
  func run() throws(WarehouseError) -> [(record: Int32, fault: LoadFault)] {
    do throws(SQLiteFault) {
      try database.run("SAVEPOINT trucd_table")
      var refused = try insertAll(checkingForeignKeys: false)
      if database.unresolvedForeignKeys {
        // A foreign key that is checked at COMMIT only: find its rows one by one.
        try database.run("ROLLBACK TO trucd_table")
        refused = try insertAll(checkingForeignKeys: true)
      }
      try database.run("RELEASE trucd_table")
      return refused.map { record, fault in (record, LoadFault(fault, table: shape.name)) }
    } catch {
      throw error.asWarehouseError(table: shape.name, file: database.file)
    }
  }

  private func insertAll(checkingForeignKeys: Bool) throws(SQLiteFault)
    -> [(record: Int32, fault: SQLiteFault)]
  {
    var refused: [(Int32, SQLiteFault)] = []
    let statement = try database.prepared(sql)
    let boundaries = rows.recordBoundaries()
    for (first, end) in zip(boundaries, boundaries.dropFirst()) {
      let isOneStatement = end - first == 1 && !checkingForeignKeys
      let fault =
        isOneStatement
        ? try insert(first..<end, by: statement)
        : try insertWhole(first..<end, by: statement, checkingForeignKeys: checkingForeignKeys)
      if let fault { refused.append((rows.record(ofRow: first), fault)) }
    }
    return refused
  }

  /// All rows of a record, or none.
  private func insertWhole(
    _ range: Range<Int>, by statement: OpaquePointer, checkingForeignKeys: Bool
  ) throws(SQLiteFault) -> SQLiteFault? {
    try database.run("SAVEPOINT trucd_record")
    var fault = try insert(range, by: statement)
    if fault == nil, checkingForeignKeys, database.unresolvedForeignKeys {
      fault = .unresolvedForeignKey
    }
    if fault != nil { try database.run("ROLLBACK TO trucd_record") }
    try database.run("RELEASE trucd_record")
    return fault
  }

  /// - Returns: what is wrong with the first row that the database refuses.
  private func insert(_ range: Range<Int>, by statement: OpaquePointer) throws(SQLiteFault)
    -> SQLiteFault?
  {
    for row in range {
      do { try rows.insert(row: row, by: statement, into: database) } catch {
        // A trigger's RAISE(ROLLBACK) ends the transaction, which is not the row's to decide.
        guard error.isRowFault, database.isInTransaction else {
          throw error.isRowFault ? .transactionEnded(error.message) : error
        }
        return error
      }
    }
    return nil
  }
}

extension LoadFault {
  init(_ fault: SQLiteFault, table: String) {
    self.init(
      table: table, sqlState: fault.sqlState, words: fault.words, constraint: fault.constraint)
  }
}
