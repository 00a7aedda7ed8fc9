import Contracts
import Pipeline
import Warehouse

/// The load of one table within a batch's transaction.
struct TableCopy {
  private static let savepoint = "trucd_load"

  private let connection: Connection
  private let shape: TableShape
  private let rows: PostgresRowBuffer
  private let location: TableLocation
  private let sql: String

  init(_ load: TableLoad, on connection: Connection, dialect: PostgresDialect)
    throws(BatchTransaction.Failure)
  {
    guard let rows = load.rows as? PostgresRowBuffer else {
      throw .failed(
        WarehouseError(
          .misconfigured, "the rows were encoded for another warehouse", table: load.table.name))
    }
    do { location = dialect.location(of: try TableName(load.table.name)) } catch {
      throw .failed(WarehouseError(.unfit, error.message, table: load.table.name))
    }
    self.connection = connection
    self.rows = rows
    shape = load.table
    let columns = (shape.columns.map(\.name) + PostgresRowBuffer.lineageColumns)
      .map { SQLText.quoted($0) }.joined(separator: ", ")
    sql = "COPY \(location.sql) (\(columns)) FROM STDIN (FORMAT binary)"
  }

  /// All rows by one COPY.
  func loadAll() throws(BatchTransaction.Failure) {
    do { try copy(0..<rows.rowCount, stopsEarly: false) } catch {
      let failure = warehouseError(error)
      throw verdict(on: error) == .row ? .refusable(failure) : .failed(failure)
    }
  }

  // MARK: Refused rows

  /// Loads what the database takes.
  /// - Returns: the records that it refuses, each proven alone, with what it found.
  func isolate() throws(BatchTransaction.Failure) -> [(record: Int32, fault: LoadFault)] {
    let boundaries = rows.recordBoundaries()
    do { try connection.run("SAVEPOINT \(Self.savepoint)") } catch {
      throw .failed(warehouseError(error))
    }
    let refused: [(record: Int, fault: PostgresFault)]
    do {
      refused = try RowIsolation<PostgresFault>.run(records: boundaries.count - 1) {
        (records) throws(PostgresFault) in
        try attempt(records, boundaries: boundaries)
      }
    } catch {
      throw .failed(failure(of: error))
    }
    return refused.map { refusal in
      (rows.record(ofRow: boundaries[refusal.record]), loadFault(refusal.fault))
    }
  }

  private func failure(of isolation: RowIsolation<PostgresFault>.Failure<PostgresFault>)
    -> WarehouseError
  {
    switch isolation {
    case .loading(let fault): return warehouseError(fault)
    case .undecided(let fault):
      var failure = warehouseError(fault)
      failure.message = "a row alone fails in another way each time; last: \(failure.message)"
      return failure
    }
  }

  /// Loads some records behind the savepoint, or goes back to it.
  private func attempt(_ records: Range<Int>, boundaries: [Int]) throws(PostgresFault)
    -> RowIsolation<PostgresFault>.Answer
  {
    let range = boundaries[records.lowerBound]..<boundaries[records.upperBound]
    do {
      try copy(range, stopsEarly: true)
      try connection.run(
        "RELEASE SAVEPOINT \(Self.savepoint); SAVEPOINT \(Self.savepoint)")
      return .loaded
    } catch {
      guard let state = error.sqlState, !error.endsSession, verdict(on: error) == .row else {
        throw error
      }
      try connection.run("ROLLBACK TO SAVEPOINT \(Self.savepoint)")
      var record: Int?
      if SQLState.hasLineHint(state), let line = error.line {
        let row = range.lowerBound + line - 1
        record = boundaries.lastIndex { $0 <= row }
      }
      return .refused(state: state, record: record, fault: error)
    }
  }

  private func copy(_ range: Range<Int>, stopsEarly: Bool) throws(PostgresFault) {
    let bytes = rows.bytes(ofRows: range)
    do {
      try connection.copy(sql, table: location.name, rows: bytes, stopsEarly: stopsEarly)
    } catch {
      // We stopped for something that was no failure: send it all.
      guard stopsEarly, error.sqlState == "57014", !error.endsSession else { throw error }
      try connection.run("ROLLBACK TO SAVEPOINT \(Self.savepoint)")
      try connection.copy(sql, table: location.name, rows: bytes)
    }
  }

  // MARK: Faults

  private func verdict(on fault: PostgresFault) -> SQLState.Verdict {
    SQLState.verdict(on: fault) { column in
      shape.columns.contains { $0.name.utf8.elementsEqual(column.utf8) }
    }
  }

  private func warehouseError(_ fault: PostgresFault) -> WarehouseError {
    WarehouseError(
      verdict(on: fault) == .environment ? .unavailable : .unfit, fault.message,
      sqlState: fault.sqlState, table: shape.name)
  }

  private func loadFault(_ fault: PostgresFault) -> LoadFault {
    LoadFault(
      table: shape.name, sqlState: fault.sqlState ?? "", message: fault.message,
      constraint: fault.constraint, column: fault.column)
  }
}
