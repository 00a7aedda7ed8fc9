import Contracts
import Warehouse

/// The statements by which partitions of one table come and go.
struct PartitionStatements {
  /// The comment of a partition that is on its way out. A table that bears it and belongs to no
  /// other is what an interrupted retention left.
  static let leaving = "trucd: hết thời hạn lưu giữ, sẽ bị xoá"

  private static let check = "trucd_partition"

  let table: TableLocation
  private let column: String
  private let holdsDays: Bool
  /// A cluster cannot detach a partition beside its readers; it waits for them, as long as DDL may.
  private let isDistributed: Bool

  /// Nil where the table is not cut.
  init?(_ shape: TableShape, at table: TableLocation, isDistributed: Bool = false) {
    guard let name = shape.partitionColumn, let place = shape.partitionPlace else { return nil }
    self.table = table
    self.isDistributed = isDistributed
    column = SQLText.quoted(name)
    holdsDays = shape.columns[place].type == .date
  }

  /// Makes a partition beside the table and attaches it, which waits for no reader of the table. The
  /// check spares the search for rows that do not belong; attached, it would only cost.
  ///
  /// - Parameter range: microseconds since 1970.
  func make(_ range: Range<Int64>) -> [String] {
    let partition = location(of: range)
    let (from, to) = (bound(range.lowerBound), bound(range.upperBound))
    let first = VietnamDay.text(of: VietnamDay.of(microseconds: range.lowerBound))
    let last = VietnamDay.text(of: VietnamDay.of(microseconds: range.upperBound - 1))
    return [
      """
      CREATE TABLE \(partition.sql) (LIKE \(table.sql) INCLUDING ALL, CONSTRAINT \(Self.check) \
      CHECK (\(column) IS NOT NULL AND \(column) >= \(from) AND \(column) < \(to)))
      """,
      "ALTER TABLE \(table.sql) ATTACH PARTITION \(partition.sql) FOR VALUES FROM (\(from)) TO (\(to))",
      "ALTER TABLE \(partition.sql) DROP CONSTRAINT \(Self.check)",
      Self.comment("Phân vùng từ ngày \(first) đến hết ngày \(last)", on: partition),
    ]
  }

  /// Named by its first day.
  private func location(of range: Range<Int64>) -> TableLocation {
    let day = VietnamDay.text(of: VietnamDay.of(microseconds: range.lowerBound))
    return TableLocation(
      schema: table.schema, name: table.name + "__p" + day.filter { $0 != "-" })
  }

  private func bound(_ instant: Int64) -> String {
    SQLText.literal(
      holdsDays
        ? VietnamDay.text(of: VietnamDay.of(microseconds: instant))
        : ValueText.of(.timestamptz(microseconds: instant)))
  }

  /// Each is a transaction of its own: `CONCURRENTLY` asks for it. A detachment that was interrupted
  /// is brought to its end.
  func remove(_ partition: PartitionFacts.Partition) -> [String] {
    let detach = "ALTER TABLE \(table.sql) DETACH PARTITION \(partition.location.sql)"
    return partition.isBeingDetached
      ? ["\(detach) FINALIZE", Self.drop(partition.location)]
      : [
        Self.comment(Self.leaving, on: partition.location),
        isDistributed ? detach : "\(detach) CONCURRENTLY",
        Self.drop(partition.location),
      ]
  }

  static func drop(_ table: TableLocation) -> String { "DROP TABLE \(table.sql)" }

  private static func comment(_ text: String, on table: TableLocation) -> String {
    "COMMENT ON TABLE \(table.sql) IS \(SQLText.literal(text))"
  }
}
