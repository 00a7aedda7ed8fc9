import Kafka
import SQLiteWarehouse
import Support
import Testing

/// The daemon with rows that have a key, killed in between: from the contract's words to the table.
@Suite("Upsert and history on the mock cluster and SQLite", .serialized)
struct KeyedRunTests {
  private static let keys = 40
  private static let base: Int64 = 1_760_000_000_000

  /// Each number has an order of its own, in disorder.
  private func order(_ number: Int) -> Int64 { Self.base + Int64(number * 7_919 % 10_007) }

  private func isTombstone(_ number: Int) -> Bool { number % 9 == 4 }

  private func contract(_ mode: String) -> String {
    """
    {"type": "object", "required": ["id", "at"], "additionalProperties": false,
     "properties": {"id": {"type": "string", "minLength": 1}, "at": {"type": "integer"},
       "value": {"type": "number"}},
     "x-trucd": {"topics": ["\(MockClusterTests.Bench.topic)"], "owner": "H17.99",
       "table": "events", "mode": "\(mode)", "key": "id", "order": "at",
       "tombstone": "delete", "key_from": "key"}}
    """
  }

  private func produce(_ numbers: Range<Int>, to bench: MockClusterTests.Bench) throws {
    let producer = try Producer(properties: [("bootstrap.servers", bench.broker.bootstrap)])
    for number in numbers {
      let id = "mã \(number % Self.keys)"
      let value = #"{"id": "\#(id)", "at": \#(order(number)), "value": \#(number)}"#
      try producer.produce(
        topic: MockClusterTests.Bench.topic,
        partition: Int32(number) % MockClusterTests.Bench.partitions, key: Array(id.utf8),
        value: isTombstone(number) ? nil : Array(value.utf8), timestampMs: order(number))
    }
    try producer.flush(timeoutMs: 30_000)
    producer.close(timeoutMs: 2_000)
  }

  @Test(arguments: ["upsert", "history"])
  func killedInBetween(_ mode: String) throws {
    let bench = try MockClusterTests.Bench()
    bench.write(contract(mode), to: "Schemas/test/event.v1.schema.json")
    let daemon = bench.daemon()
    daemon.start()
    for round in 0..<3 {
      try produce(round * 2_000..<(round + 1) * 2_000, to: bench)
      daemon.kill()
      daemon.start()
    }
    func ask(_ sql: String) -> [[String?]]? { SQLiteReader(path: bench.database)?.rows(sql) }
    let sum = "SELECT sum(loaded + superseded + tombstones) FROM trucd_ledger"
    #expect(eventually(seconds: 60) { ask(sum) == [["6000"]] }, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    let tombstones = (0..<6_000).filter(isTombstone).count
    #expect(ask("SELECT sum(tombstones) FROM trucd_ledger") == [["\(tombstones)"]])

    var expected: [[String?]] = []
    for key in 0..<Self.keys {
      let events = stride(from: key, to: 6_000, by: Self.keys).sorted { order($0) < order($1) }
      for (place, number) in events.enumerated() where !isTombstone(number) {
        let next = place + 1 < events.count ? "\(order(events[place + 1]))" : nil
        if mode == "upsert" {
          if next == nil { expected.append(["\(number)"]) }
        } else {
          expected.append(["\(number)", "\(order(number))", next])
        }
      }
    }
    let columns = mode == "upsert" ? "value" : "value, valid_from, valid_to"
    expected.sort { (Int($0[0] ?? "") ?? 0) < (Int($1[0] ?? "") ?? 0) }
    #expect(ask("SELECT \(columns) FROM events ORDER BY CAST(value AS INTEGER)") == expected)
  }
}
