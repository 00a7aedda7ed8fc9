import Contracts
import Warehouse

/// The statements that bring a table of SQLite to its contracts. SQLite changes no column: a table is
/// made anew and its rows are copied (https://www.sqlite.org/lang_altertable.html, section 7).
struct SQLiteMigration {
  private(set) var steps: [MigrationStep] = []
  private let shape: TableShape
  private let location: TableLocation
  private let layout: TableLayout
  private let facts: TableFacts
  private let dialect: SQLiteDialect

  init(
    _ shape: TableShape, _ part: TablePart, at location: TableLocation, facts: TableFacts,
    dialect: SQLiteDialect
  ) {
    self.shape = shape
    self.location = location
    self.facts = facts
    self.dialect = dialect
    layout = TableLayout(shape, part)
    if case .other(let kind) = facts.kind {
      add("\(location.sql) is a \(kind); rename it, and the bus makes the table.", [])
    }
    guard facts.kind == .table else { return }
    let differences = TableDifferences(shape, part, facts, dialect)
    if !differences.lineageMissing.isEmpty || !differences.lineageWrong.isEmpty {
      add(
        "The table was not made by the bus and lacks its columns. It is set aside, and the bus makes "
          + "its own; what it holds can be copied by hand.", [rename])
    } else if differences.lacksKey && part != .rows {
      add(
        "The key has changed: what was deleted is forgotten, and the bus makes the table anew.",
        ["DROP TABLE \(location.sql)"], losesData: true)
    } else if differences.lacksKey || !differences.retyped.isEmpty
      || !differences.generated.isEmpty || !differences.unfilled.isEmpty
    {
      rebuild(part, differences)
    }
  }

  private mutating func add(_ title: String, _ statements: [String], losesData: Bool = false) {
    steps.append(
      MigrationStep(table: shape.name, title: title, statements: statements, losesData: losesData))
  }

  private var before: TableLocation {
    TableLocation(schema: nil, name: location.name + "__before")
  }

  private var rename: String {
    "ALTER TABLE \(location.sql) RENAME TO \(SQLText.quoted(before.name))"
  }

  private mutating func rebuild(_ part: TablePart, _ differences: TableDifferences) {
    let make = TablePlan(shape, part, at: location, facts: .missing, dialect: dialect).statements
    let changes = differences.retyped.map {
      "\(SQLText.quoted($0.column.name)) from \($0.found.type) to \(dialect.type($0.column.type))"
    }
    let what =
      changes.isEmpty ? "" : " Changes \(changes.joined(separator: ", ")), values as they are."
    steps.append(
      MigrationStep(
        table: shape.name,
        title: "Makes the table anew and copies its rows, of each key the largest version." + what,
        statements: ["BEGIN IMMEDIATE", rename] + make + [
          copy, "DROP TABLE \(before.sql)", "COMMIT",
        ],
        lock: .everybody, rewrites: true, losesData: differences.lacksKey))
  }

  private var copy: String {
    let known = Set(facts.columns.map { dialect.key(of: $0.name) })
    let names = (layout.columns.map(\.name) + dialect.lineage.map(\.name))
      .filter { known.contains(dialect.key(of: $0)) }
    let list = names.map { SQLText.quoted($0) }.joined(separator: ", ")
    guard let keyed = shape.mode.keyed else {
      return "INSERT INTO \(location.sql) (\(list)) SELECT \(list) FROM \(before.sql)"
    }
    let order = SQLText.quoted(keyed.order)
    let plain = keyed.key.map { SQLText.quoted($0) }.joined(separator: ", ")
    var (target, source, key) = (list, list, plain)
    if case .history = shape.mode {
      key += ", \(order)"
      if !known.contains(dialect.key(of: ValidityColumn.from)) {
        target += ", \(ValidityColumn.from), \(ValidityColumn.to)"
        source += ", \(order), lead(\(order)) OVER (PARTITION BY \(plain) ORDER BY \(order))"
      }
    }
    return """
      INSERT INTO \(location.sql) (\(target)) SELECT \(source) FROM (SELECT *, row_number() OVER \
      (PARTITION BY \(key) ORDER BY \(order) DESC, coalesce(_timestamp, '') DESC, _source DESC, \
      _partition DESC, _offset DESC, _item DESC) AS _number FROM \(before.sql)) WHERE _number = 1
      """
  }
}
