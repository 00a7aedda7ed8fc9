import Contracts
import JSON
import Testing

@testable import Pipeline

/// Rows as the judge appended them, for tests that need no warehouse.
final class ListBuffer: RowBuffer {
  var offsets: [Int64] = []
  /// Offsets of rows that delete their key.
  var deletions: [Int64] = []
  private var records: [Int32] = []

  var rowCount: Int { offsets.count }
  var byteCount: Int { offsets.count }

  /// A row counts as one byte.
  func append(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int {
    offsets.append(lineage.offset)
    records.append(record)
    return 1
  }

  func appendDeletion(_ values: UnsafeBufferPointer<Value>, lineage: Lineage, record: Int32) -> Int
  {
    deletions.append(lineage.offset)
    return append(values, lineage: lineage, record: record)
  }

  func record(ofRow row: Int) -> Int32 { records[row] }

  func removeAll() {
    offsets = []
    deletions = []
    records = []
  }
}

@Suite("From a buffer of records to one transaction")
struct BatchBuilderTests {
  static let at = TopicPartition(topic: "t", partition: 0)
  static let other = TopicPartition(topic: "t", partition: 1)

  static func builder(bytesMax: Int = .max) -> BatchBuilder {
    let catalog = ContractCatalog.load([
      ContractFile(
        path: "test/t.v1.schema.json",
        bytes: Array(
          """
          {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}},
           "x-trucd": {"topics": ["t"], "owner": "H17.99", "table": "t"}}
          """.utf8))
    ])
    #expect(catalog.problems.isEmpty)
    return BatchBuilder(
      judge: Judge(catalog: catalog, limits: ReaderLimits(payloadBytesMax: 100)) { _ in ListBuffer()
      }, bytesMax: bytesMax)
  }

  static func ledger(expected: Int64 = 10) -> LaneLedger {
    var ledger = LaneLedger()
    for (slot, place) in [(Int32(0), at), (1, other)] {
      ledger.open(
        LanePartition(
          slot: slot, epoch: 1, source: 7, at: place, expected: expected, low: 0))
    }
    return ledger
  }

  static func append(
    _ buffer: RecordBuffer, slot: Int32 = 0, epoch: UInt32 = 1, offset: Int64,
    _ text: String? = #"{"id": 1}"#
  ) {
    func add(_ value: UnsafeRawBufferPointer?) {
      buffer.append(
        slot: slot, epoch: epoch, offset: offset, timestamp: 5, key: nil, value: value, now: 0)
    }
    guard let text else { return add(nil) }
    Array(text.utf8).withUnsafeBytes { add($0) }
  }

  @Test("Every record has an outcome, gaps are counted, and the totals add up to the step")
  func totals() throws {
    let buffer = RecordBuffer()
    Self.append(buffer, offset: 12)
    Self.append(buffer, offset: 13, #"{"id": "x"}"#)
    Self.append(buffer, offset: 14, nil)
    Self.append(buffer, offset: 20, "no JSON")
    buffer.appendEnd(slot: 0, epoch: 1, offset: 25, now: 0)
    let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
    let step = try #require(built.advances.first?.ledger)
    #expect(step.expected == 10 && step.next == 25)
    #expect(step.adds.loaded == 1 && step.adds.quarantined == 2 && step.adds.tombstones == 1)
    #expect(step.adds.gaps == 2 + 5 + 4)
    #expect(step.adds.sum == step.next - step.expected)
    #expect(step.fingerprint == buffer[3].fingerprint)
    #expect(built.batch.quarantine.map(\.offset) == [13, 20])
    #expect(built.batch.quarantine.map(\.stage) == [.validate, .decode])
    #expect(built.batch.quarantine[1].payload == Array("no JSON".utf8))
    #expect((built.batch.loads[0].rows as? ListBuffer)?.offsets == [12])
  }

  @Test("Partitions stand in lock order, and each keeps its own count")
  func lockOrder() throws {
    let buffer = RecordBuffer()
    for offset in 10..<13 {
      Self.append(buffer, slot: 1, offset: Int64(offset))
      Self.append(buffer, slot: 0, offset: Int64(offset))
    }
    let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
    #expect(built.advances.map(\.ledger.at) == [Self.at, Self.other])
    #expect(built.advances.allSatisfy { $0.ledger.adds.loaded == 3 && $0.ledger.next == 13 })
  }

  @Test("Records of an older epoch are dropped")
  func stale() {
    let buffer = RecordBuffer()
    Self.append(buffer, epoch: 0, offset: 10)
    #expect(Self.builder().build(buffer, ledger: Self.ledger()) == nil)
  }

  @Test("A record before the ledger's offset, or out of order, keeps its partition out altogether")
  func early() throws {
    for offsets: [Int64] in [[9, 10], [10, 12, 11], [10, 10]] {
      let buffer = RecordBuffer()
      for offset in offsets { Self.append(buffer, offset: offset) }
      Self.append(buffer, slot: 1, offset: 10)
      let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
      #expect(built.early.map(\.at) == [Self.at])
      #expect(built.advances.map(\.ledger.at) == [Self.other])
      #expect(
        (built.batch.loads[0].rows as? ListBuffer)?.offsets == [10], "nothing of it is loaded")
    }
  }

  @Test("The same buffer is built again with fewer partitions")
  func again() throws {
    let buffer = RecordBuffer()
    Self.append(buffer, slot: 0, offset: 10)
    Self.append(buffer, slot: 1, offset: 11)
    let builder = Self.builder()
    _ = builder.build(buffer, ledger: Self.ledger())
    let built = try #require(
      builder.build(buffer, ledger: Self.ledger(), including: { $0.at == Self.other }))
    #expect((built.batch.loads[0].rows as? ListBuffer)?.offsets == [11])
    #expect(built.advances.count == 1)
  }

  @Test("A row that the database refuses leads back to its record")
  func refused() throws {
    let buffer = RecordBuffer()
    Self.append(buffer, offset: 10)
    Self.append(buffer, slot: 1, offset: 10, #"{"id": 2}"#)
    let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
    let fault = LoadFault(table: "t", sqlState: "23505", words: "duplicate key", constraint: "c")
    let row = built.batch.refuse(built.batch.loads[0].rows.record(ofRow: 1), fault)
    #expect(row.at == Self.other && row.offset == 10 && row.stage == .load)
    #expect(row.agency == "H17.99" && row.payload == Array(#"{"id": 2}"#.utf8))
    let errors = String(decoding: row.errors, as: UTF8.self)
    #expect(errors.contains("(SQLSTATE 23505, constraint c): duplicate key"))
  }

  @Test("A value over the limit is quarantined unread, and a topic without contract too")
  func unread() throws {
    let buffer = RecordBuffer()
    Self.append(buffer, offset: 10, String(repeating: "x", count: 101))
    let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
    #expect(built.batch.quarantine[0].stage == .decode)
    #expect(String(decoding: built.batch.quarantine[0].errors, as: UTF8.self).contains("tooLarge"))

    var ledger = LaneLedger()
    let stray = TopicPartition(topic: "stray", partition: 0)
    ledger.open(
      LanePartition(slot: 0, epoch: 1, source: 8, at: stray, expected: 0, low: 0))
    let strays = RecordBuffer()
    Self.append(strays, offset: 0)
    let second = try #require(Self.builder().build(strays, ledger: ledger))
    #expect(second.batch.quarantine[0].stage == .contract)
  }

  @Test("Headers are kept readable where they are text, and in base64 where not")
  func headers() throws {
    let buffer = RecordBuffer()
    Array("x".utf8).withUnsafeBytes { value in
      buffer.append(
        slot: 0, epoch: 1, offset: 10, timestamp: 0, key: nil, value: value,
        headers: [
          (Array("a\"b".utf8), Array("tiếng Việt".utf8)), (Array("raw".utf8), [0, 0xff]),
          (Array("none".utf8), nil),
        ], now: 0)
    }
    let built = try #require(Self.builder().build(buffer, ledger: Self.ledger()))
    let text = try #require(built.batch.quarantine[0].headers)
    let json = try JSONReader.parse(text)
    #expect(json.array?[0]["name"]?.string == "a\"b")
    #expect(json.array?[0]["value"]?.string == "tiếng Việt")
    #expect(json.array?[1]["base64"]?.string == "AP8=")
    #expect(json.array?[2]["value"]?.isNull == true)
  }
}
