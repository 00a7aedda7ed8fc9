import Contracts
import Warehouse

/// SQLite's words for tables and types. What SQLite has no type for is declared as TEXT with the
/// contract's type behind it (`TEXT NUMERIC(7,2)`), which gives the column the affinity of TEXT
/// and still tells a reader, and the plan, what it holds.
struct SQLiteDialect: TableDialect {
  func location(of table: TableName) -> TableLocation {
    TableLocation(
      schema: nil, name: table.schema.map { "\($0)_\(table.name)" } ?? table.name)
  }

  /// Names of the bus and of SQLite itself.
  func isReserved(_ location: TableLocation) -> Bool {
    let key = self.key(of: location.name)
    return key.starts(with: "trucd_".utf8) || key.starts(with: "sqlite_".utf8)
  }

  /// SQLite compares names without regard to ASCII case.
  func key(of identifier: String) -> [UInt8] {
    identifier.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  func type(_ type: ColumnType) -> String {
    switch type {
    case .text: "TEXT"
    case .boolean: "INTEGER BOOLEAN"
    case .bigint: "INTEGER"
    case .double: "REAL"
    default: "TEXT \(type.description.uppercased())"
    }
  }

  func catalogued(_ type: ColumnType) -> String { self.type(type) }

  /// A type that the bus declared must fit the contract's; one declared by hand need only have the
  /// affinity under which the value is kept as it is.
  func holds(_ existing: String, _ wanted: ColumnType) -> Bool {
    let declared = existing.uppercased()
    if declared == type(wanted) { return true }
    if declared == "INTEGER BOOLEAN" { return false }
    guard declared.hasPrefix("TEXT ") else { return affinity(declared) == affinity(type(wanted)) }
    guard case .numeric(let precision?, let scale) = wanted else { return false }
    let spelled = declared.dropFirst("TEXT ".count).lowercased()
    return spelled == "numeric"
      || ColumnType.numeric(spelled, holdsPrecision: precision, scale: scale ?? 0)
  }

  /// SQLite's rules (https://www.sqlite.org/datatype3.html, section 3.1), in their order.
  private func affinity(_ declared: String) -> String {
    if contains(declared, "INT") { return "INTEGER" }
    if ["CHAR", "CLOB", "TEXT"].contains(where: { contains(declared, $0) }) { return "TEXT" }
    if declared.isEmpty || contains(declared, "BLOB") { return "BLOB" }
    if ["REAL", "FLOA", "DOUB"].contains(where: { contains(declared, $0) }) { return "REAL" }
    return "NUMERIC"
  }

  private func contains(_ text: String, _ part: String) -> Bool {
    text.indices.contains { text[$0...].hasPrefix(part) }
  }

  /// The instant at which a statement runs, in the form of `ValueText`.
  static let now = "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"

  var comparingByBytes: String { "" }

  /// There is one writer, whose transaction is alone with all keys.
  var locksKeys: Bool { false }

  var hasPartitions: Bool { false }

  /// SQLite gives a table that stands no primary key, but a unique index does as well.
  func wayToKey(_ columns: String, of table: TableLocation) -> String {
    "run CREATE UNIQUE INDEX \(SQLText.quoted(table.name + "__key")) ON \(table.sql) (\(columns))"
  }

  let lineage = [
    declaration("_source", "INTEGER", "NOT NULL"),
    declaration("_partition", "INTEGER", "NOT NULL"),
    declaration("_offset", "INTEGER", "NOT NULL"),
    declaration("_item", "INTEGER", "NOT NULL"),
    declaration("_timestamp", "TEXT TIMESTAMPTZ", ""),
    declaration("_contract", "INTEGER", "NOT NULL"),
    declaration("_loaded_at", "TEXT TIMESTAMPTZ", "NOT NULL DEFAULT (\(now))"),
  ]

  private static func declaration(_ name: String, _ type: String, _ constraint: String)
    -> LineageDeclaration
  {
    LineageDeclaration(name: name, type: type, constraint: constraint, comment: "")
  }

  func addColumns(_ columns: [TableShape.Column], to table: TableLocation) -> [String] {
    columns.map {
      "ALTER TABLE \(table.sql) ADD COLUMN \(SQLText.quoted($0.name)) \(type($0.type))"
    }
  }

  func migration(
    _ shape: TableShape, _ part: TablePart, at location: TableLocation, facts: TableFacts,
    today: Int
  ) -> [MigrationStep] {
    SQLiteMigration(shape, part, at: location, facts: facts, dialect: self).steps
  }

  func comment(_ text: String, onColumn column: String, of table: TableLocation) -> String? { nil }

  func comment(_ text: String, on table: TableLocation) -> String? { nil }
}
