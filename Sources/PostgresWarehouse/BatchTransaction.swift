import Contracts
import Pipeline
import Warehouse

/// One batch in one transaction. It is tried plainly; only if a row is refused is it run again
/// with savepoints, which cost a little on each statement.
struct BatchTransaction {
  enum Failure: Error {
    /// A load failed in a way that a row may be at fault for.
    case refusable(WarehouseError)
    case failed(WarehouseError)

    func asWarehouseError() -> WarehouseError {
      switch self {
      case .refusable(let error), .failed(let error): error
      }
    }
  }

  private let batch: Batch
  private let connection: Connection
  private let dialect: PostgresDialect
  private let staging: StagingTables

  init(
    _ batch: Batch, on connection: Connection, dialect: PostgresDialect, staging: StagingTables
  ) {
    self.batch = batch
    self.connection = connection
    self.dialect = dialect
    self.staging = staging
  }

  func run(isolating: Bool) throws(Failure) -> CommitOutcome {
    let missed = try advanceLedger()
    if !missed.isEmpty {
      do { try connection.run("ROLLBACK") } catch {
        throw .failed(error.asWarehouseError(table: LedgerStatements.table))
      }
      return .missed(missed)
    }
    var found = LoadFindings()
    for load in batch.loads where load.rows.rowCount > 0 {
      if let staging = staging[load.table] {
        let merge = try TableMerge(load, through: staging, on: connection, dialect: dialect)
        found.add(isolating ? try merge.isolate() : try merge.run(), merge.rows, of: batch)
      } else {
        let table = try TableCopy(load, on: connection, dialect: dialect)
        if isolating {
          found.add(try table.isolate(), of: batch)
        } else {
          try table.loadAll()
        }
      }
    }
    try quarantine(batch.quarantine + found.refused)
    try finish(correcting: found.corrections)
    return .committed(refused: found.refused, corrections: found.corrections.all)
  }

  /// - Returns: the partitions whose row did not hold the expected offset.
  private func advanceLedger() throws(Failure) -> [TopicPartition] {
    var statements = connection.opening + [Statement("SET CONSTRAINTS ALL IMMEDIATE")]
    let opening = statements.count
    statements += batch.advances.map { LedgerStatements.advance($0) }
    let results: [QueryResult]
    do { results = try connection.pipeline(statements) } catch {
      throw .failed(error.asWarehouseError(table: LedgerStatements.table))
    }
    return zip(batch.advances, results.dropFirst(opening))
      .filter { $0.1.affected == 0 }
      .map { $0.0.at }
  }

  private func quarantine(_ rows: [QuarantineRow]) throws(Failure) {
    if rows.isEmpty { return }
    do {
      try connection.copy(
        QuarantineStatements.copy, table: "quarantine", rows: QuarantineRows(rows))
    } catch {
      throw .failed(Self.quarantineFailure(error, rows))
    }
  }

  private static func quarantineFailure(
    _ fault: PostgresFault, _ rows: [QuarantineRow]
  ) -> WarehouseError {
    var failure = fault.asWarehouseError(table: QuarantineStatements.table)
    if failure.code == .unavailable { return failure }
    failure.code = .quarantineRefused
    if let line = fault.line, SQLState.hasLineHint(fault.sqlState ?? ""),
      rows.indices.contains(line - 1)
    {
      let row = rows[line - 1]
      failure.message += " (record \(row.at) at offset \(row.offset))"
      (failure.place, failure.offset) = (row.at, row.offset)
    } else if let first = rows.first, rows.allSatisfy({ $0.at == first.at }) {
      failure.place = first.at
    }
    return failure
  }

  /// Corrects the totals by what the load found, and commits.
  private func finish(correcting found: LedgerCorrections) throws(Failure) {
    let corrections = found.all.map { LedgerStatements.correct($0) }
    let results: [QueryResult]
    do {
      results = try connection.pipeline(corrections + [PostgresSession.commit])
    } catch {
      throw .failed(Self.commitFailure(error))
    }
    // A failed transaction answers COMMIT by rolling back, without an error.
    guard results.last?.tag == "COMMIT" else {
      throw .failed(
        WarehouseError(.unavailable, "the server rolled the transaction back at COMMIT"))
    }
  }

  private static func commitFailure(_ fault: PostgresFault) -> WarehouseError {
    var failure = fault.asWarehouseError()
    if fault.endsSession {
      failure.code = .outcomeUnknown
      failure.message = "the answer to COMMIT did not come: \(failure.message)"
    }
    return failure
  }
}
