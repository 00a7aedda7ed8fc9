import Contracts
import JSON
import Pipeline
import Warehouse

/// A cell that owns its bytes, as a record would.
enum Cell {
  case null
  case boolean(Bool)
  case bigint(Int64)
  case numeric(Int64, scale: Int)
  case bigNumeric(String)
  case double(Double)
  case text(String)
  case timestamptz(Int64)
  case date(Int32)
  case uuid(UInt64, UInt64)
  case jsonb(String)

  var bytes: [UInt8] {
    switch self {
    case .bigNumeric(let text), .text(let text), .jsonb(let text): Array(text.utf8)
    default: []
    }
  }

  func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Value {
    switch self {
    case .null: .null
    case .boolean(let flag): .boolean(flag)
    case .bigint(let number): .bigint(number)
    case .numeric(let coefficient, let scale): .numeric(coefficient: coefficient, scale: scale)
    case .bigNumeric: .bigNumeric(bytes)
    case .double(let number): .double(number)
    case .text: .text(bytes)
    case .timestamptz(let microseconds): .timestamptz(microseconds: microseconds)
    case .date(let days): .date(days: days)
    case .uuid(let high, let low): .uuid(high: high, low: low)
    case .jsonb: .jsonb(bytes)
    }
  }
}

/// Records of one partition, from one offset on, without gaps.
struct TestBatch {
  static let contract: Int64 = 77

  let source: Int64
  var at = TopicPartition(topic: "env.air", partition: 0)
  var first: Int64 = 0
  let table: TableShape
  /// A record's rows; most have one.
  var records: [[[Cell]]] = []
  var quarantine: [QuarantineRow] = []

  init(
    source: Int64 = 1, at: TopicPartition = TopicPartition(topic: "env.air", partition: 0),
    first: Int64 = 0, table: TableShape, rows: [[Cell]]
  ) {
    self.source = source
    self.at = at
    self.first = first
    self.table = table
    records = rows.map { [$0] }
  }

  var request: LedgerRequest { LedgerRequest(source: source, at: at, low: first) }

  func build(for warehouse: any Warehouse) -> Batch {
    let buffer = warehouse.makeRowBuffer(for: table)
    for (record, rows) in records.enumerated() {
      for (item, row) in rows.enumerated() {
        Self.append(
          row, to: buffer,
          lineage: Lineage(
            source: source, partition: at.partition, offset: first + Int64(record),
            item: Int32(item), timestamp: 1_700_000_000_000 + Int64(record),
            contract: Self.contract), record: Int32(record))
      }
    }
    var adds = Totals()
    adds.loaded = Int64(records.count)
    adds.quarantined = Int64(quarantine.count)
    let next = first + adds.sum
    return Batch(
      advances: [
        LedgerAdvance(
          source: source, at: at, expected: first, next: next,
          fingerprint: Fingerprint(offset: next - 1, timestamp: 5, hash: -7), adds: adds)
      ],
      loads: [TableLoad(table: table, rows: buffer)], quarantine: quarantine,
      refuse: { record, fault in quarantineRow(offset: first + Int64(record), fault: fault) })
  }

  private func quarantineRow(offset: Int64, fault: LoadFault) -> QuarantineRow {
    let error = JSONValue.object(
      JSONObject([
        ("stage", .string("load")), ("code", .string(fault.sqlState)),
        ("words", .string(fault.words ?? "")),
      ]))
    let errors = Array(JSONWriter.text(of: .array([error])).utf8)
    return QuarantineRow(
      source: source, at: at, offset: offset, timestamp: -1, agency: "H17.12",
      contract: Self.contract, stage: .load, errors: errors, key: nil, headers: nil,
      payload: Array("{}".utf8))
  }

  static func append(
    _ row: [Cell], to buffer: any RowBuffer, lineage: Lineage, record: Int32,
    deleting: Bool = false
  ) {
    let bytes = row.map(\.bytes)
    let flat: [UInt8] = bytes.reduce(into: []) { $0 += $1 } + [0]
    flat.withUnsafeBufferPointer { all in
      var start = 0
      let values = zip(row, bytes).map { cell, bytes in
        defer { start += bytes.count }
        return cell.value(UnsafeBufferPointer(rebasing: all[start..<start + bytes.count]))
      }
      _ = values.withUnsafeBufferPointer { values in
        if deleting {
          buffer.appendDeletion(values, lineage: lineage, record: record)
        } else {
          buffer.append(values, lineage: lineage, record: record)
        }
      }
    }
  }
}

extension CommitOutcome {
  /// Offsets that went to quarantine by the load; nil after a miss.
  var refusedOffsets: [Int64]? {
    if case .committed(let refused, _) = self { return refused.map(\.offset) }
    return nil
  }

  var missed: [TopicPartition]? {
    if case .missed(let partitions) = self { return partitions }
    return nil
  }
}

extension TableShape {
  /// A table of one text and one whole number.
  static func plain(_ name: String = "plain") -> TableShape {
    TableShape(
      name: name,
      columns: [Column(name: "code", type: .text), Column(name: "amount", type: .bigint)])
  }
}
