import Contracts
import Warehouse

/// What the file's catalogue says about tables.
struct TableStatements {
  let database: Database

  /// The facts of which a plan is made.
  func facts(of table: TableLocation) throws(SQLiteFault) -> TableFacts {
    let kinds = try database.rows(
      "SELECT type FROM sqlite_schema WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')",
      [.text(table.name)])
    guard let kind = kinds.first?.first ?? nil else { return .missing }
    let columns = try database.rows(
      """
      SELECT name, type, "notnull" AND dflt_value IS NULL AND hidden = 0 \
      AND NOT (pk = 1 AND upper(type) = 'INTEGER'), hidden IN (2, 3) FROM pragma_table_xinfo(?)
      """, [.text(table.name)])
    return TableFacts(
      kind: kind == "table" ? .table : .other(kind),
      columns: columns.map { row in
        TableFacts.Column(
          name: row[0] ?? "", type: row[1] ?? "", mustBeFilled: row[2] == "1",
          isGenerated: row[3] == "1")
      }, uniqueKeys: try uniqueKeys(of: table))
  }

  /// Of a primary key and of each unique index that covers all rows.
  private func uniqueKeys(of table: TableLocation) throws(SQLiteFault)
    -> [TableFacts.UniqueKey]
  {
    let primary = try database.rows(
      "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0", [.text(table.name)])
    let indexed = try database.rows(
      """
      SELECT i.name, c.name FROM pragma_index_list(?) i JOIN pragma_index_info(i.name) c \
      WHERE i."unique" AND NOT i.partial
      """, [.text(table.name)])
    // An expression has no column name.
    let byIndex = Dictionary(grouping: indexed, by: { $0[0] ?? "" })
      .filter { _, rows in rows.allSatisfy { $0[1] != nil } }
    return [TableFacts.UniqueKey(name: nil, columns: primary.compactMap { $0[0] })]
      + byIndex.map { TableFacts.UniqueKey(name: $0, columns: $1.compactMap { $0[1] }) }
  }

  /// What is wrong with the bus's own tables. Those that are missing are made at the start; those
  /// that are there must have the columns that the bus uses.
  func problemsOfOwnTables() throws(SQLiteFault) -> [TableProblem] {
    var problems: [TableProblem] = []
    if database.isReadOnly {
      problems.append(
        TableProblem(
          table: OwnTables.ledger,
          message: "\(database.file) is read only for this process; let it write the file and its "
            + "folder."))
    }
    for (name, columns) in try OwnTables.layout() {
      let found = try facts(of: TableLocation(schema: nil, name: name))
      if found.kind == .missing { continue }
      let present = Set(found.columns.map { Array($0.name.utf8) })
      let lacking = columns.filter { !present.contains(Array($0.utf8)) }
      if found.kind == .table, lacking.isEmpty { continue }
      problems.append(
        TableProblem(
          table: name,
          message:
            "It is no table of the bus's layout\(Self.words(lacking)); rename it and the bus "
            + "makes its own, or take another file."))
    }
    return problems
  }

  private static func words(_ lacking: [String]) -> String {
    lacking.isEmpty ? "" : ": it lacks \(lacking.joined(separator: ", "))"
  }
}
