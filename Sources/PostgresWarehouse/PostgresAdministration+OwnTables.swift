import Warehouse

/// The bus's own tables: made, given the columns that came later, and looked at.
extension PostgresAdministration {
  public func prepareOwnTables() throws(WarehouseError) {
    try transaction(attemptsMax).run(table: "trucd") { () throws(PostgresFault) in
      if try tables.lacks(schema: "trucd") { try connection.run("CREATE SCHEMA trucd") }
      for table in OwnTables.all { try prepare(table) }
      try connection.run(
        "INSERT INTO trucd.version VALUES (\(OwnTables.version)) ON CONFLICT DO NOTHING")
    }
  }

  private func prepare(_ table: OwnTables.Table) throws(PostgresFault) {
    let location = TableLocation(schema: "trucd", name: table.name)
    let facts = try tables.facts(of: location)
    if facts.kind == .missing {
      try connection.run(table.create)
      if dialect.cluster != nil {
        try connection.run(ClusterStatements.distribute(location, table.distribution))
      }
      for (column, text) in table.comments { try comment(text, on: column, of: location) }
    }
    let additions = facts.kind == .missing ? table.additions : table.additions(to: facts)
    if additions.isEmpty { return }
    guard facts.mayChange else {
      throw PostgresFault(
        sqlState: SQLState.insufficientPrivilege,
        message: Self.columnsLacking(additions, in: table),
        endsSession: false)
    }
    // Lanes of other daemons would wait behind a change that waits for a report.
    if facts.kind != .missing { try TableHolders(connection: connection).check(location) }
    try connection.run(table.adding(additions))
    for column in additions { try comment(column.comment, on: column.name, of: location) }
  }

  private func comment(
    _ text: String, on column: String?, of location: TableLocation
  ) throws(PostgresFault) {
    let statement =
      if let column {
        dialect.comment(text, onColumn: column, of: location)
      } else {
        dialect.comment(text, on: location)
      }
    if let statement { try connection.run(statement) }
  }

  private static func columnsLacking(
    _ columns: [OwnTables.Column], in table: OwnTables.Table
  ) -> String {
    "The table lacks columns of this release and the role may not add them; have the table's owner "
      + "run: \(table.adding(columns))."
  }

  /// - Returns: nil where the role can work with the table, or make it.
  func examine(_ table: OwnTables.Table) throws(PostgresFault) -> TableProblem? {
    let name = table.qualifiedName
    let facts = try tables.facts(of: TableLocation(schema: "trucd", name: table.name))
    let role = SQLText.quoted(facts.role ?? "trucd")
    if facts.kind == .missing {
      if facts.mayChange { return nil }
      return TableProblem(
        table: name,
        message: "The table does not exist and the role may not create it; have the database's "
          + "owner run: CREATE SCHEMA trucd AUTHORIZATION \(role).")
    }
    if dialect.cluster != nil, facts.distribution != table.distribution {
      let location = TableLocation(schema: "trucd", name: table.name)
      return TableProblem(
        table: name,
        message: "The table is not spread over the cluster as it should be; have its owner run: "
          + "\(ClusterStatements.distribute(location, table.distribution)).")
    }
    let lackingColumns = table.additions(to: facts)
    if !lackingColumns.isEmpty, !facts.mayChange {
      return TableProblem(table: name, message: Self.columnsLacking(lackingColumns, in: table))
    }
    let lacking = try tables.privilegesLacking(on: table)
    if lacking.isEmpty { return nil }
    let list = lacking.joined(separator: ", ")
    return TableProblem(
      table: name,
      message: "The role lacks \(list); have the table's owner run: GRANT USAGE ON SCHEMA "
        + "trucd TO \(role); GRANT \(list) ON \(name) TO \(role).")
  }
}

extension OwnTables.Table {
  /// What a table that stands lacks of the columns that came later.
  func additions(to facts: TableFacts) -> [OwnTables.Column] {
    additions.filter { column in
      !facts.columns.contains { $0.name.utf8.elementsEqual(column.name.utf8) }
    }
  }

  /// Columns without a default, which rewrite nothing.
  func adding(_ columns: [OwnTables.Column]) -> String {
    let list = columns.map { "ADD COLUMN IF NOT EXISTS \($0.name) \($0.type)" }
    return "ALTER TABLE \(qualifiedName) \(list.joined(separator: ", "))"
  }
}
