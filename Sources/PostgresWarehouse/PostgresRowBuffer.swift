import Contracts
import Pipeline

/// Rows of one table as binary COPY wants them: the contract's columns, then the lineage.
final class PostgresRowBuffer: RowBuffer {
  /// The lineage columns that each row carries; `_loaded_at` is left to its default.
  static let lineageColumns = LineageColumn.names.filter { $0 != "_loaded_at" }

  /// The number of fields in front of a row, and the lineage's.
  private static let lineageBytesMax = 2 + lineageColumns.count * FieldWriter.fixedFieldBytesMax

  private let fields: Int16
  private let buffer = CopyBuffer()
  /// Where each row begins.
  private var starts: [Int] = []
  private var records: [Int32] = []
  /// Rows that delete their key.
  private(set) var deletions: Set<Int> = []

  init(table: TableShape) {
    fields = Int16(clamping: table.columns.count + Self.lineageColumns.count)
  }

  var rowCount: Int { starts.count }
  var byteCount: Int { buffer.count }

  /// Bytes that are there without a new allocation.
  var capacity: Int { buffer.capacity }

  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) {
    starts.append(buffer.count)
    records.append(record)
    buffer.append(bytesMax: BinaryCopy.bytesMax(values) + Self.lineageBytesMax) { writer in
      writer.put(fields)
      for value in values { BinaryCopy.append(value, to: &writer) }
      writer.bigint(lineage.source)
      writer.integer(lineage.partition)
      writer.bigint(lineage.offset)
      writer.integer(lineage.item)
      writer.kafkaTimestamp(lineage.timestamp)
      writer.bigint(lineage.contract)
    }
  }

  func appendDeletion(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) {
    deletions.insert(starts.count)
    append(values, lineage: lineage, record: record)
  }

  func record(ofRow row: Int) -> Int32 { records[row] }

  func removeAll() {
    let before = capacity
    buffer.removeAll()
    let isKept = capacity == before
    deletions.removeAll()
    starts.removeAll(keepingCapacity: isKept)
    records.removeAll(keepingCapacity: isKept)
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
