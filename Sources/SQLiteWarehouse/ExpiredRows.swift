import Contracts
import Warehouse

/// Rows whose time is over. A file has no partitions, so that all go one by one: what lay in a
/// partition that is past its retention, closed versions of `history`, and deleted keys.
struct ExpiredRows {
  /// Rows looked at in one transaction.
  private static let pieceRows = 20_000

  /// Where they are, and what says that they are over.
  let table: TableLocation
  let condition: String

  static func all(of shape: TableShape, at rows: TableLocation, on today: Int) -> [ExpiredRows] {
    guard let retention = shape.retention else { return [] }
    let day = retention.firstDayKept(at: today)
    var all: [ExpiredRows] = []
    if let kept = shape.firstDayKept(on: today), let place = shape.partitionPlace {
      let column = shape.columns[place]
      all.append(
        ExpiredRows(
          table: rows, condition: "\(SQLText.quoted(column.name)) < \(literal(kept, column.type))"))
    }
    if case .history = shape.mode, let order = shape.orderPlace {
      let end = literal(day, shape.columns[order].type)
      all.append(
        ExpiredRows(table: rows, condition: "\(SQLText.quoted(ValidityColumn.to)) <= \(end)"))
    }
    if shape.mode.keyed?.tombstone == .delete {
      all.append(
        ExpiredRows(
          table: TablePart.ended.location(beside: rows),
          condition: "_loaded_at < \(literal(day, .timestamptz))"))
    }
    return all
  }

  /// The beginning of a day, as a column of the type holds it: instants and days sort as texts.
  private static func literal(_ day: Int, _ type: ColumnType) -> String {
    let text =
      type == .date
      ? VietnamDay.text(of: day)
      : ValueText.instant(VietnamDay.start(of: day))
    return SQLText.literal(text)
  }

  /// Deletes among the rows from a row id on.
  /// - Returns: where to go on; nil at the end.
  func deletePiece(from: Int64, in database: Database) throws(SQLiteFault) -> Int64? {
    let last = try database.rows(
      """
      SELECT max(_rowid_) FROM (SELECT _rowid_ FROM \(table.sql) WHERE _rowid_ >= ? \
      ORDER BY _rowid_ LIMIT \(Self.pieceRows))
      """, [.integer(from)])
    guard let end: Int64 = last.first?.integer(0) else { return nil }
    try database.run(
      "DELETE FROM \(table.sql) WHERE _rowid_ BETWEEN ? AND ? AND \(condition)",
      [.integer(from), .integer(end)])
    return end == .max ? nil : end + 1
  }
}
