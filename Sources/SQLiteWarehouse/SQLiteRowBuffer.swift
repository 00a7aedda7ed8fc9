import CSQLite
import Contracts
import Pipeline
import Warehouse

/// Rows of one table in one run of bytes: for each cell a tag, then eight bytes of a number, or
/// the length and the bytes of a text.
final class SQLiteRowBuffer: KeyedRowBuffer {
  /// The lineage columns that each row carries; `_loaded_at` is the batch's.
  static let lineageColumns = LineageColumn.names.filter { $0 != "_loaded_at" }

  private enum Tag: UInt8 {
    case null, integer, real, text
  }

  /// The decimals that a column of `numeric(p,s)` shows.
  private let decimals: [Int?]
  private var bytes: [UInt8] = []
  private var starts: [Int] = []
  private var records: [Int32] = []
  /// Records that delete their key.
  private(set) var deletions: Set<Int32> = []
  /// Records that bring rows, by partition; kept in modes with a key, as are the places of rows.
  private(set) var versions = RecordTally()
  private var places: [(source: Int64, partition: Int32)] = []
  private let isKeyed: Bool

  init(table: TableShape) {
    isKeyed = table.mode.keyed != nil
    decimals = table.columns.map { column in
      if case .numeric(.some, let scale) = column.type { return scale ?? 0 }
      return nil
    }
  }

  var rowCount: Int { starts.count }
  var byteCount: Int { bytes.count }

  func record(ofRow row: Int) -> Int32 { records[row] }

  /// In modes with a key.
  func place(ofRow row: Int) -> (source: Int64, partition: Int32) { places[row] }

  /// Bytes that are there without a new allocation.
  var capacity: Int { bytes.capacity }

  func removeAll() {
    deletions.removeAll()
    versions.removeAll()
    places.removeAll(keepingCapacity: true)
    let kept = RowMemory.capacity(afterUsing: byteCount, of: capacity)
    guard kept == capacity else {
      (bytes, starts, records) = ([], [], [])
      return bytes.reserveCapacity(kept)
    }
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
  }

  // MARK: Encoding

  func appendDeletion(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int
  {
    deletions.insert(record)
    return write(values, lineage, record)
  }

  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int {
    if isKeyed, records.last != record {
      versions.add(source: lineage.source, partition: lineage.partition)
    }
    return write(values, lineage, record)
  }

  @inline(__always)
  private func write(
    _ values: UnsafeBufferPointer<Value>, _ lineage: Lineage, _ record: Int32
  ) -> Int {
    if isKeyed { places.append((lineage.source, lineage.partition)) }
    let start = bytes.count
    starts.append(start)
    records.append(record)
    // Taken out for the time, so that each append need not ask who else holds it.
    var out: [UInt8] = []
    swap(&out, &bytes)
    for index in values.indices { Self.append(values[index], decimals: decimals[index], to: &out) }
    Self.append(.integer, lineage.source, to: &out)
    Self.append(.integer, Int64(lineage.partition), to: &out)
    Self.append(.integer, lineage.offset, to: &out)
    Self.append(.integer, Int64(lineage.item), to: &out)
    if let microseconds = KafkaTime.microseconds(ofMilliseconds: lineage.timestamp) {
      Self.appendText(to: &out) { ValueText.appendInstant(microseconds, to: &$0) }
    } else {
      out.append(Tag.null.rawValue)
    }
    Self.append(.integer, lineage.contract, to: &out)
    swap(&out, &bytes)
    return bytes.count - start
  }

  private static func append(_ value: Value, decimals: Int?, to out: inout [UInt8]) {
    switch value {
    case .null: out.append(Tag.null.rawValue)
    case .boolean(let flag): append(.integer, flag ? 1 : 0, to: &out)
    case .bigint(let number): append(.integer, number, to: &out)
    case .double(let number): append(.real, Int64(bitPattern: number.bitPattern), to: &out)
    case .text(let text):
      append(.text, Int64(text.count), to: &out)
      out.append(contentsOf: text)
    case .numeric(let coefficient, let scale):
      appendText(to: &out) {
        ValueText.appendNumeric(coefficient: coefficient, scale: scale, decimals: decimals, to: &$0)
      }
    case .bigNumeric(let text):
      appendText(to: &out) { ValueText.appendNumeric(text, decimals: decimals, to: &$0) }
    case .timestamptz(let microseconds):
      appendText(to: &out) { ValueText.appendInstant(microseconds, to: &$0) }
    case .date(let days): appendText(to: &out) { ValueText.appendDate(Int64(days), to: &$0) }
    case .uuid(let high, let low):
      appendText(to: &out) { ValueText.appendUUID(high: high, low: low, to: &$0) }
    case .jsonb(let text): appendText(to: &out) { JSONBText.append(text, to: &$0) }
    }
  }

  private static func append(_ tag: Tag, _ number: Int64, to out: inout [UInt8]) {
    out.append(tag.rawValue)
    withUnsafeBytes(of: number) { out.append(contentsOf: $0) }
  }

  /// A text whose length is known once it is written.
  private static func appendText(to out: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
    append(.text, 0, to: &out)
    let start = out.count
    write(&out)
    let length = Int64(out.count - start)
    out.withUnsafeMutableBytes { raw in
      raw.storeBytes(of: length, toByteOffset: start - MemoryLayout<Int64>.size, as: Int64.self)
    }
  }

  // MARK: Binding

  /// The first row of each record, and the number of rows at the end.
  func recordBoundaries() -> [Int] {
    var boundaries: [Int] = []
    for row in 0..<records.count where row == 0 || records[row] != records[row - 1] {
      boundaries.append(row)
    }
    return boundaries + [records.count]
  }

  /// Binds the cells of a row to the statement's parameters and runs it.
  func insert(row: Int, by statement: OpaquePointer, into database: Database) throws(SQLiteFault) {
    let end = row + 1 < starts.count ? starts[row + 1] : bytes.count
    try bytes.withUnsafeBufferPointer { (buffer) throws(SQLiteFault) in
      // Texts are bound in place: the statement lets go of them before the buffer may move.
      defer { database.reset(statement) }
      let cells = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[starts[row]..<end]))
      try database.check(Self.bind(cells, to: statement))
      _ = try database.step(statement)
    }
  }

  private static func bind(_ cells: UnsafeRawBufferPointer, to statement: OpaquePointer) -> Int32 {
    var position = 0
    var index: Int32 = 1
    while position < cells.count {
      let tag = Tag(rawValue: cells[position]) ?? .null
      position += 1
      var code = SQLITE_OK
      if tag == .null {
        code = sqlite3_bind_null(statement, index)
      } else {
        let number = cells.loadUnaligned(fromByteOffset: position, as: Int64.self)
        position += 8
        switch tag {
        case .real:
          code = sqlite3_bind_double(
            statement, index, Double(bitPattern: UInt64(bitPattern: number)))
        case .text:
          let start = cells.baseAddress.map { $0 + position }
          code = sqlite3_bind_text64(
            statement, index, start?.assumingMemoryBound(to: CChar.self), UInt64(number), nil,
            UInt8(SQLITE_UTF8))
          position += Int(number)
        default:
          code = sqlite3_bind_int64(statement, index, number)
        }
      }
      if code != SQLITE_OK { return code }
      index += 1
    }
    return SQLITE_OK
  }
}
