import Contracts
import Pipeline
import Warehouse

/// Rows of one table as binary COPY wants them: the contract's columns, then the lineage; in modes
/// with a key, where they go into a staging table, the record and whether it deletes.
final class PostgresRowBuffer: KeyedRowBuffer {
  /// The lineage columns that each row carries; `_loaded_at` is left to its default.
  static let lineageColumns = LineageColumn.names.filter { $0 != "_loaded_at" }

  /// The number of fields in front of a row, and the lineage's.
  private static let lineageBytesMax =
    2 + (lineageColumns.count + 2) * FieldWriter.fixedFieldBytesMax

  /// Of so many rows the places are kept from one batch to the next, however few come.
  private static let rowsKept = 256

  private let fields: Int16
  private let isStaged: Bool
  private let deletes: Bool
  private let buffer: CopyBuffer
  /// Where each row begins.
  private var starts: [Int] = []
  private var records: [Int32] = []
  /// Records that delete their key.
  private(set) var deletions: Set<Int32> = []
  /// Records that bring rows, by partition; kept in modes with a key.
  private(set) var versions = RecordTally()

  /// - Parameter pool: where the memory of the rows comes from and goes to.
  init(table: TableShape, pool: PiecePool) {
    buffer = CopyBuffer(pool: pool)
    isStaged = table.mode.keyed != nil
    deletes = table.mode.keyed?.tombstone == .delete
    fields = Int16(
      clamping: table.columns.count + Self.lineageColumns.count + (isStaged ? 1 : 0)
        + (deletes ? 1 : 0))
  }

  var rowCount: Int { starts.count }
  var byteCount: Int { buffer.count }

  /// Bytes of memory that are held for the rows.
  var capacity: Int { buffer.capacity }

  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int {
    if isStaged, records.last != record {
      versions.add(source: lineage.source, partition: lineage.partition)
    }
    return write(values, lineage, record, deleting: false)
  }

  func appendDeletion(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int
  {
    deletions.insert(record)
    return write(values, lineage, record, deleting: true)
  }

  @inline(__always)
  private func write(
    _ values: UnsafeBufferPointer<Value>, _ lineage: Lineage, _ record: Int32, deleting: Bool
  ) -> Int {
    let start = buffer.count
    starts.append(start)
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
      if isStaged { writer.integer(record) }
      if deletes { writer.boolean(deleting) }
    }
    return buffer.count - start
  }

  func record(ofRow row: Int) -> Int32 { records[row] }

  func removeAll() {
    buffer.removeAll()
    deletions.removeAll()
    versions.removeAll()
    let isKept = starts.capacity <= Self.rowsKept || rowCount > starts.capacity / 4
    starts.removeAll(keepingCapacity: isKept)
    records.removeAll(keepingCapacity: isKept)
  }

  var hasRecordsOfSeveralRows: Bool {
    versions.entries.reduce(deletions.count) { $0 + $1.count } < rowCount
  }

  /// The bytes of some rows, without header and trailer, in pieces; valid until the next append.
  func bytes(ofRows rows: Range<Int>) -> [UnsafeRawBufferPointer] {
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
