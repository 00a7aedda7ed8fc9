import Contracts

/// What must be done so that a table takes the rows of its contracts: additive statements, or the
/// problems that forbid them (contracts.md section 9: the daemon only adds columns). Never both.
public struct TablePlan: Sendable {
  /// PostgreSQL's limit (MaxHeapAttributeNumber), the bus's own columns included; the same in
  /// every warehouse, so that a contract moves between them.
  public static let columnsMax = 1_600

  public internal(set) var statements: [String] = []
  public private(set) var problems: [TableProblem] = []

  let shape: TableShape
  let part: TablePart
  let layout: TableLayout
  let location: TableLocation
  let facts: TableFacts
  let dialect: any TableDialect
  /// The column by which the table is to be cut; nil where it is whole.
  var partitionColumn: String? {
    part == .rows && dialect.hasPartitions ? shape.partitionColumn : nil
  }
  var lineage: [LineageDeclaration] { layout.hasLineage ? dialect.lineage : [] }

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

  mutating func object(_ message: String) {
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
  var distribute: String? {
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

  var keyInSQL: String {
    layout.primaryKey.map { SQLText.quoted($0) }.joined(separator: ", ")
  }

  mutating func comment(on column: String?, wanted: String?, existing: String?) {
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

  // MARK: Words

  var roleInWords: String { facts.role.map { "The role \($0)" } ?? "This process" }
  var roleInSQL: String { SQLText.quoted(facts.role ?? "trucd") }
}
