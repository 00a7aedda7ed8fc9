import Glibc
import Warehouse

/// Whoever holds a table for longer than a batch takes, as a report does that reads it for an hour.
///
/// A statement that waits for such a lock makes every load behind it wait too. So it is not even
/// sent while somebody stands there.
struct TableHolders {
  /// Between two looks: a holder of both is none that is about to leave.
  private static let betweenMicroseconds: UInt32 = 150_000

  let connection: Connection

  /// - Throws: SQLSTATE 55P03 where somebody holds the table, or a partition of it, at two looks.
  func check(_ table: TableLocation) throws(PostgresFault) {
    let before = try holders(of: table)
    if before.isEmpty { return }
    usleep(Self.betweenMicroseconds)
    let now = try holders(of: table)
    guard let one = before.first(where: { now.contains($0) }) else { return }
    let name = one[2].map { " (\($0))" } ?? ""
    throw PostgresFault(
      sqlState: "55P03",
      message: "process \(one[0] ?? "of a prepared transaction")\(name) holds a lock on "
        + "\(table.sql), and loads would wait behind the change",
      endsSession: false)
  }

  private func holders(of table: TableLocation) throws(PostgresFault) -> [[String?]] {
    let parameters: [Statement.Parameter] = [.text(table.schema ?? ""), .text(table.name)]
    return try connection.pipeline([Statement(Self.query, parameters)]).first?.rows ?? []
  }

  /// Process, transaction and application. Our lanes come and go by themselves; a vacuum gives way.
  private static let query = """
    SELECT DISTINCT l.pid, l.virtualtransaction, nullif(a.application_name, '') \
    FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
    WHERE l.locktype = 'relation' AND l.granted AND l.mode <> 'ShareUpdateExclusiveLock' \
    AND l.pid IS DISTINCT FROM pg_backend_pid() \
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) \
    AND l.relation IN (SELECT c.oid FROM pg_catalog.pg_class c \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = $1 AND c.relname = $2 \
    UNION ALL SELECT i.inhrelid FROM pg_catalog.pg_inherits i \
    JOIN pg_catalog.pg_class c ON c.oid = i.inhparent \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = $1 AND c.relname = $2) \
    AND NOT coalesce(a.usename = current_user AND a.application_name LIKE 'trucd lane%', false)
    """
}
