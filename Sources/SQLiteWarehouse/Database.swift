import CSQLite
import Glibc
import Warehouse

/// One SQLite connection: WAL, `synchronous=FULL`, so that a commit survives a power cut.
/// Confined to one thread at a time.
final class Database {
  static let busyTimeoutMilliseconds: Int32 = 10_000

  let file: String
  private let gate: WriterGate
  /// Called after each row or end of a statement.
  var progressed: (() -> Void)?
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  /// - Parameter gate: shared by all connections of the process to this file.
  init(file: String, gate: WriterGate = WriterGate()) {
    self.file = file
    self.gate = gate
  }

  deinit { close() }

  var isOpen: Bool { handle != nil }

  enum Access {
    /// Makes the file where it is missing, and turns its write-ahead log on.
    case making
    /// Leaves the file as it is.
    case existing
  }

  /// - Throws: `.misconfigured` where the path cannot work and never did; what can pass by itself,
  ///   such as a file system that is not mounted or too many open files, is `.unavailable`.
  func open(_ access: Access = .making) throws(WarehouseError) {
    close()
    var opened: OpaquePointer?
    let creating = access == .making ? SQLITE_OPEN_CREATE : 0
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | creating
    let code = sqlite3_open_v2(file, &opened, flags, nil)
    handle = opened
    guard code == SQLITE_OK, let opened else {
      let number = sqlite3_system_errno(opened)
      close()
      throw cannotOpen(code: code, errno: number)
    }
    sqlite3_extended_result_codes(opened, 1)
    sqlite3_busy_timeout(opened, Self.busyTimeoutMilliseconds)
    do throws(SQLiteFault) {
      try run("PRAGMA synchronous = FULL")
      try run("PRAGMA foreign_keys = ON")
      // Reads the header: a file that is no database shows here.
      try run("PRAGMA schema_version")
      let question = access == .making ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode"
      let mode = try rows(question).first?.first ?? nil
      if access == .existing || mode == "wal" {
        gate.hasOpened.store(true, ordering: .relaxed)
        return
      }
    } catch {
      close()
      throw error.asWarehouseError(file: file)
    }
    close()
    throw WarehouseError(
      gate.hasOpened.load(ordering: .relaxed) ? .unavailable : .misconfigured,
      "\(file) cannot use a write-ahead log; it must lie on a local file system")
  }

  var fileIsMissing: Bool { access(file, F_OK) != 0 && errno == ENOENT }

  /// Whether the file could be made where it is to lie.
  func checkFolder() throws(WarehouseError) {
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? "."
    if access(folder, W_OK | X_OK) != 0 { throw cannotOpen(code: SQLITE_CANTOPEN, errno: errno) }
  }

  /// Faults of the path itself: a folder that is missing, no folder, not for this process.
  private static let pathFaults = [
    ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EROFS, ENAMETOOLONG, ELOOP,
  ]

  func cannotOpen(code: Int32, errno number: Int32) -> WarehouseError {
    let isPath = code & 0xFF == SQLITE_CANTOPEN && (number == 0 || Self.pathFaults.contains(number))
    let isNew = !gate.hasOpened.load(ordering: .relaxed)
    let reason =
      number == 0 ? String(cString: sqlite3_errstr(code)) : String(cString: strerror(number))
    return WarehouseError(
      isPath && isNew ? .misconfigured : .unavailable,
      "the SQLite file \(file) cannot be opened (\(reason)): its folder must exist and be "
        + "writable for this process")
  }

  func close() {
    for statement in statements.values { sqlite3_finalize(statement) }
    statements = [:]
    sqlite3_close_v2(handle)
    handle = nil
  }

  // MARK: Statements

  /// Whether a transaction is open; SQLite may end one by itself after a failure.
  var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }

  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Rows that the last statement changed.
  var changes: Int { Int(sqlite3_changes(handle)) }

  /// Foreign keys that are checked at COMMIT only and do not hold at present.
  var unresolvedForeignKeys: Bool {
    var current: Int32 = 0
    var highest: Int32 = 0
    sqlite3_db_status(handle, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0)
    return current != 0
  }

  func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteFault) {
    _ = try rows(sql, values)
  }

  /// All rows of a statement, each cell as text.
  func rows(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteFault) -> [[String?]] {
    let statement = try prepared(sql)
    defer { reset(statement) }
    for (index, value) in values.enumerated() {
      try value.bind(to: statement, at: Int32(index + 1), in: self)
    }
    var rows: [[String?]] = []
    while try step(statement) {
      rows.append(
        (0..<sqlite3_column_count(statement)).map { column in
          guard let text = sqlite3_column_text(statement, column) else { return nil }
          let count = Int(sqlite3_column_bytes(statement, column))
          return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
        })
    }
    return rows
  }

  /// The statement, compiled once a connection.
  func prepared(_ sql: String) throws(SQLiteFault) -> OpaquePointer {
    if let known = statements[sql] { return known }
    guard let handle else { throw SQLiteFault(code: SQLITE_MISUSE, message: "not open") }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw fault(code) }
    statements[sql] = statement
    return statement
  }

  /// - Returns: whether there is a row.
  func step(_ statement: OpaquePointer) throws(SQLiteFault) -> Bool {
    defer { progressed?() }
    switch sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw fault(code)
    }
  }

  func reset(_ statement: OpaquePointer) {
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  func check(_ code: Int32) throws(SQLiteFault) {
    if code != SQLITE_OK { throw fault(code) }
  }

  private func fault(_ code: Int32) -> SQLiteFault {
    let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
    let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "not open"
    return SQLiteFault(code: extended & 0xFF == code & 0xFF ? extended : code, message: message)
  }
}
