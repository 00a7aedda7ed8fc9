import Glibc
import Warehouse

/// A transaction that changes tables: one daemon at a time, tried again after a lost race or a lock
/// that was not free in time.
struct DefinitionTransaction {
  /// One daemon at a time; the other then finds the work done.
  static let turn = "SELECT version FROM trucd.version FOR UPDATE"

  let connection: Connection
  let attemptsMax: Int

  func run(table: String, _ work: () throws(PostgresFault) -> Void) throws(WarehouseError) {
    var attempt = 0
    while true {
      do {
        try connection.begin()
        try work()
        try connection.run("COMMIT")
        return
      } catch {
        if connection.isConnected {
          do { try connection.run("ROLLBACK") } catch { connection.close() }
        }
        attempt += 1
        guard attempt < attemptsMax, !error.endsSession, Self.isWorthRepeating(error) else {
          throw error.asWarehouseError(table: table)
        }
        let base = UInt32(50_000) << UInt32(min(attempt, 5))
        usleep(base / 2 + UInt32.random(in: 0...base))
      }
    }
  }

  /// No lock within its second, a deadlock, or what `IF NOT EXISTS` cannot prevent: two daemons
  /// making the same schema, table or column at once.
  private static func isWorthRepeating(_ fault: PostgresFault) -> Bool {
    ["55P03", "40P01", "40001", "23505", "42P06", "42P07", "42701", "42710"]
      .contains(fault.sqlState ?? "")
  }
}
