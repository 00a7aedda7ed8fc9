import Warehouse

/// What is said to Citus, which spreads tables over nodes, and asked of its catalogue.
enum ClusterStatements {
  /// Whether the extension is in the database.
  static let isThere = "SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL"

  /// Shards are written one after the other, each in the order of its keys, so that the lanes of all
  /// daemons take locks in one order. What a transaction sets for itself is told to the other nodes.
  static let session = [
    "SET citus.multi_shard_modify_mode = 'sequential'",
    "SET citus.propagate_set_commands = 'local'",
  ]

  /// Within a transaction.
  static func lockTimeout(milliseconds: Int) -> String {
    "SET LOCAL lock_timeout = \(milliseconds)"
  }

  /// - Parameter other: a table whose rows of the same value lie on the same node.
  static func distribute(
    _ table: TableLocation, _ distribution: TableDistribution, with other: TableLocation? = nil
  ) -> String {
    let name = SQLText.literal(table.sql)
    switch distribution {
    case .everywhere: return "SELECT create_reference_table(\(name))"
    case .byColumn(let column):
      let beside = other.map { ", colocate_with => \(SQLText.literal($0.sql))" } ?? ""
      return "SELECT create_distributed_table(\(name), \(SQLText.literal(column))\(beside))"
    }
  }

  /// The column by which a table is spread, NULL where each node has all of it; no row where it is
  /// not spread.
  static let distribution = """
    SELECT CASE WHEN p.partmethod <> 'n' THEN column_to_column_name(p.logicalrelid, p.partkey) END \
    FROM pg_catalog.pg_dist_partition p JOIN pg_catalog.pg_class c ON c.oid = p.logicalrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2
    """
}
