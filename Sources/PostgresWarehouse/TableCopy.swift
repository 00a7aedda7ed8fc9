import Contracts
import Pipeline
import Warehouse

/// Rows of one table on their way into it, or into its staging table, within a batch's transaction.
struct TableCopy {
  private let connection: Connection
  private let rows: PostgresRowBuffer
  private let target: String
  private let sql: String
  private let words: LoadFaults

  /// Into the table itself.
  init(_ load: TableLoad, on connection: Connection, dialect: PostgresDialect)
    throws(BatchTransaction.Failure)
  {
    let rows = try Self.rows(of: load)
    let location = try Self.location(of: load.table, dialect)
    self.init(
      rows, of: load.table, into: location.sql, named: location.name,
      columns: load.table.columns.map(\.name) + PostgresRowBuffer.lineageColumns, on: connection)
  }

  /// - Parameter name: the target's unqualified one, as COPY's context spells it.
  init(
    _ rows: PostgresRowBuffer, of shape: TableShape, into target: String, named name: String,
    columns: [String], on connection: Connection
  ) {
    self.connection = connection
    self.rows = rows
    self.target = name
    let list = columns.map { SQLText.quoted($0) }.joined(separator: ", ")
    sql = "COPY \(target) (\(list)) FROM STDIN (FORMAT binary)"
    words = LoadFaults(shape: shape)
  }

  static func rows(of load: TableLoad) throws(BatchTransaction.Failure) -> PostgresRowBuffer {
    if let rows = load.rows as? PostgresRowBuffer { return rows }
    throw .failed(
      WarehouseError(
        .misconfigured, "the rows were encoded for another warehouse", table: load.table.name))
  }

  static func location(of shape: TableShape, _ dialect: PostgresDialect)
    throws(BatchTransaction.Failure) -> TableLocation
  {
    do { return dialect.location(of: try TableName(shape.name)) } catch {
      throw .failed(WarehouseError(.unfit, error.message, table: shape.name))
    }
  }

  /// All rows by one COPY.
  func loadAll() throws(BatchTransaction.Failure) {
    let bytes = rows.bytes(ofRows: 0..<rows.rowCount)
    do { try connection.copy(sql, table: target, rows: bytes) } catch { throw words.failure(error) }
  }

  // MARK: Refused rows

  /// Loads what the database takes.
  /// - Returns: the records that it refuses, each proven alone, with what it found.
  func isolate() throws(BatchTransaction.Failure) -> [(record: Int32, fault: LoadFault)] {
    let boundaries = rows.recordBoundaries()
    let refused: [(record: Int, fault: PostgresFault)]
    do {
      let savepoint = try LoadSavepoint(on: connection)
      refused = try RowIsolation<PostgresFault>.run(records: boundaries.count - 1) {
        (records) throws(PostgresFault) in
        try attempt(records, boundaries: boundaries, savepoint)
      }
      try savepoint.finish()
    } catch {
      throw words.isolationFailure(error)
    }
    return refused.map { refusal in
      (rows.record(ofRow: boundaries[refusal.record]), words.loadFault(refusal.fault))
    }
  }

  /// Loads some records behind the savepoint, or goes back to it.
  private func attempt(
    _ records: Range<Int>, boundaries: [Int], _ savepoint: LoadSavepoint
  ) throws(PostgresFault) -> RowIsolation<PostgresFault>.Answer {
    let range = boundaries[records.lowerBound]..<boundaries[records.upperBound]
    do {
      try copy(range, savepoint)
      return .loaded
    } catch {
      guard let state = error.sqlState, !error.endsSession, words.verdict(on: error) == .row else {
        throw error
      }
      var record: Int?
      if SQLState.hasLineHint(state), let line = error.line {
        let row = range.lowerBound + line - 1
        record = Self.record(ofRow: row, boundaries)
      }
      return .refused(state: state, record: record, fault: error)
    }
  }

  /// The last record that begins at the row or before it.
  private static func record(ofRow row: Int, _ boundaries: [Int]) -> Int {
    var range = boundaries.indices
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range =
        boundaries[middle] <= row
        ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  private func copy(_ range: Range<Int>, _ savepoint: LoadSavepoint) throws(PostgresFault) {
    let bytes = rows.bytes(ofRows: range)
    do {
      try savepoint.copy(sql, table: target, rows: bytes, stopsEarly: true)
    } catch {
      // We stopped for something that was no failure: send it all.
      guard error.sqlState == "57014", !error.endsSession else { throw error }
      try savepoint.copy(sql, table: target, rows: bytes, stopsEarly: false)
    }
  }
}
