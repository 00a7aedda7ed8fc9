import CSQLite

/// Reads a SQLite warehouse beside the daemon that writes it: for the demo and for tests.
public final class SQLiteReader {
  private var handle: OpaquePointer?

  /// Nil where the file is not there yet or cannot be read.
  public init?(path: String) {
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else {
      sqlite3_close_v2(handle)
      return nil
    }
    sqlite3_busy_timeout(handle, 5_000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// All rows of a query, each cell as text; nil where it fails, as before the tables are made.
  public func rows(_ sql: String) -> [[String?]]? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else { return nil }
    defer { sqlite3_finalize(statement) }
    var rows: [[String?]] = []
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        rows.append((0..<sqlite3_column_count(statement)).map { cell(statement, $0) })
      case SQLITE_DONE: return rows
      default: return nil
      }
    }
  }

  private func cell(_ statement: OpaquePointer?, _ column: Int32) -> String? {
    guard let text = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }
}
