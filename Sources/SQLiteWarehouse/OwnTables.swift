import CSQLite
import Pipeline
import Warehouse

/// The bus's own tables (contracts.md section 8) in SQLite; names and meaning as in PostgreSQL.
enum OwnTables {
  static let source = "trucd_source"
  static let ledger = "trucd_ledger"
  static let contract = "trucd_contract"
  static let quarantine = "trucd_quarantine"
  static let breaker = "trucd_breaker"

  /// The columns of each table, as SQLite itself reads the statements below.
  static func layout() throws(SQLiteFault) -> [(table: String, columns: [String])] {
    let scratch = Database(file: ":memory:")
    do { try scratch.open(.existing) } catch {
      throw SQLiteFault(code: SQLITE_NOMEM, message: error.message)
    }
    for statement in create { try scratch.run(statement) }
    var layout: [(String, [String])] = []
    for table in [source, ledger, contract, quarantine, breaker] {
      let columns = try scratch.rows("SELECT name FROM pragma_table_info(?)", [.text(table)])
      layout.append((table, columns.compactMap { $0[0] }))
    }
    return layout
  }

  /// Columns that came later: a table that stands gets what it lacks of them.
  static let additions = LedgerEntry.laterColumns.map {
    (table: ledger, column: $0, type: "INTEGER")
  }

  static let create = [
    """
    CREATE TABLE IF NOT EXISTS trucd_source (
      source INTEGER NOT NULL PRIMARY KEY,
      cluster TEXT NOT NULL,
      topic TEXT NOT NULL,
      generation INTEGER NOT NULL CHECK (generation > 0),
      created_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)),
      UNIQUE (cluster, topic, generation))
    """,
    """
    CREATE TABLE IF NOT EXISTS trucd_ledger (
      source INTEGER NOT NULL,
      partition INTEGER NOT NULL,
      topic TEXT NOT NULL,
      first_offset INTEGER NOT NULL,
      next_offset INTEGER NOT NULL,
      last_offset INTEGER,
      last_timestamp INTEGER,
      last_hash INTEGER,
      loaded INTEGER NOT NULL DEFAULT 0,
      superseded INTEGER NOT NULL DEFAULT 0,
      quarantined INTEGER NOT NULL DEFAULT 0,
      tombstones INTEGER NOT NULL DEFAULT 0,
      discarded INTEGER NOT NULL DEFAULT 0,
      gaps INTEGER NOT NULL DEFAULT 0,
      updated_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)),
      PRIMARY KEY (source, partition),
      CONSTRAINT ledger_sum CHECK (next_offset - first_offset
        = loaded + superseded + quarantined + tombstones + discarded + gaps)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS trucd_contract (
      contract INTEGER NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      version TEXT NOT NULL,
      hash BLOB NOT NULL,
      text TEXT NOT NULL,
      first_served_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)),
      last_served_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)))
    """,
    """
    CREATE TABLE IF NOT EXISTS trucd_quarantine (
      _source INTEGER NOT NULL,
      _partition INTEGER NOT NULL,
      _offset INTEGER NOT NULL,
      _timestamp TEXT,
      topic TEXT NOT NULL,
      agency TEXT,
      contract INTEGER,
      stage TEXT NOT NULL,
      errors TEXT NOT NULL,
      key BLOB,
      headers TEXT,
      payload BLOB,
      quarantined_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)),
      resolution TEXT,
      resolved_at TEXT,
      resolved_by TEXT,
      PRIMARY KEY (_source, _partition, _offset))
    """,
    """
    CREATE TABLE IF NOT EXISTS trucd_breaker (
      source INTEGER NOT NULL PRIMARY KEY,
      topic TEXT NOT NULL,
      contracts INTEGER NOT NULL,
      reason TEXT NOT NULL,
      paused_at TEXT NOT NULL DEFAULT (\(SQLiteDialect.now)),
      resumed_at TEXT,
      resumed_by TEXT)
    """,
  ]
}
