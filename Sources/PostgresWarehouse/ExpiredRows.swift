import Contracts
import Warehouse

/// Rows that go one by one when their time is over: closed versions of `history`, and deleted keys.
///
/// They are deleted by pieces of the table, in its own order, so that each row is looked at once.
/// What a lane has locked is left for the next time: nobody waits.
struct ExpiredRows {
  /// A piece of the table, 8 MiB.
  private static let blocks = 1_024

  /// Where they are, and what says that they are over.
  let table: TableLocation
  let condition: String

  static func all(of shape: TableShape, at rows: TableLocation, on today: Int) -> [ExpiredRows] {
    guard let retention = shape.retention, let keyed = shape.mode.keyed else { return [] }
    let day = retention.firstDayKept(at: today)
    let instant = SQLText.literal(
      ValueText.of(.timestamptz(microseconds: VietnamDay.start(of: day))))
    var all: [ExpiredRows] = []
    if case .history = shape.mode, let order = shape.orderPlace {
      let end =
        shape.columns[order].type == .date ? SQLText.literal(VietnamDay.text(of: day)) : instant
      all.append(
        ExpiredRows(table: rows, condition: "\(SQLText.quoted(ValidityColumn.to)) <= \(end)"))
    }
    if keyed.tombstone == .delete {
      all.append(
        ExpiredRows(
          table: TablePart.ended.location(beside: rows), condition: "_loaded_at < \(instant)"))
    }
    return all
  }

  /// - Parameter isDistributed: the rows are on other nodes, which know no places of rows; then they
  ///   go in one statement.
  func delete(
    on connection: Connection, isDistributed: Bool, while goesOn: () -> Bool
  ) throws(PostgresFault) {
    if isDistributed {
      try connection.run("DELETE FROM \(table.sql) WHERE \(condition)")
      return
    }
    for (leaf, blocks) in try leaves(connection) {
      for start in stride(from: 0, to: blocks, by: Self.blocks) where goesOn() {
        try connection.run(
          """
          DELETE FROM ONLY \(leaf) WHERE ctid = ANY (ARRAY(SELECT ctid FROM ONLY \(leaf) \
          WHERE ctid >= '(\(start),0)'::tid AND ctid < '(\(start + Self.blocks),0)'::tid \
          AND \(condition) FOR UPDATE SKIP LOCKED))
          """)
      }
    }
  }

  /// The table itself, or its partitions, with their number of blocks.
  private func leaves(_ connection: Connection) throws(PostgresFault) -> [(String, Int)] {
    let query = Statement(
      """
      SELECT m.nspname, l.relname, pg_relation_size(l.oid) / current_setting('block_size')::bigint \
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
      JOIN pg_catalog.pg_class l ON l.relkind = 'r' AND (l.oid = c.oid OR l.oid IN \
      (SELECT t.relid FROM pg_partition_tree(c.oid) t WHERE t.isleaf)) \
      JOIN pg_catalog.pg_namespace m ON m.oid = l.relnamespace \
      WHERE n.nspname = $1 AND c.relname = $2
      """, [.text(table.schema ?? ""), .text(table.name)])
    return try connection.pipeline([query])[0].rows.map { row in
      (TableLocation(schema: row[0], name: row[1] ?? "").sql, row.integer(2) ?? 0)
    }
  }
}
