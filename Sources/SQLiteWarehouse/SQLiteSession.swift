import Contracts
import Pipeline
import Warehouse

/// One lane's session. Lanes of a process take turns, for SQLite has one writer.
public final class SQLiteSession: WarehouseSession {
  private let database: Database
  private let writer: Writer

  init(file: String, gate: WriterGate) {
    database = Database(file: file, gate: gate)
    writer = Writer(database: database, gate: gate)
  }

  public var progressed: (() -> Void)? {
    get { database.progressed }
    set { database.progressed = newValue }
  }

  /// A file has no partitions to make.
  public var changed: ((TableChange) -> Void)?

  public var isConnected: Bool { database.isOpen }

  public func connect() throws(WarehouseError) { try database.open() }

  public func close() { database.close() }

  public func openLedger(_ requests: [LedgerRequest]) throws(WarehouseError) -> [LedgerEntry] {
    try checkOpen()
    let ledger = LedgerStatements(database: database)
    let entries = try writer.transaction { () throws(WarehouseError) -> [LedgerEntry]? in
      do throws(SQLiteFault) {
        var entries: [LedgerEntry] = []
        for request in requests {
          try ledger.make(request)
          let entry = try ledger.read(source: request.source, partition: request.at.partition)
          if let entry { entries.append(entry) }
        }
        return entries
      } catch {
        throw error.asWarehouseError(table: OwnTables.ledger, file: database.file)
      }
    }
    guard let entries, entries.count == requests.count else {
      throw WarehouseError(
        .unfit, "the ledger's row was made and cannot be read; a trigger hides it",
        table: OwnTables.ledger)
    }
    return entries
  }

  // MARK: A batch

  public func commit(_ batch: Batch) throws(WarehouseError) -> CommitOutcome {
    try checkOpen()
    do { return try write(batch) } catch { throw explained(error, batch) }
  }

  private func write(_ batch: Batch) throws(WarehouseError) -> CommitOutcome {
    var missed: [TopicPartition] = []
    let found = try writer.transaction { () throws(WarehouseError) -> LoadFindings? in
      missed = try advanceLedger(batch.advances)
      if !missed.isEmpty { return nil }
      var found = LoadFindings()
      for load in batch.loads where load.rows.rowCount > 0 {
        if load.table.mode.keyed != nil {
          let merge = try TableMerge(load, into: database)
          found.add(try merge.run(), merge.rows, of: batch)
        } else {
          found.add(try TableInsert(load, into: database).run(), of: batch)
        }
      }
      for row in batch.quarantine + found.refused { try quarantine(row) }
      try correctTotals(by: found.corrections)
      return found
    }
    guard let found else { return .missed(missed) }
    return .committed(refused: found.refused, corrections: found.corrections.all)
  }

  /// A table that does not take what it took before is compared with the plan.
  private func explained(_ error: WarehouseError, _ batch: Batch) -> WarehouseError {
    error.explained(in: batch, SQLiteDialect()) {
      try? TableStatements(database: database).facts(of: $0)
    }
  }

  private func advanceLedger(_ steps: [LedgerAdvance]) throws(WarehouseError) -> [TopicPartition] {
    let ledger = LedgerStatements(database: database)
    do throws(SQLiteFault) {
      var missed: [TopicPartition] = []
      for step in steps where try !ledger.advance(step) { missed.append(step.at) }
      return missed
    } catch {
      throw error.asWarehouseError(table: OwnTables.ledger, file: database.file)
    }
  }

  private func quarantine(_ row: QuarantineRow) throws(WarehouseError) {
    do { try QuarantineStatements.insert(row, into: database) } catch {
      var failure = error.asWarehouseError(table: OwnTables.quarantine, file: database.file)
      if failure.code != .unavailable {
        failure.code = .quarantineRefused
        failure.message += " (record \(row.at) at offset \(row.offset))"
        (failure.place, failure.offset) = (row.at, row.offset)
      }
      throw failure
    }
  }

  private func correctTotals(by corrections: LedgerCorrections) throws(WarehouseError) {
    let ledger = LedgerStatements(database: database)
    do throws(SQLiteFault) {
      for correction in corrections.all { try ledger.correct(correction) }
    } catch {
      throw error.asWarehouseError(table: OwnTables.ledger, file: database.file)
    }
  }

  private func checkOpen() throws(WarehouseError) {
    guard database.isOpen else {
      throw WarehouseError(.unavailable, "the session is not connected")
    }
  }
}
