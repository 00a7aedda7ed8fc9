import Warehouse

/// Looks at who holds up a lane, by a second connection, while the lane waits for its answer.
///
/// A process that was stopped in mid-COPY keeps its locks for ever: no timeout of PostgreSQL ends
/// such a session, and its kernel still answers keepalives (measured). So a session of the bus with
/// our role whose server has waited for its client without a move for half of the lock timeout, a
/// second at least, is ended. That is safe at any time: the ledger tells its owner what came of
/// its transaction. Sessions of others are only named.
final class LockWatch {
  private let observer: Connection
  private let silence: Duration
  private let ends: Bool
  private var still = StillSessions()
  /// Who held the lock when it was last looked at; nil where nobody did.
  private var words: String?
  /// Called for each session that was ended.
  var ended: ((FrozenSession) -> Void)?

  /// The longest wait for an answer, and for a connection: long enough that on a slow machine too
  /// it is known which session was ended.
  private static let answerMilliseconds = 10_000
  private static let silenceMillisecondsMin = 1_000

  /// - Parameter ends: false where sessions of the bus are only named as well.
  init(_ settings: ConnectionSettings, application: String, ends: Bool) {
    self.ends = ends
    let lockTimeout = settings.options.lockTimeoutMilliseconds
    silence = .milliseconds(max(lockTimeout / 2, Self.silenceMillisecondsMin))
    observer = Connection(
      settings: settings.answering(withinMilliseconds: Self.answerMilliseconds),
      application: "\(application) watch", lockTimeoutMilliseconds: Self.answerMilliseconds)
  }

  /// Where no second connection is to be had the lane waits on until its own timeout.
  func look(atWaiting pid: Int32) {
    do {
      if !observer.isConnected { try observer.connect() }
      let rows = try observer.pipeline([Statement(Blocker.query, [.integer(pid)])])[0].rows
      var blockers = rows.compactMap { Blocker(row: $0) }
      for (blocker, time) in still.observe(blockers, at: .now, silence: silence)
      where try ends && end(blocker) {
        blockers.removeAll { $0.pid == blocker.pid }
        ended?(
          FrozenSession(
            pid: blocker.pid, application: blocker.application, client: blocker.client,
            stillSeconds: time / .seconds(1)))
      }
      words = blockers.isEmpty ? nil : blockers.map(\.words).joined(separator: "; ")
    } catch {
      words = "who holds the lock cannot be seen: \(Self.reason(error))"
    }
  }

  /// A lock that was not free in time, with who holds it.
  func naming(_ error: WarehouseError) -> WarehouseError {
    guard error.sqlState == "55P03", let words else { return error }
    var error = error
    error.message += "; \(words)"
    return error
  }

  /// The lane waits no more.
  func rest() {
    observer.close()
    words = nil
  }

  private func end(_ blocker: Blocker) throws(PostgresFault) -> Bool {
    let statement = Statement(Blocker.end, [.integer(blocker.pid), .text(blocker.mark)])
    return try observer.pipeline([statement])[0].rows.first?[0] == "t"
  }

  private static func reason(_ error: any Error) -> String {
    (error as? PostgresFault)?.message ?? (error as? WarehouseError)?.message ?? "\(error)"
  }
}
