import Contracts
import Warehouse

/// How the catalogue tells the partitions of a table.
enum PartitionCatalogue {
  /// `t` where the table is cut by ranges of one column, and that column.
  static let keyQuery = """
    SELECT p.partstrat = 'r' AND p.partnatts = 1, a.attname \
    FROM pg_catalog.pg_partitioned_table p \
    JOIN pg_catalog.pg_class c ON c.oid = p.partrelid \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0] \
    WHERE n.nspname = $1 AND c.relname = $2
    """

  /// Schema, name, whether it is being detached, whether it is the default one, whether its bounds
  /// are days, and its bounds in microseconds. A bound is read by the database, which wrote it;
  /// those of other types, and infinity, are left out.
  static let query = """
    SELECT m.nspname, h.relname, i.inhdetachpending, b.text = 'DEFAULT', \
    k.atttypid = 'date'::regtype, \
    \(bound("FROM")), \(bound("TO")) \
    FROM pg_catalog.pg_inherits i \
    JOIN pg_catalog.pg_class c ON c.oid = i.inhparent \
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = c.oid \
    JOIN pg_catalog.pg_class h ON h.oid = i.inhrelid \
    JOIN pg_catalog.pg_namespace m ON m.oid = h.relnamespace \
    LEFT JOIN pg_catalog.pg_attribute k ON k.attrelid = c.oid AND k.attnum = p.partattrs[0], \
    LATERAL (SELECT pg_get_expr(h.relpartbound, h.oid) AS text) b \
    WHERE n.nspname = $1 AND c.relname = $2 ORDER BY 1, 2
    """

  private static func bound(_ end: String) -> String {
    """
    CASE WHEN k.atttypid IN ('date'::regtype, 'timestamptz'::regtype) THEN \
    (extract(epoch FROM substring(b.text FROM '\(end) \\(''([0-9][^'']*)''\\)')::timestamptz) \
    * 1000000)::bigint END
    """
  }

  static func facts(key: [[String?]], _ rows: [[String?]]) -> PartitionFacts? {
    guard let key = key.first else { return nil }
    return PartitionFacts(
      column: key[0] == "t" ? key[1] : nil,
      partitions: rows.map { row in
        let shift = row[4] == "t" ? VietnamDay.start(of: 0) : 0
        return PartitionFacts.Partition(
          location: TableLocation(schema: row[0], name: row[1] ?? ""),
          from: row.integer(5).map { $0 + shift }, to: row.integer(6).map { $0 + shift },
          isBeingDetached: row[2] == "t", isDefault: row[3] == "t")
      })
  }
}
