import Contracts
import Pipeline
import Warehouse

/// One lane's session: the ledger first, then the tables by name, then the quarantine, in one
/// transaction at READ COMMITTED.
public final class PostgresSession: WarehouseSession {
  private let connection: Connection
  private let dialect: PostgresDialect

  init(connection: Connection, dialect: PostgresDialect) {
    self.connection = connection
    self.dialect = dialect
  }

  public var progressed: (() -> Void)? {
    get { connection.progressed }
    set { connection.progressed = newValue }
  }

  public var isConnected: Bool { connection.isConnected }

  /// Statements sent since the session was made: what isolating refused rows costs.
  public var statementCount: Int { connection.statementCount }

  public func connect() throws(WarehouseError) { try connection.connect() }

  public func close() { connection.close() }

  // MARK: The ledger

  public func openLedger(_ requests: [LedgerRequest]) throws(WarehouseError) -> [LedgerEntry] {
    let order = requests.indices.sorted { requests[$0].at < requests[$1].at }
    var statements = [Self.begin]
    for index in order {
      let request = requests[index]
      statements.append(LedgerStatements.make(request))
      statements.append(
        LedgerStatements.lock(source: request.source, partition: request.at.partition))
    }
    statements.append(Self.commit)
    let results: [QueryResult]
    do { results = try connection.pipeline(statements) } catch {
      rollBack()
      throw error.asWarehouseError(table: LedgerStatements.table)
    }
    var entries = [LedgerEntry?](repeating: nil, count: requests.count)
    for (position, index) in order.enumerated() {
      entries[index] = results[2 + 2 * position].rows.first.flatMap { LedgerEntry(row: $0) }
    }
    let found = entries.compactMap { $0 }
    guard found.count == requests.count else {
      throw WarehouseError(
        .unfit, "the ledger's row was made and cannot be read; row security or a trigger hides it",
        table: LedgerStatements.table)
    }
    return found
  }

  // MARK: A batch

  public func commit(_ batch: Batch) throws(WarehouseError) -> CommitOutcome {
    let transaction = BatchTransaction(batch, on: connection, dialect: dialect)
    do { return try transaction.run(isolating: false) } catch {
      rollBack()
      guard case .refusable = error else { throw error.asWarehouseError() }
    }
    do { return try transaction.run(isolating: true) } catch {
      rollBack()
      throw error.asWarehouseError()
    }
  }

  /// Leaves a failed transaction; a connection that cannot is given up.
  private func rollBack() {
    guard connection.isConnected else { return }
    do { try connection.run("ROLLBACK") } catch { connection.close() }
  }

  static let begin = Statement("BEGIN ISOLATION LEVEL READ COMMITTED")
  static let commit = Statement("COMMIT")
}
