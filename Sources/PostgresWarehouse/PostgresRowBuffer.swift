import Contracts
import Pipeline

/// Rows of one table as binary COPY wants them: the contract's columns, then the lineage.
final class PostgresRowBuffer: RowBuffer {
  /// The lineage columns that each row carries; `_loaded_at` is left to its default.
  static let lineageColumns = LineageColumn.names.filter { $0 != "_loaded_at" }

  private let fields: Int16
  private let buffer = CopyBuffer()
  /// Where each row begins.
  private var starts: [Int] = []
  private var records: [Int32] = []

  init(table: TableShape) {
    fields = Int16(clamping: table.columns.count + Self.lineageColumns.count)
  }

  var rowCount: Int { starts.count }
  var byteCount: Int { buffer.count }

  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) {
    starts.append(buffer.count)
    records.append(record)
    buffer.reserve(2)
    buffer.put(fields)
    for value in values { BinaryCopy.append(value, to: buffer) }
    BinaryCopy.append(lineage.source, to: buffer)
    BinaryCopy.append(lineage.partition, to: buffer)
    BinaryCopy.append(lineage.offset, to: buffer)
    BinaryCopy.append(lineage.item, to: buffer)
    BinaryCopy.append(kafkaTimestamp: lineage.timestamp, to: buffer)
    BinaryCopy.append(lineage.contract, to: buffer)
  }

  func record(ofRow row: Int) -> Int32 { records[row] }

  func removeAll() {
    buffer.removeAll()
    starts.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
  }

  /// The bytes of some rows, without header and trailer; valid until the next append.
  func bytes(ofRows rows: Range<Int>) -> UnsafeRawBufferPointer {
    let start = rows.lowerBound < starts.count ? starts[rows.lowerBound] : buffer.count
    let end = rows.upperBound < starts.count ? starts[rows.upperBound] : buffer.count
    return buffer[start..<end]
  }

  /// The first row of each record, and the number of rows at the end.
  func recordBoundaries() -> [Int] {
    var boundaries: [Int] = []
    for row in 0..<records.count where row == 0 || records[row] != records[row - 1] {
      boundaries.append(row)
    }
    return boundaries + [records.count]
  }
}
