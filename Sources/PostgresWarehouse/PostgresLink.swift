import CPostgres
import Glibc

/// The line to a server: sends what libpq holds, waits for answers and reads them, each call within
/// the answer timeout. A line whose answer did not come is closed, never used again.
final class PostgresLink {
  private let answerTimeoutMilliseconds: Int
  /// How long the server may say nothing until `stalled` is called, and called again.
  private let patienceMilliseconds: Int
  private var handle: OpaquePointer?
  /// Called after each answer of the server and each `stalled`.
  var progressed: (() -> Void)?
  /// Called with the server's process each time it has said nothing for so long.
  var stalled: ((_ pid: Int32) -> Void)?

  init(answerTimeoutMilliseconds: Int, patienceMilliseconds: Int) {
    self.answerTimeoutMilliseconds = answerTimeoutMilliseconds
    self.patienceMilliseconds = patienceMilliseconds
  }

  deinit { close() }

  var isOpen: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

  /// Takes over a connection of libpq.
  func take(_ connection: OpaquePointer) {
    close()
    handle = connection
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    PQsetnonblocking(connection, 1)
  }

  func close() {
    if let handle { PQfinish(handle) }
    handle = nil
  }

  /// Of a call that begins now. Longer than the server's own statement_timeout, which says more.
  func deadline() -> ContinuousClock.Instant {
    .now + .milliseconds(answerTimeoutMilliseconds + 2_000)
  }

  func opened() throws(PostgresFault) -> OpaquePointer {
    guard let handle, isOpen else { throw .connection("the session is not connected") }
    return handle
  }

  /// Closes the connection after a failure of libpq's own, and says what it was.
  func lost() -> PostgresFault {
    let reason = handle.map { PostgresFault.trimmed(String(cString: PQerrorMessage($0))) } ?? ""
    close()
    return .connection(reason.isEmpty ? "the connection was lost" : reason)
  }

  func ended(by fault: PostgresFault) -> PostgresFault {
    var fault = fault
    if fault.endsSession || !isOpen {
      fault.endsSession = true
      close()
    }
    return fault
  }

  /// All results of one statement; the first failure is thrown once the rest has been read.
  @discardableResult
  func answer(
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
        if !isOpen { throw ended(by: failure ?? .connection("the connection was lost")) }
      }
    }
    if let failure { throw ended(by: failure) }
    if !any { throw lost() }
    return last
  }

  /// The next result, or nil at the end of a statement's results.
  func next(until deadline: ContinuousClock.Instant) throws(PostgresFault) -> OpaquePointer? {
    guard let handle else { throw .connection("the session is not connected") }
    try flush(until: deadline)
    while PQisBusy(handle) == 1 {
      try wait(for: Int16(POLLIN), until: deadline)
      if PQconsumeInput(handle) == 0 { break }
    }
    return PQgetResult(handle)
  }

  func flush(until deadline: ContinuousClock.Instant) throws(PostgresFault) {
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
          "no answer from the server within \(answerTimeoutMilliseconds) ms")
      }
      var descriptor = pollfd(fd: PQsocket(handle), events: events, revents: 0)
      let pause = stalled == nil ? 1_000_000 : Double(patienceMilliseconds)
      let count = poll(&descriptor, 1, Int32(min(left.rounded(.up), pause)))
      if count > 0 { return descriptor.revents }
      if count < 0, errno != EINTR { throw lost() }
      if count == 0, let stalled {
        stalled(PQbackendPID(handle))
        progressed?()
      }
    }
  }

  func isReadable() -> Bool {
    guard let handle else { return false }
    var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 0) > 0
  }
}
