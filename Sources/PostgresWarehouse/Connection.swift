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
  private var handle: OpaquePointer?
  /// SQL text → the name under which this connection has prepared it.
  private var prepared: [String: String] = [:]
  /// Called after each answer of the server, each piece of a COPY that it took and each `stalled`.
  var progressed: (() -> Void)?
  /// Called with the server's process each time it has said nothing for a quarter of the lock
  /// timeout. It must not call the connection.
  var stalled: ((_ pid: Int32) -> Void)?
  /// Statements sent since the connection was made, COPY included.
  private(set) var statementCount = 0

  init(settings: ConnectionSettings, application: String, lockTimeoutMilliseconds: Int) {
    self.settings = settings
    self.application = application
    self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
  }

  deinit { close() }

  var isConnected: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

  func close() {
    if let handle { PQfinish(handle) }
    handle = nil
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
    handle = opened
    PQsetNoticeProcessor(opened, { _, _ in }, nil)
    PQsetnonblocking(opened, 1)
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
    let handle = try opened()
    statementCount += 1
    guard PQsendQuery(handle, sql) == 1 else { throw lost() }
    return try answer(until: deadline())
  }

  /// Sends all statements in one round trip, preparing those that this connection has not seen.
  /// Nothing after the first failure is executed.
  @discardableResult
  func pipeline(_ statements: [Statement]) throws(PostgresFault) -> [QueryResult] {
    let handle = try opened()
    let deadline = deadline()
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
    var steps: [(preparing: String?, name: String, counting: Statement.Counting)] = []
    var names = prepared
    for statement in statements {
      if names[statement.sql] == nil {
        let name = "s\(names.count)"
        names[statement.sql] = name
        steps.append((statement.sql, name, .none))
        guard PQsendPrepare(handle, name, statement.sql, 0, nil) == 1 else { throw lost() }
      }
      let name = names[statement.sql] ?? ""
      steps.append((nil, name, statement.counting))
      statementCount += 1
      let sent = statement.withArrays { count, values, lengths, formats in
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 0)
      }
      guard sent == 1 else { throw lost() }
    }
    guard PQpipelineSync(handle) == 1 else { throw lost() }
    var results: [QueryResult] = []
    var failure: PostgresFault?
    for step in steps {
      do {
        let result = try answer(until: deadline, counting: step.counting)
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
    guard let handle, let sync = try next(until: deadline) else { throw lost() }
    defer { PQclear(sync) }
    guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else {
      throw lost()
    }
  }

  // MARK: COPY

  /// Loads rows by binary COPY.
  /// - Parameters:
  ///   - sql: the COPY, among statements that answer with no rows.
  ///   - table: the table's unqualified name, to find the line of a failure.
  ///   - rows: whole rows, without header and trailer.
  ///   - stopsEarly: stop sending once the server has something to say, which is a failure in all
  ///     but odd cases; the caller repeats without it when the answer is 57014.
  func copy(
    _ sql: String, table: String, rows: UnsafeRawBufferPointer, stopsEarly: Bool = false
  ) throws(PostgresFault) {
    let handle = try opened()
    let deadline = deadline()
    statementCount += 1
    guard PQsendQuery(handle, sql) == 1, var ready = try next(until: deadline) else {
      throw lost()
    }
    defer { PQclear(ready) }
    while PQresultStatus(ready) == PGRES_COMMAND_OK, let next = try next(until: deadline) {
      PQclear(ready)
      ready = next
    }
    guard PQresultStatus(ready) == PGRES_COPY_IN else {
      let fault = PostgresFault(of: ready, copied: table)
      while let rest = try next(until: deadline) { PQclear(rest) }
      throw ended(by: fault)
    }
    try send(BinaryCopy.header, on: handle)
    var stopped = false
    var rest = rows[...]
    while !rest.isEmpty, !stopped {
      let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.chunkBytes))
      rest = rest.dropFirst(chunk.count)
      try send(chunk, on: handle)
      // The last piece goes with what ends the COPY: a short one then wakes the server once.
      if rest.isEmpty { break }
      try flush(until: deadline)
      progressed?()
      stopped = stopsEarly && isReadable()
    }
    if !stopped { try send(BinaryCopy.trailer, on: handle) }
    guard PQputCopyEnd(handle, stopped ? "stopped after a failure" : nil) == 1 else {
      throw lost()
    }
    try answer(until: deadline, copied: table)
  }

  private func send(_ bytes: [UInt8], on handle: OpaquePointer) throws(PostgresFault) {
    let sent = bytes.withUnsafeBytes { raw in
      PQputCopyData(handle, raw.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(raw.count))
    }
    if sent != 1 { throw lost() }
  }

  private func send(_ bytes: UnsafeRawBufferPointer, on handle: OpaquePointer)
    throws(PostgresFault)
  {
    let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    if PQputCopyData(handle, start, Int32(bytes.count)) != 1 { throw lost() }
  }

  // MARK: Waiting

  private func deadline() -> ContinuousClock.Instant {
    // Longer than the server's own statement_timeout, which says more.
    .now + .milliseconds(settings.options.answerTimeoutMilliseconds + 2_000)
  }

  private func opened() throws(PostgresFault) -> OpaquePointer {
    guard let handle, isConnected else { throw .connection("the session is not connected") }
    return handle
  }

  /// Closes the connection after a failure of libpq's own, and says what it was.
  private func lost() -> PostgresFault {
    let reason = handle.map { PostgresFault.trimmed(String(cString: PQerrorMessage($0))) } ?? ""
    close()
    return .connection(reason.isEmpty ? "the connection was lost" : reason)
  }

  private func ended(by fault: PostgresFault) -> PostgresFault {
    var fault = fault
    if fault.endsSession || !isConnected {
      fault.endsSession = true
      close()
    }
    return fault
  }

  /// All results of one statement; the first failure is thrown once the rest has been read.
  @discardableResult
  private func answer(
    until deadline: ContinuousClock.Instant, copied: String? = nil,
    counting: Statement.Counting = .none
  ) throws(PostgresFault) -> QueryResult {
    defer { progressed?() }
    var last = QueryResult()
    var failure: PostgresFault?
    var any = false
    while let result = try next(until: deadline) {
      defer { PQclear(result) }
      any = true
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
        last = QueryResult(result, counting: counting)
      case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
        throw lost()
      case PGRES_PIPELINE_ABORTED:
        failure = failure ?? PostgresFault(message: "not executed", endsSession: false)
      default:
        failure = failure ?? PostgresFault(of: result, copied: copied)
        if !isConnected { throw ended(by: failure ?? .connection("the connection was lost")) }
      }
    }
    if let failure { throw ended(by: failure) }
    if !any { throw lost() }
    return last
  }

  /// The next result, or nil at the end of a statement's results.
  private func next(until deadline: ContinuousClock.Instant) throws(PostgresFault) -> OpaquePointer?
  {
    guard let handle else { throw .connection("the session is not connected") }
    try flush(until: deadline)
    while PQisBusy(handle) == 1 {
      try wait(for: Int16(POLLIN), until: deadline)
      if PQconsumeInput(handle) == 0 { break }
    }
    return PQgetResult(handle)
  }

  private func flush(until deadline: ContinuousClock.Instant) throws(PostgresFault) {
    guard let handle else { return }
    while true {
      switch PQflush(handle) {
      case 1:
        let ready = try wait(for: Int16(POLLIN | POLLOUT), until: deadline)
        // What the server says meanwhile must be taken in, or both sides wait for each other.
        if ready & Int16(POLLIN) != 0, PQconsumeInput(handle) == 0 { return }
      default: return
      }
    }
  }

  @discardableResult
  private func wait(for events: Int16, until deadline: ContinuousClock.Instant)
    throws(PostgresFault) -> Int16
  {
    guard let handle else { throw .connection("the session is not connected") }
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      if left <= 0 {
        close()
        throw .connection(
          "no answer from the server within \(settings.options.answerTimeoutMilliseconds) ms")
      }
      var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
      let pause = stalled == nil ? 1_000_000 : Double(max(lockTimeoutMilliseconds / 4, 1))
      let count = poll(&descriptor, 1, Int32(min(left.rounded(.up), pause)))
      if count > 0 { return descriptor.revents }
      if count < 0, errno != EINTR { throw lost() }
      if count == 0, let stalled {
        stalled(PQbackendPID(handle))
        progressed?()
      }
    }
  }

  private func isReadable() -> Bool {
    guard let handle else { return false }
    var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
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
