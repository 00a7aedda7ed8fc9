import Contracts
import Warehouse

/// What the catalogue says about tables.
struct TableStatements {
  let connection: Connection
  /// Whether the cluster's catalogue is asked too.
  var isDistributed = false

  /// The facts of which a plan is made.
  func facts(of table: TableLocation) throws(PostgresFault) -> TableFacts {
    let schema = Statement.Parameter.text(table.schema ?? "")
    let results = try connection.pipeline([
      Statement(Self.tableQuery, [schema, .text(table.name)]),
      Statement(Self.columnQuery, [schema, .text(table.name)]),
      Statement(Self.creationQuery, [schema]),
      Statement(Self.keyQuery, [schema, .text(table.name)]),
      Statement(PartitionCatalogue.keyQuery, [schema, .text(table.name)]),
      Statement(PartitionCatalogue.query, [schema, .text(table.name)]),
    ])
    let spread = isDistributed ? try distribution(of: table) : nil
    let creation = results[2].rows.first ?? []
    let role = creation.first ?? nil
    let mayStage = creation.count > 2 && creation[2] == "t"
    guard let row = results[0].rows.first else {
      let mayChange = creation.count > 1 && creation[1] == "t"
      return TableFacts(
        kind: .missing, mayChange: mayChange, mayStage: mayStage, role: role)
    }
    var columns: [TableFacts.Column] = []
    var dropped = 0
    for column in results[1].rows {
      guard column[5] == "f", let name = column[0], let type = column[1] else {
        dropped += 1
        continue
      }
      columns.append(
        TableFacts.Column(
          name: name, type: type, mustBeFilled: column[2] == "t", isGenerated: column[3] == "t",
          comment: column[4]))
    }
    return TableFacts(
      kind: Self.kind(row[0] ?? ""), columns: columns, droppedColumns: dropped, comment: row[3],
      mayChange: row[1] == "t", mayMakeBeside: creation.count > 1 && creation[1] == "t",
      mayInsert: row[2] == "t", mayMerge: row[4] == "t",
      mayStage: mayStage, uniqueKeys: Self.keys(results[3].rows),
      partitioning: PartitionCatalogue.facts(key: results[4].rows, results[5].rows),
      distribution: spread, role: role)
  }

  /// How a table is spread over the nodes of the cluster; nil where it is not.
  func distribution(of table: TableLocation) throws(PostgresFault) -> TableDistribution? {
    let question = Statement(
      ClusterStatements.distribution, [.text(table.schema ?? ""), .text(table.name)])
    guard let row = try connection.pipeline([question])[0].rows.first else { return nil }
    return row[0].map { .byColumn($0) } ?? .everywhere
  }

  /// Whether the schema of a table that is to be made must be made first.
  func lacks(schema: String) throws(PostgresFault) -> Bool {
    let query = Statement(
      "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1", [.text(schema)])
    return try connection.pipeline([query]).first?.rows.isEmpty ?? true
  }

  /// What this role lacks to work on one of the bus's own tables.
  func privilegesLacking(on table: OwnTables.Table) throws(PostgresFault) -> [String] {
    let question = Statement(
      """
      SELECT p FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, \
      unnest(string_to_array($2, ' ')) p WHERE n.nspname = 'trucd' AND c.relname = $1 \
      AND NOT (has_table_privilege(c.oid, p) AND has_schema_privilege(n.oid, 'USAGE'))
      """, [.text(table.name), .text(table.privileges.joined(separator: " "))])
    return try connection.pipeline([question]).first?.rows.compactMap { $0[0] } ?? []
  }

  private static func kind(_ relkind: String) -> TableFacts.Kind {
    switch relkind {
    case "r", "p": .table
    case "v": .other("view")
    case "m": .other("materialized view")
    case "f": .other("foreign table")
    case "S": .other("sequence")
    default: .other("relation of kind \(relkind)")
    }
  }

  private static let tableQuery = """
    SELECT c.relkind, pg_has_role(c.relowner, 'USAGE'), \
    has_table_privilege(c.oid, 'INSERT') AND has_schema_privilege(n.oid, 'USAGE'), \
    obj_description(c.oid, 'pg_class'), \
    has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') \
    AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE') \
    AND has_schema_privilege(n.oid, 'USAGE') \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = $1 AND c.relname = $2
    """

  private static let columnQuery = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), \
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '', \
    a.attgenerated <> '' OR a.attidentity = 'a', col_description(a.attrelid, a.attnum), \
    a.attisdropped \
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum
    """

  /// Each column of a unique index by which `ON CONFLICT` can merge.
  private static let keyQuery = """
    SELECT x.relname, a.attname FROM pg_catalog.pg_index i \
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid \
    JOIN pg_catalog.pg_class c ON c.oid = i.indrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid \
    AND a.attnum = ANY ((i.indkey::smallint[])[0:i.indnkeyatts - 1]) \
    WHERE n.nspname = $1 AND c.relname = $2 AND i.indisunique AND i.indimmediate \
    AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL ORDER BY 1
    """

  private static func keys(_ rows: [[String?]]) -> [TableFacts.UniqueKey] {
    Dictionary(grouping: rows, by: { $0[0] ?? "" })
      .map { TableFacts.UniqueKey(name: $0, columns: $1.compactMap { $0[1] }) }
      .sorted { ($0.name ?? "") < ($1.name ?? "") }
  }

  /// The role, whether it may make a table there, in the schema, or the schema itself, and whether
  /// it may make temporary ones.
  private static let creationQuery = """
    SELECT current_user, coalesce( \
    (SELECT has_schema_privilege(n.oid, 'CREATE') FROM pg_catalog.pg_namespace n \
    WHERE n.nspname = $1), has_database_privilege(current_database(), 'CREATE')), \
    has_database_privilege(current_database(), 'TEMPORARY')
    """
}
