import Contracts
import Warehouse

/// The statements that bring a table of PostgreSQL to its contracts.
struct PostgresMigration {
  private(set) var steps: [MigrationStep] = []
  let shape: TableShape
  let part: TablePart
  let location: TableLocation
  let facts: TableFacts
  private let layout: TableLayout
  private let differences: TableDifferences
  let dialect: PostgresDialect
  let today: Int
  private var isWhole: Bool { facts.partitioning == nil }

  init(
    _ shape: TableShape, _ part: TablePart, at location: TableLocation, facts: TableFacts,
    dialect: PostgresDialect, today: Int
  ) {
    self.shape = shape
    self.part = part
    self.location = location
    self.facts = facts
    self.dialect = dialect
    self.today = today
    layout = TableLayout(shape, part)
    differences = TableDifferences(shape, part, facts, dialect)
    switch facts.kind {
    case .missing: break
    case .other(let kind):
      add("\(location.sql) is a \(kind); rename it, and the bus makes the table.", [])
    case .table where !differences.lineageMissing.isEmpty || !differences.lineageWrong.isEmpty:
      setAside()
    case .table: change()
    }
  }

  private mutating func change() {
    if !facts.mayChange, !differences.missing.isEmpty {
      add(
        "Adds what the contract has more; the bus's role does not own the table.",
        dialect.addColumns(differences.missing, to: location))
    }
    changeColumns()
    if differences.lacksKey { changeKey() }
    if let cut = differences.cut { change(cut) }
  }

  mutating func add(
    _ title: String, _ statements: [String], _ lock: MigrationStep.Lock = .moment,
    rewrites: Bool = false, losesData: Bool = false
  ) {
    steps.append(
      MigrationStep(
        table: shape.name, title: title, statements: statements, lock: lock, rewrites: rewrites,
        losesData: losesData))
  }

  func name(_ text: String) -> String { SQLText.quoted(text) }
  var alter: String { "ALTER TABLE \(location.sql)" }
  func beside(_ suffix: String) -> TableLocation {
    TableLocation(schema: location.schema, name: location.name + suffix)
  }

  /// Where a row came from cannot be known afterwards.
  private mutating func setAside() {
    add(
      "The table was not made by the bus and lacks its columns (\(lineageInWords)). It is set aside, "
        + "and the bus makes its own; what it holds can be copied by hand.",
      ["\(alter) RENAME TO \(name(location.name + "__before"))"])
  }

  private var lineageInWords: String {
    (differences.lineageMissing.map(\.name) + differences.lineageWrong.map(\.name))
      .joined(separator: ", ")
  }

  // MARK: Columns

  private mutating func changeColumns() {
    for column in differences.unfilled {
      add(
        "\(name(column.name)) may be empty, for no contract fills it.",
        ["\(alter) ALTER COLUMN \(name(column.name)) DROP NOT NULL"])
    }
    for column in differences.generated {
      add(
        "\(name(column.name)) is filled by the contract and no longer generated; an identity column "
          + "takes DROP IDENTITY instead.",
        ["\(alter) ALTER COLUMN \(name(column.name)) DROP EXPRESSION"])
    }
    if differences.retyped.isEmpty { return }
    let changes = differences.retyped.map {
      "\(name($0.column.name)) from \($0.found.type) to \($0.column.type)"
    }
    let actions = differences.retyped.map { change in
      let column = name(change.column.name)
      let value = RetypedValue(column: column, from: change.found.type, to: change.column.type)
      return "ALTER COLUMN \(column) TYPE \(change.column.type) USING \(value.sql)"
    }
    let rewrites = differences.retyped.contains {
      !RetypedValue(column: "", from: $0.found.type, to: $0.column.type).isStoredAlike
    }
    let isCutBy = differences.retyped.contains { $0.column.name == facts.partitioning?.column }
    add(
      "Changes \(changes.joined(separator: ", ")). A value that does not fit ends it, and nothing is "
        + "changed; times without a zone are read in Asia/Ho_Chi_Minh."
        + (isCutBy ? " A column by which the table is cut cannot be changed: cut it anew." : ""),
      isCutBy ? [] : ["\(alter) \(actions.joined(separator: ", "))"],
      rewrites ? .everybody : .moment, rewrites: rewrites)
  }

  // MARK: The key

  private mutating func changeKey() {
    if part != .rows {
      // What it holds is the bus's own and is gathered anew.
      add(
        part == .keys
          ? "The key has changed: the bus makes the table of keys anew."
          : "The key has changed: what was deleted is forgotten, and the bus makes the table anew.",
        ["DROP TABLE \(location.sql)"], losesData: part == .ended)
      return
    }
    addValidity()
    removeRepetitions()
    dropOtherKeys()
    let key = layout.primaryKey.map(name).joined(separator: ", ")
    let index = location.name + "__key"
    if isWhole {
      add(
        "Makes the key by which rows are merged; it must have no NULL.",
        [
          "CREATE UNIQUE INDEX CONCURRENTLY \(name(index)) ON \(location.sql) (\(key))",
          "\(alter) ADD PRIMARY KEY USING INDEX \(name(index))",
        ], rewrites: true)
    } else {
      add(
        "Makes the key by which rows are merged; it must have no NULL.",
        ["\(alter) ADD PRIMARY KEY (\(key))"], .everybody, rewrites: true)
    }
  }

  /// A table that kept no history has none yet: each row is valid from its order on.
  private mutating func addValidity() {
    guard case .history(let rows) = shape.mode, let place = shape.orderPlace,
      differences.missing.contains(where: { $0.name == ValidityColumn.from })
    else { return }
    let type = shape.columns[place].type
    let (from, to) = (name(ValidityColumn.from), name(ValidityColumn.to))
    let key = rows.key.map(name).joined(separator: ", ")
    let order = name(rows.order)
    add(
      "Gives each row its validity: from its order to that of the next version of its key.",
      [
        "\(alter) ADD COLUMN IF NOT EXISTS \(from) \(type), ADD COLUMN IF NOT EXISTS \(to) \(type)",
        """
        UPDATE \(location.sql) t SET \(from) = v.valid, \(to) = v.ended FROM (\
        SELECT tableoid AS part, ctid AS place, \(order) AS valid, \
        lead(\(order)) OVER (PARTITION BY \(key) ORDER BY \(order), \(Self.ties)) AS ended \
        FROM \(location.sql)) v WHERE t.tableoid = v.part AND t.ctid = v.place
        """,
      ], .everybody, rewrites: true)
  }

  private static let ties = """
    coalesce(_timestamp, '-infinity'), _source, _partition, _offset, _item
    """

  /// Of each key the largest version stays, as the bus itself would have it.
  private mutating func removeRepetitions() {
    guard let keyed = shape.mode.keyed else { return }
    let key = layout.primaryKey.map { name($0 == ValidityColumn.from ? keyed.order : $0) }
      .joined(separator: ", ")
    add(
      "Removes all but the largest version of each key. Load must be stopped, or the next step fails "
        + "by what came meanwhile.",
      [
        """
        DELETE FROM \(location.sql) t USING (SELECT tableoid AS part, ctid AS place, \
        row_number() OVER (PARTITION BY \(key) ORDER BY \(name(keyed.order)) DESC, \
        \(Self.descendingTies)) AS number \
        FROM \(location.sql)) v WHERE v.number > 1 AND t.tableoid = v.part AND t.ctid = v.place
        """
      ], .nobody, rewrites: true, losesData: true)
  }

  private static let descendingTies = """
    coalesce(_timestamp, '-infinity') DESC, _source DESC, _partition DESC, _offset DESC, _item DESC
    """

  /// A unique key of other columns would refuse rows that the contract takes.
  private mutating func dropOtherKeys() {
    let names = facts.uniqueKeys
      .filter { key in !key.columns.allSatisfy { LineageColumn.names.contains($0) } }
      .compactMap(\.name)
    if names.isEmpty { return }
    add(
      "Drops the unique keys that the table had, which would refuse rows that the contract takes. "
        + "One that is no constraint takes DROP INDEX instead.",
      names.map { "\(alter) DROP CONSTRAINT \(name($0))" })
  }
}
