import Contracts

/// What must be done so that a table takes the rows of its contracts: additive statements, or the
/// problems that forbid them (contracts.md section 9: the daemon only adds columns). Never both.
public struct TablePlan: Sendable {
  /// PostgreSQL's limit (MaxHeapAttributeNumber), the bus's own columns included; the same in
  /// every warehouse, so that a contract moves between them.
  public static let columnsMax = 1_600

  public private(set) var statements: [String] = []
  public private(set) var problems: [TableProblem] = []

  private let shape: TableShape
  private let part: TablePart
  private let layout: TableLayout
  private let location: TableLocation
  private let facts: TableFacts
  private let dialect: any TableDialect
  /// The column by which the table is to be cut; nil where it is whole.
  private var partitionColumn: String? {
    part == .rows && dialect.hasPartitions ? shape.partitionColumn : nil
  }
  private var lineage: [LineageDeclaration] { layout.hasLineage ? dialect.lineage : [] }

  /// - Parameter location: of the part, as `TablePart.location(beside:)` says.
  public init(
    _ shape: TableShape, _ part: TablePart = .rows, at location: TableLocation, facts: TableFacts,
    dialect: any TableDialect
  ) {
    self.shape = shape
    self.part = part
    layout = TableLayout(shape, part)
    self.location = location
    self.facts = facts
    self.dialect = dialect

    checkNames()
    if part == .rows, shape.mode != .append, !facts.mayStage {
      object(
        "\(roleInWords) may not make temporary tables, which mode `\(shape.mode.name)` needs; have "
          + "the database's owner run: GRANT TEMPORARY ON DATABASE … TO \(roleInSQL).")
    }
    switch facts.kind {
    case .missing: create()
    case .table: extend()
    case .other(let kind):
      object(
        "\(location.sql) is a \(kind), rows go into tables only; rename it or choose another "
          + "`table` in the contract.")
    }
    if !problems.isEmpty { statements = [] }
  }

  private mutating func object(_ message: String) {
    problems.append(TableProblem(table: shape.name, message: message))
  }

  // MARK: Names and number of columns

  private mutating func checkNames() {
    if part != .rows, let objection = TableName.objection(toIdentifier: location.name) {
      object("The mode needs a table beside it. \(objection)")
    }
    if partitionColumn != nil,
      let objection = TableName.objection(toIdentifier: location.name + "__p00000000")
    {
      object("Its partitions need longer names. \(objection)")
    }
    let reserved = Set(lineage.map { dialect.key(of: $0.name) })
    var seen: Set<[UInt8]> = []
    for column in layout.columns {
      if let objection = TableName.objection(toIdentifier: column.name) {
        object("A column's name does not fit. \(objection)")
      }
      let key = dialect.key(of: column.name)
      if reserved.contains(key) {
        object(
          "The column \(column.name) is one of the bus's own; give the property another `column`.")
      }
      if !seen.insert(key).inserted {
        object("The column \(column.name) stands twice; give one of them another `column`.")
      }
    }
    let total = layout.columns.count + lineage.count
    if total > Self.columnsMax {
      object(
        "The contracts ask for \(layout.columns.count) columns; a table holds \(Self.columnsMax), "
          + "\(lineage.count) of them the bus's own. Set `\"x-trucd\": false` on what need "
          + "not be a column, or leave a nested object whole as jsonb.")
    }
  }

  // MARK: A new table

  private mutating func create() {
    guard facts.mayChange else {
      return object(
        "The table does not exist and \(roleInWords) may not create it; have its owner run: GRANT "
          + "CREATE ON SCHEMA \(SQLText.quoted(location.schema ?? "")) TO \(roleInSQL).")
    }
    let contract = layout.columns.map { declaration(of: $0) }
    let lineage = self.lineage.map {
      "\(SQLText.quoted($0.name)) \($0.type)\($0.constraint.isEmpty ? "" : " \($0.constraint)")"
    }
    let key = layout.primaryKey.isEmpty ? [] : ["PRIMARY KEY (\(keyInSQL))"]
    let cut = partitionColumn.map { " PARTITION BY RANGE (\(SQLText.quoted($0)))" } ?? ""
    statements.append(
      "CREATE TABLE \(location.sql) (\((contract + lineage + key).joined(separator: ", ")))\(cut)")
    if let distribute { statements.append(distribute) }
    comment(on: nil, wanted: layout.comment, existing: nil)
    for column in layout.columns { comment(on: column.name, wanted: column.comment, existing: nil) }
    for column in self.lineage {
      comment(on: column.name, wanted: column.comment, existing: nil)
    }
  }

  /// Spreads the table over the nodes of a cluster; nil where there are none.
  private var distribute: String? {
    dialect.distribute(
      location, by: shape.distributionColumn,
      with: part == .rows ? nil : part.rows(beside: location))
  }

  private func declaration(of column: TableShape.Column) -> String {
    let isByBytes = column.type == .text && layout.comparedByBytes.contains(column.name)
    return "\(SQLText.quoted(column.name)) \(dialect.type(column.type))"
      + (isByBytes ? dialect.comparingByBytes : "")
      + (layout.primaryKey.contains(column.name) ? " NOT NULL" : "")
  }

  private var keyInSQL: String {
    layout.primaryKey.map { SQLText.quoted($0) }.joined(separator: ", ")
  }

  private mutating func comment(on column: String?, wanted: String?, existing: String?) {
    guard let wanted, facts.mayChange else { return }
    if let existing, existing.utf8.elementsEqual(wanted.utf8) { return }
    let statement =
      if let column {
        dialect.comment(wanted, onColumn: column, of: location)
      } else {
        dialect.comment(wanted, on: location)
      }
    if let statement { statements.append(statement) }
  }

  // MARK: A table that stands

  private mutating func extend() {
    let existing = Dictionary(
      facts.columns.map { (dialect.key(of: $0.name), $0) }, uniquingKeysWith: { a, _ in a })
    let differences = TableDifferences(shape, part, facts, dialect)
    objectToLineage(differences)
    objectToColumns(differences)
    if differences.lacksKey {
      object(
        "The table has no unique key of (\(keyInSQL)), by which mode `\(shape.mode.name)` merges: "
          + dialect.wayToKey(keyInSQL, of: location)
          + ", or choose another `table` in the contract and let the bus make it.")
    }
    if let cut = differences.cut { objectTo(cut) }
    checkDistribution()
    if partitionColumn != nil, !facts.mayChange || !facts.mayMakeBeside {
      object(
        "\(roleInWords) may not make partitions; have the table's owner run: ALTER TABLE "
          + "\(location.sql) OWNER TO \(roleInSQL); GRANT CREATE ON SCHEMA "
          + "\(SQLText.quoted(location.schema ?? "")) TO \(roleInSQL).")
    }
    add(differences.missing)
    comment(on: nil, wanted: layout.comment, existing: facts.comment)
    for column in layout.columns {
      let found = existing[dialect.key(of: column.name)]
      comment(on: column.name, wanted: column.comment, existing: found?.comment)
    }
    if !(shape.mode == .append ? facts.mayInsert : facts.mayMerge) {
      let privileges = shape.mode == .append ? "INSERT" : "SELECT, INSERT, UPDATE, DELETE"
      object(
        "\(roleInWords) may not \(shape.mode == .append ? "insert" : "merge"); have the table's "
          + "owner run: GRANT USAGE ON SCHEMA \(SQLText.quoted(location.schema ?? "")) TO "
          + "\(roleInSQL); GRANT \(privileges) ON \(location.sql) TO \(roleInSQL).")
    }
  }

  private mutating func objectToLineage(_ differences: TableDifferences) {
    for found in differences.lineageWrong {
      let wanted = lineage.first { dialect.key(of: $0.name) == dialect.key(of: found.name) }
      object(
        "The bus's column \(SQLText.quoted(found.name)) is \(found.type) and must be a plain "
          + "\(wanted?.type ?? "column").")
    }
    if differences.lineageMissing.isEmpty { return }
    let wanting = differences.lineageMissing.map { "\(SQLText.quoted($0.name)) \($0.type)" }
    object(
      "The table lacks columns of the bus: \(wanting.joined(separator: ", ")). Add them, or "
        + "choose another `table` in the contract and let the bus make it.")
  }

  private mutating func objectToColumns(_ differences: TableDifferences) {
    // Columns that no contract fills must be able to stay empty.
    for column in differences.unfilled {
      object(
        "The column \(SQLText.quoted(column.name)) is NOT NULL without a default and no contract "
          + "fills it; give it a default or drop its NOT NULL.")
    }
    for column in differences.generated {
      object(
        "The column \(SQLText.quoted(column.name)) is generated by the database and takes no "
          + "values; drop it, or give the property another `column`.")
    }
    for (column, found) in differences.retyped.map({ ($0.column, $0.found) }) {
      object(
        "The column \(SQLText.quoted(column.name)) is \(found.type), the contract needs "
          + "\(dialect.type(column.type)). The bus never changes a type: trucd schema migrate "
          + "prints the statements, or give the property another `column` or `type`.")
    }
  }

  /// A table that stands is never cut anew. One that an operator has cut is as good as a whole one
  /// where contracts say nothing of it.
  private mutating func objectTo(_ cut: TableDifferences.Cut) {
    let wanted = SQLText.quoted(partitionColumn ?? "")
    let way =
      "trucd schema migrate prints the statements, or choose another `table` and let the bus make it."
    switch cut {
    case .whole: object("The table is whole and the contract cuts it by \(wanted): \(way)")
    case .otherwise(let column):
      let by = column.map { "by ranges of \(SQLText.quoted($0))" } ?? "in another way"
      object("The table is cut \(by) and the contract cuts it by \(wanted): \(way)")
    case .hasDefault(let partition):
      object(
        "The table has a default partition, and beside it none can be made without holding up "
          + "loads; have its owner run: ALTER TABLE \(location.sql) DETACH PARTITION "
          + "\(partition.sql).")
    }
  }

  /// A table that stands is never spread, nor spread anew: its rows would have to move.
  private mutating func checkDistribution() {
    guard let distribute else { return }
    let wanted = shape.distributionColumn
    switch facts.distribution {
    case .byColumn(let column)? where dialect.key(of: column) == dialect.key(of: wanted): return
    case .byColumn(let column)?:
      object(
        "The table is spread by \(SQLText.quoted(column)) and the contract spreads it by "
          + "\(SQLText.quoted(wanted)): say so in `distribution`, or have its owner run: SELECT "
          + "alter_distributed_table(\(SQLText.literal(location.sql)), distribution_column => "
          + "\(SQLText.literal(wanted))).")
    case .everywhere?:
      object(
        "Each node has all of the table, and the contract spreads it by "
          + "\(SQLText.quoted(wanted)); choose another `table` and let the bus make it.")
    case nil:
      object(
        "The table is on one node and warehouse.distributed is set; have its owner run: "
          + "\(distribute).")
    }
  }

  private mutating func add(_ columns: [TableShape.Column]) {
    if columns.isEmpty { return }
    let used = facts.columns.count + facts.droppedColumns
    if used + columns.count > Self.columnsMax {
      object(
        "The table has used \(used) of \(Self.columnsMax) columns (dropped ones count) and "
          + "\(columns.count) more are needed; start a new table with a new major version.")
    }
    guard facts.mayChange else {
      let names = columns.map { SQLText.quoted($0.name) }.joined(separator: ", ")
      return object(
        "\(roleInWords) does not own the table and cannot add \(names); have its owner run: "
          + dialect.addColumns(columns, to: location).joined(separator: "; ") + ".")
    }
    statements += dialect.addColumns(columns, to: location)
  }

  private var roleInWords: String { facts.role.map { "The role \($0)" } ?? "This process" }
  private var roleInSQL: String { SQLText.quoted(facts.role ?? "trucd") }
}
