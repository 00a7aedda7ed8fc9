import Contracts
import Pipeline

/// Rows of one table as the judge appended them: the record that each is of, and its `id` column.
final class SimulatedRows: RowBuffer {
  struct Row {
    var lineage: Lineage
    var id: Int64
    var record: Int32
  }

  private(set) var rows: [Row] = []

  var rowCount: Int { rows.count }
  var byteCount: Int { rows.count }

  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int {
    guard case .bigint(let id)? = values.first else { return 0 }
    rows.append(Row(lineage: lineage, id: id, record: record))
    return 1
  }

  /// Tables of the simulation are of the mode `append`, in which nothing deletes.
  func appendDeletion(
    _ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32
  ) -> Int { 0 }

  func record(ofRow row: Int) -> Int32 { rows[row].record }
  func removeAll() { rows.removeAll(keepingCapacity: true) }
}
