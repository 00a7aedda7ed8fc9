import Warehouse

/// A session that holds what another one waits for, as `pg_stat_activity` shows it.
struct Blocker: Hashable, Sendable {
  /// How the names of the bus's sessions begin.
  static let applicationPrefix = "trucd "

  var pid: Int32
  var application: String
  var role: String
  var hasOurRole: Bool
  /// Nil on a local socket, or where this role may not see it.
  var client: String?
  /// `active`, `idle in transaction` and so on; nil where this role may not see it.
  var state: String?
  /// The server has nothing to do until its client sends or takes something.
  var waitsForClient: Bool
  /// Another text after each move: a new statement, or bytes that a COPY took.
  var mark: String
  /// The age of its transaction.
  var seconds: Int?

  var isOfTheBus: Bool { application.hasPrefix(Self.applicationPrefix) }

  /// $1 is the process that waits. A session that waits for a lock itself is not waited for by its
  /// client, and so it is not it that stands still.
  static let query = """
    SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), \
    a.usename = session_user, host(a.client_addr), a.state, a.wait_event_type = 'Client' \
    OR a.state LIKE 'idle in transaction%', \
    concat_ws(' ', a.backend_start, a.xact_start, a.query_start, a.state_change, \
    c.bytes_processed, c.tuples_processed), \
    extract(epoch FROM clock_timestamp() - a.xact_start)::bigint \
    FROM unnest(pg_blocking_pids($1)) b (pid) JOIN pg_stat_activity a ON a.pid = b.pid \
    LEFT JOIN pg_stat_progress_copy c ON c.pid = a.pid ORDER BY a.pid
    """

  /// Ends the session, if it still is as it was seen: a pid may have gone to another one.
  static let end = """
    SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a \
    LEFT JOIN pg_stat_progress_copy c ON c.pid = a.pid \
    WHERE a.pid = $1 AND a.usename = session_user AND \
    concat_ws(' ', a.backend_start, a.xact_start, a.query_start, a.state_change, \
    c.bytes_processed, c.tuples_processed) = $2
    """

  /// In words, with what a person can do.
  var words: String {
    let age = seconds.map { ", its transaction \($0) s old" } ?? ""
    let session =
      "the session with pid \(pid) (application_name \"\(application)\", role \(role), "
      + "\(client.map { "from \($0), " } ?? "")\(state ?? "state not visible to this role")\(age))"
    if isOfTheBus, hasOurRole {
      return "\(session) holds the lock; it is one of the bus and ended once it has stood still"
    }
    if isOfTheBus {
      return "\(session) holds the lock; it is one of the bus under another role, which this one "
        + "may not end: if its daemon stands still, run SELECT pg_terminate_backend(\(pid)) as "
        + "that role, and let all daemons connect as one role"
    }
    return "\(session) holds the lock: end its transaction, or run "
      + "SELECT pg_terminate_backend(\(pid)) as its role or as a superuser"
  }
}

extension Blocker {
  /// Reads a row of `query`.
  init?(row: [String?]) {
    guard row.count == 9, let pid: Int32 = row.integer(0), let application = row[1],
      let role = row[2], let mark = row[7]
    else { return nil }
    self.init(
      pid: pid, application: application, role: role, hasOurRole: row[3] == "t", client: row[4],
      state: row[5], waitsForClient: row[6] == "t", mark: mark, seconds: row.integer(8))
  }
}

/// Since when sessions have been seen not to move.
struct StillSessions {
  private var seen: [Int32: (mark: String, since: ContinuousClock.Instant)] = [:]

  /// Takes in who blocks now; whom it does not name is forgotten.
  /// - Returns: sessions of the bus under our role that wait for their client and have not moved for
  ///   `silence`. Each counts anew from then on.
  mutating func observe(
    _ blockers: [Blocker], at now: ContinuousClock.Instant, silence: Duration
  ) -> [(blocker: Blocker, still: Duration)] {
    var next: [Int32: (mark: String, since: ContinuousClock.Instant)] = [:]
    var frozen: [(blocker: Blocker, still: Duration)] = []
    for blocker in blockers where blocker.isOfTheBus && blocker.hasOurRole && blocker.waitsForClient
    {
      let before = seen[blocker.pid].flatMap { $0.mark == blocker.mark ? $0.since : nil } ?? now
      let still = before.duration(to: now)
      next[blocker.pid] = (blocker.mark, still >= silence ? now : before)
      if still >= silence { frozen.append((blocker, still)) }
    }
    seen = next
    return frozen
  }
}
