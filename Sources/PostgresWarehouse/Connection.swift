import CPostgres
import Glibc
import Warehouse

/// One libpq connection. Calls block, each within the answer timeout; a connection is confined to
/// one thread at a time. A connection whose answer did not come is closed, never used again.
final class Connection {
  /// Bytes of COPY data handed to libpq at once.
  private static let chunkBytes = 256 * 1024

  private let settings: ConnectionSettings
  private let application: String
  private let lockTimeoutMilliseconds: Int
  private let link: PostgresLink
  /// SQL text → the name under which this connection has prepared it.
  private var prepared: [String: String] = [:]
  /// Statements sent since the connection was made, COPY included.
  private(set) var statementCount = 0

  init(settings: ConnectionSettings, application: String, lockTimeoutMilliseconds: Int) {
    self.settings = settings
    self.application = application
    self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    link = PostgresLink(
      answerTimeoutMilliseconds: settings.options.answerTimeoutMilliseconds,
      patienceMilliseconds: max(lockTimeoutMilliseconds / 4, 1))
  }

  /// Called after each answer of the server, each piece of a COPY that it took and each `stalled`.
  var progressed: (() -> Void)? {
    get { link.progressed }
    set { link.progressed = newValue }
  }

  /// Called with the server's process each time it has said nothing for a quarter of the lock
  /// timeout. It must not call the connection.
  var stalled: ((_ pid: Int32) -> Void)? {
    get { link.stalled }
    set { link.stalled = newValue }
  }

  var isConnected: Bool { link.isOpen }

  func close() {
    link.close()
    prepared = [:]
  }

  // MARK: Connecting

  func connect() throws(WarehouseError) {
    close()
    let parameters = settings.parameters(application: application)
    let keys = parameters.map { strdup($0.0) } + [nil]
    let values = parameters.map { strdup($0.1) } + [nil]
    defer { for pointer in keys + values { free(pointer) } }
    let opened = PQconnectdbParams(
      keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) }, 1)
    guard let opened else { throw WarehouseError(.unavailable, "out of memory in libpq") }
    guard PQstatus(opened) == CONNECTION_OK else {
      let reason = PostgresFault.trimmed(String(cString: PQerrorMessage(opened)))
      PQfinish(opened)
      throw WarehouseError(.unavailable, reason)
    }
    link.take(opened)
    do throws(WarehouseError) {
      try checkEncoding(of: opened)
      try setParameters()
    } catch {
      close()
      throw error
    }
  }

  private func setParameters() throws(WarehouseError) {
    let statements = settings.sessionStatements(lockTimeoutMilliseconds: lockTimeoutMilliseconds)
    do { try run(statements) } catch { throw error.asWarehouseError() }
  }

  private func checkEncoding(of handle: OpaquePointer) throws(WarehouseError) {
    let encoding = PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? "?"
    if encoding == "UTF8" { return }
    throw WarehouseError(
      .misconfigured,
      "the database is encoded in \(encoding) and cannot hold every text; make one with CREATE "
        + "DATABASE … ENCODING 'UTF8' TEMPLATE template0")
  }

  // MARK: Statements

  /// Runs one or more statements without parameters, by the simple protocol.
  /// - Returns: the last one's answer.
  @discardableResult
  func run(_ sql: String) throws(PostgresFault) -> QueryResult {
    let handle = try link.opened()
    statementCount += 1
    guard PQsendQuery(handle, sql) == 1 else { throw link.lost() }
    return try link.answer(until: link.deadline())
  }

  /// Sends all statements in one round trip, preparing those that this connection has not seen.
  /// Nothing after the first failure is executed.
  @discardableResult
  func pipeline(_ statements: [Statement]) throws(PostgresFault) -> [QueryResult] {
    let handle = try link.opened()
    let deadline = link.deadline()
    guard PQenterPipelineMode(handle) == 1 else { throw link.lost() }
    var steps: [(preparing: String?, name: String, counting: Statement.Counting)] = []
    var names = prepared
    for statement in statements {
      if names[statement.sql] == nil {
        let name = "s\(names.count)"
        names[statement.sql] = name
        steps.append((statement.sql, name, .none))
        guard PQsendPrepare(handle, name, statement.sql, 0, nil) == 1 else { throw link.lost() }
      }
      let name = names[statement.sql] ?? ""
      steps.append((nil, name, statement.counting))
      statementCount += 1
      let sent = statement.withArrays { count, values, lengths, formats in
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0)
      }
      guard sent == 1 else { throw link.lost() }
    }
    guard PQpipelineSync(handle) == 1 else { throw link.lost() }
    var results: [QueryResult] = []
    var failure: PostgresFault?
    for step in steps {
      do {
        let result = try link.answer(until: deadline, counting: step.counting)
        if let sql = step.preparing { prepared[sql] = step.name } else { results.append(result) }
      } catch {
        if failure == nil { failure = error }
        if error.endsSession { break }
      }
    }
    if isConnected { try leavePipeline(until: deadline) }
    if let failure { throw failure }
    return results
  }

  private func leavePipeline(until deadline: ContinuousClock.Instant) throws(PostgresFault) {
    let handle = try link.opened()
    guard let sync = try link.next(until: deadline) else { throw link.lost() }
    defer { PQclear(sync) }
    guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else {
      throw link.lost()
    }
  }

  // MARK: Transactions

  /// What begins a transaction. On a cluster it tells the other nodes how long to wait for a lock:
  /// they hear nothing of what the session has set.
  var opening: [Statement] {
    let begin = Statement("BEGIN ISOLATION LEVEL READ COMMITTED")
    if settings.options.cluster == nil { return [begin] }
    return [begin, Statement(ClusterStatements.lockTimeout(milliseconds: lockTimeoutMilliseconds))]
  }

  func begin() throws(PostgresFault) {
    for statement in opening { try run(statement.sql) }
  }

  // MARK: COPY

  /// Loads rows by binary COPY.
  /// - Parameters:
  ///   - sql: the COPY, among statements that answer with no rows.
  ///   - table: the table's unqualified name, to find the line of a failure.
  ///   - rows: pieces of whole rows, without header and trailer; each is sent before the next is
  ///     asked for.
  ///   - stopsEarly: stop sending once the server has something to say, which is a failure in all
  ///     but odd cases; the caller repeats without it when the answer is 57014.
  func copy(
    _ sql: String, table: String, rows: some Sequence<UnsafeRawBufferPointer>,
    stopsEarly: Bool = false
  ) throws(PostgresFault) {
    let handle = try link.opened()
    let deadline = link.deadline()
    statementCount += 1
    guard PQsendQuery(handle, sql) == 1, var ready = try link.next(until: deadline) else {
      throw link.lost()
    }
    defer { PQclear(ready) }
    while PQresultStatus(ready) == PGRES_COMMAND_OK, let next = try link.next(until: deadline) {
      PQclear(ready)
      ready = next
    }
    guard PQresultStatus(ready) == PGRES_COPY_IN else {
      let fault = PostgresFault(of: ready, copied: table)
      while let rest = try link.next(until: deadline) { PQclear(rest) }
      throw link.ended(by: fault)
    }
    try send(BinaryCopy.header, on: handle)
    var stopped = false
    var isFirst = true
    pieces: for rows in rows {
      for start in stride(from: 0, to: rows.count, by: Self.chunkBytes) {
        // The last chunk goes with what ends the COPY: a short one then wakes the server once.
        if !isFirst {
          try link.flush(until: deadline)
          progressed?()
          stopped = stopsEarly && link.isReadable()
          if stopped { break pieces }
        }
        isFirst = false
        let chunk = rows[start..<min(start + Self.chunkBytes, rows.count)]
        try send(UnsafeRawBufferPointer(rebasing: chunk), on: handle)
      }
    }
    if !stopped { try send(BinaryCopy.trailer, on: handle) }
    guard PQputCopyEnd(handle, stopped ? "stopped after a failure" : nil) == 1 else {
      throw link.lost()
    }
    try link.answer(until: deadline, copied: table)
  }

  private func send(_ bytes: [UInt8], on handle: OpaquePointer) throws(PostgresFault) {
    let sent = bytes.withUnsafeBytes { raw in
      PQputCopyData(handle, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
    }
    if sent != 1 { throw link.lost() }
  }

  private func send(_ bytes: UnsafeRawBufferPointer, on handle: OpaquePointer)
    throws(PostgresFault)
  {
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    if PQputCopyData(handle, start, Int32(bytes.count)) != 1 { throw link.lost() }
  }
}

extension PostgresFault {
  /// The fault of a statement on the bus's own tables or of the session itself.
  func asWarehouseError(table: String? = nil) -> WarehouseError {
    let code: WarehouseError.Code =
      switch SQLState.verdict(on: self) {
      case .environment: .unavailable
      case .row, .unfit: .unfit
      }
    return WarehouseError(code, message, sqlState: sqlState, table: table)
  }
}
