import CSQLite
import Contracts
import Pipeline
import Warehouse

/// The load of one table whose rows have a key, within a batch's transaction: into a temporary
/// table, then from there row by row, so that SQLite says of each at once whether it takes it.
struct TableMerge {
  let rows: SQLiteRowBuffer
  private let database: Database
  private let shape: TableShape
  private let statements: MergeStatements

  init(_ load: TableLoad, into database: Database) throws(WarehouseError) {
    rows = try TableInsert.rows(of: load)
    let location = try TableInsert.location(of: load.table)
    self.database = database
    shape = load.table
    statements = MergeStatements(shape, at: location)
  }

  func run() throws(WarehouseError) -> MergeResult {
    do throws(SQLiteFault) {
      try database.run("DROP TABLE IF EXISTS \(MergeStatements.staging)")
      try database.run(statements.makeStaging)
      let stage = try database.prepared(statements.stage)
      for row in 0..<rows.rowCount { try rows.insert(row: row, by: stage, into: database) }
      let records = try recordsInOrder()
      try database.run("SAVEPOINT trucd_table")
      var result = try merge(records, checkingForeignKeys: false)
      if database.unresolvedForeignKeys {
        // A foreign key that is checked at COMMIT only: find its rows one by one.
        try database.run("ROLLBACK TO trucd_table")
        result = try merge(records, checkingForeignKeys: true)
      }
      try database.run("RELEASE trucd_table")
      try database.run("DROP TABLE \(MergeStatements.staging)")
      result.refused.sort { $0.record < $1.record }
      return result
    } catch {
      throw error.asWarehouseError(table: shape.name, file: database.file)
    }
  }

  /// The rows of each record: deletions first, then versions, by key.
  private func recordsInOrder() throws(SQLiteFault) -> [[Int]] {
    var places: [Int32: Int] = [:]
    var records: [[Int]] = []
    for found in try database.rows(statements.rowsInOrder) {
      let row = (found[0].flatMap { Int($0) } ?? 1) - 1
      let record = rows.record(ofRow: row)
      if let place = places[record] {
        records[place].append(row)
      } else {
        places[record] = records.count
        records.append([row])
      }
    }
    let deletes = { (record: [Int]) in rows.deletions.contains(rows.record(ofRow: record[0])) }
    return records.filter(deletes) + records.filter { !deletes($0) }
  }

  private func merge(_ records: [[Int]], checkingForeignKeys: Bool) throws(SQLiteFault)
    -> MergeResult
  {
    var result = MergeResult()
    for record in records {
      let id = rows.record(ofRow: record[0])
      let isDeletion = rows.deletions.contains(id)
      let isOneStatement =
        record.count == 1 && !isDeletion && statements.close == nil && !checkingForeignKeys
      if !isOneStatement { try database.run("SAVEPOINT trucd_record") }
      do throws(SQLiteFault) {
        let takesEffect = try merge(record, deleting: isDeletion)
        if checkingForeignKeys, database.unresolvedForeignKeys { throw .unresolvedForeignKey }
        if takesEffect {
          let place = rows.place(ofRow: record[0])
          result.effective.add(source: place.source, partition: place.partition)
        }
      } catch {
        // A trigger's RAISE(ROLLBACK) ends the transaction, which is not the row's to decide.
        guard error.isRowFault, database.isInTransaction else {
          throw error.isRowFault ? .transactionEnded(error.message) : error
        }
        if !isOneStatement { try database.run("ROLLBACK TO trucd_record") }
        result.refused.append((id, LoadFault(error, table: shape.name)))
      }
      if !isOneStatement { try database.run("RELEASE trucd_record") }
    }
    return result
  }

  /// - Returns: whether a version took effect.
  private func merge(_ record: [Int], deleting: Bool) throws(SQLiteFault) -> Bool {
    var takesEffect = false
    for row in record {
      let staged = [SQLiteValue.integer(Int64(row) + 1)]
      if deleting {
        try database.run(statements.note, staged)
        try database.run(statements.remove, staged)
      } else {
        try database.run(statements.write, staged)
        if database.changes == 0 { continue }
        takesEffect = true
      }
      if let close = statements.close { try database.run(close, staged) }
    }
    return takesEffect
  }
}
