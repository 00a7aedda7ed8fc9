import Contracts
import Warehouse

/// What a lane needs to end a session of the bus that stands still with a lock. The same role is
/// enough for that, and everybody may call the functions unless somebody took that away.
extension PostgresAdministration {
  private static let functions = [
    "pg_catalog.pg_blocking_pids(integer)", "pg_catalog.pg_terminate_backend(integer, bigint)",
  ]

  func examineFunctions() throws(WarehouseError) -> TableProblem? {
    let values = Self.functions.map { "('\($0)')" }.joined(separator: ", ")
    let question = Statement(
      "SELECT p, current_user FROM (VALUES \(values)) f (p) "
        + "WHERE NOT has_function_privilege(p, 'EXECUTE')")
    let rows = try ask(question, table: LedgerStatements.table).rows
    guard let role = rows.first?[1] else { return nil }
    let list = rows.compactMap { $0[0] }.joined(separator: ", ")
    return TableProblem(
      table: LedgerStatements.table,
      message: "The role may not call \(list), by which a lane ends the session of a daemon that "
        + "stands still with a lock; have a superuser run: GRANT EXECUTE ON FUNCTION \(list) TO "
        + "\(SQLText.quoted(role)).")
  }

  public func advice() throws(WarehouseError) -> [String] {
    let question = Statement(
      """
      SELECT DISTINCT usename, session_user FROM pg_catalog.pg_stat_activity \
      WHERE datname = current_database() AND application_name LIKE $1 \
      AND usename <> session_user ORDER BY 1
      """, [.text("\(Blocker.applicationPrefix)%")])
    return try ask(question, table: LedgerStatements.table).rows.map { row in
      "sessions of the bus are connected as the role \(row[0] ?? "?") too: neither they nor those of "
        + "\(row[1] ?? "?") can end each other when a daemon stands still with a lock; let all "
        + "daemons of a database connect as one role"
    }
  }
}
