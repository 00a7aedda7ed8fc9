import Contracts
import Warehouse

/// Temporary tables with what a merge must know of rows that stand already: on a cluster it is
/// fetched by one join each, for a node cannot look up neighbours of rows that lie elsewhere. A
/// database of one machine needs none of this: there the tables themselves are asked.
struct NearTables {
  /// The versions that hold at or after the first of the batch with their key; `history` alone.
  private(set) var rows: String?
  /// The tombstones of the batch's keys, where tombstones delete.
  private(set) var ended: String?
  private(set) var create: [String] = []
  private(set) var drop: [String] = []

  init(_ shape: TableShape, number: Int) {
    guard let keyed = shape.mode.keyed else { return }
    let keys = shape.keyPlaces.map { shape.columns[$0] }
    if case .history = shape.mode, let order = shape.orderPlace.map({ shape.columns[$0] }) {
      let validity = [ValidityColumn.from, ValidityColumn.to].map {
        TableShape.Column(name: $0, type: order.type)
      }
      rows = make(
        "trucd_near_\(number)", keys + validity, [], by: keyed.key + [ValidityColumn.from])
    }
    if keyed.tombstone == .delete {
      let layout = TableLayout(shape, .ended)
      ended = make(
        "trucd_near_ended_\(number)", layout.columns, StagingTable.lineage, by: layout.primaryKey)
    }
  }

  private mutating func make(
    _ name: String, _ columns: [TableShape.Column], _ lineage: [String], by index: [String]
  ) -> String {
    let declarations = columns.map { "\(SQLText.quoted($0.name)) \(StagingTable.type($0.type))" }
    create += [
      """
      CREATE TEMPORARY TABLE \(name) (\((declarations + lineage).joined(separator: ", "))) \
      ON COMMIT DELETE ROWS
      """,
      "CREATE INDEX ON pg_temp.\(name) (\(index.map { SQLText.quoted($0) }.joined(separator: ", ")))",
    ]
    drop.append("DROP TABLE pg_temp.\(name)")
    return "pg_temp.\(name)"
  }
}
