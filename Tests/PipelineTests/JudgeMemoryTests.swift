import Contracts
import JSON
import Testing

@testable import Pipeline

/// Tables that got no row for long give their buffers back.
@Suite("Memory of a judge")
struct JudgeMemoryTests {
  private final class Made {
    struct Buffer { weak var list: ListBuffer? }
    var buffers: [String: [Buffer]] = [:]

    func alive(_ table: String) -> Int {
      buffers[table, default: []].filter { $0.list != nil }.count
    }
  }

  private static func file(_ name: String) -> ContractFile {
    ContractFile(
      path: "test/\(name).v1.schema.json",
      bytes: Array(
        """
        {"type": "object", "properties": {"id": {"type": "integer"}},
         "x-trucd": {"topics": ["\(name)"], "owner": "H17.99", "table": "\(name)"}}
        """.utf8))
  }

  private static func builder(_ made: Made) -> BatchBuilder {
    let catalog = ContractCatalog.load([file("busy"), file("seldom")])
    #expect(catalog.problems.isEmpty)
    return BatchBuilder(
      judge: Judge(catalog: catalog, limits: ReaderLimits(payloadBytesMax: 100)) { table in
        let list = ListBuffer()
        made.buffers[table.name, default: []].append(Made.Buffer(list: list))
        return list
      })
  }

  /// Builds a batch of one record of each topic and counts its loads.
  private static func build(_ builder: BatchBuilder, _ topics: String...) -> Int? {
    var ledger = LaneLedger()
    let buffer = RecordBuffer()
    for (slot, topic) in topics.enumerated() {
      ledger.open(
        LanePartition(
          slot: Int32(slot), epoch: 1, source: topic == "busy" ? 1 : 2,
          at: TopicPartition(topic: topic, partition: 0), expected: 0, low: 0))
      BatchBuilderTests.append(buffer, slot: Int32(slot), offset: 0)
    }
    return builder.build(buffer, ledger: ledger)?.batch.loads.count
  }

  @Test func idleTableGivesItsBufferBack() {
    let made = Made()
    let builder = Self.builder(made)
    #expect(Self.build(builder, "busy", "seldom") == 2)
    for _ in 0..<16 {
      #expect(made.alive("seldom") == 1)
      #expect(Self.build(builder, "busy") == 1)
    }
    #expect(Self.build(builder, "busy") == 1)
    #expect(made.alive("seldom") == 0)
    #expect(Self.build(builder, "seldom", "busy") == 2)
    #expect(made.buffers["seldom"]?.count == 2)
    #expect(made.buffers["busy"]?.count == 1)
  }

  /// Seldom is not never: a table that gets a row now and then keeps its buffer.
  @Test func rowsKeepTheBuffer() {
    let made = Made()
    let builder = Self.builder(made)
    for _ in 0..<4 {
      #expect(Self.build(builder, "seldom") == 1)
      for _ in 0..<15 { _ = Self.build(builder, "busy") }
    }
    #expect(made.buffers["seldom"]?.count == 1)
  }
}
