import Contracts
import Pipeline
import Warehouse

/// One lane's session: the ledger first, then the tables by name, then the quarantine, in one
/// transaction at READ COMMITTED.
public final class PostgresSession: WarehouseSession {
  private let connection: Connection
  private let dialect: PostgresDialect
  private let staging: StagingTables
  private let partitions: PartitionDesk
  private let watch: LockWatch

  /// - Parameter makeConnection: a connection for DDL, not yet open.
  init(
    connection: Connection, dialect: PostgresDialect, watch: LockWatch,
    makeConnection: @escaping () -> Connection
  ) {
    self.connection = connection
    self.dialect = dialect
    self.watch = watch
    staging = StagingTables(on: connection, isDistributed: dialect.cluster != nil)
    partitions = PartitionDesk(
      lane: connection, dialect: dialect, makeConnection: makeConnection)
    connection.stalled = { watch.look(atWaiting: $0) }
  }

  public var progressed: (() -> Void)? {
    get { connection.progressed }
    set { connection.progressed = newValue }
  }

  public var changed: ((TableChange) -> Void)? {
    get { partitions.changed }
    set { partitions.changed = newValue }
  }

  public var endedFrozen: ((FrozenSession) -> Void)? {
    get { watch.ended }
    set { watch.ended = newValue }
  }

  public var isConnected: Bool { connection.isConnected }

  /// Statements sent since the session was made: what isolating refused rows costs.
  public var statementCount: Int { connection.statementCount }

  public func connect() throws(WarehouseError) {
    staging.forget()
    partitions.forget()
    try connection.connect()
    do { try connection.run(Self.settings) } catch { throw error.asWarehouseError() }
  }

  public func close() { connection.close() }

  // MARK: The ledger

  public func openLedger(_ requests: [LedgerRequest]) throws(WarehouseError) -> [LedgerEntry] {
    defer { watch.rest() }
    let order = requests.indices.sorted { requests[$0].at < requests[$1].at }
    var statements = connection.opening
    let opening = statements.count
    for index in order {
      let request = requests[index]
      statements.append(LedgerStatements.make(request))
      statements.append(
        LedgerStatements.lock(source: request.source, partition: request.at.partition))
    }
    statements.append(Self.commit)
    let results: [QueryResult]
    do { results = try connection.pipeline(statements) } catch {
      let failure = watch.naming(error.asWarehouseError(table: LedgerStatements.table))
      rollBack()
      throw failure
    }
    var entries = [LedgerEntry?](repeating: nil, count: requests.count)
    for (position, index) in order.enumerated() {
      let locked = results[opening + 2 * position + 1]
      entries[index] = locked.rows.first.flatMap { LedgerEntry(row: $0) }
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
    defer { watch.rest() }
    do { return try write(batch) } catch {
      let isCut = batch.loads.contains { !$0.partitionDays.isEmpty }
      guard isCut, error.code == .unfit, error.sqlState == SQLState.checkViolation else {
        throw error
      }
      // A partition has gone since it was looked for: another daemon's retention, an operator.
      partitions.forget()
      return try write(batch)
    }
  }

  private func write(_ batch: Batch) throws(WarehouseError) -> CommitOutcome {
    do {
      try partitions.prepare(for: batch.loads)
      try staging.prepare(for: batch.loads)
    } catch {
      throw explained(error, batch)
    }
    let transaction = BatchTransaction(
      batch, on: connection, dialect: dialect, staging: staging)
    do { return try transaction.run(isolating: false) } catch {
      rollBack()
      guard case .refusable = error else {
        throw explained(error.asWarehouseError(), batch)
      }
    }
    do { return try transaction.run(isolating: true) } catch {
      rollBack()
      throw explained(error.asWarehouseError(), batch)
    }
  }

  /// A table that does not take what it took before is compared with the plan.
  private func explained(_ error: WarehouseError, _ batch: Batch) -> WarehouseError {
    watch.naming(error).explained(in: batch, dialect) { facts(of: $0) }
  }

  /// Reads the catalogue alone, and for a short time. Nil where the connection is gone.
  private func facts(of table: TableLocation) -> TableFacts? {
    guard connection.isConnected else { return nil }
    defer { rollBack() }
    do throws(PostgresFault) {
      try connection.run("BEGIN READ ONLY; SET LOCAL statement_timeout = 5000")
      return try TableStatements(connection: connection).facts(of: table)
    } catch {
      return nil
    }
  }

  /// Leaves a failed transaction; a connection that cannot is given up.
  private func rollBack() {
    guard connection.isConnected else { return }
    do { try connection.run("ROLLBACK") } catch { connection.close() }
  }

  /// A lane's statements are kept with their plans, and their tables grow: each row is looked up by
  /// its index, whatever the table's size was when the plan was made. Staged rows and their sort
  /// stay in memory: a batch is a few times 8 MiB there.
  private static let settings = """
    SET jit = off; SET enable_seqscan = off; SET enable_bitmapscan = off; \
    SET enable_hashjoin = off; SET enable_mergejoin = off; \
    SET work_mem = '64MB'; SET temp_buffers = '32MB'
    """

  static let commit = Statement("COMMIT")
}
