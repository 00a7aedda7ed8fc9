import Kafka
import SQLiteWarehouse
import Support
import Testing

/// The daemon with rows that have a key, killed in between: from the contract's words to the table.
@Suite("Upsert and history on the mock cluster", .serialized)
struct KeyedRunTests {
  /// The database of one run.
  private struct Database {
    let bench: MockClusterTests.Bench
    /// Nil: SQLite.
    let place: Placement?
    let name: String
    let statements: StatementLog?

    init(_ bench: MockClusterTests.Bench, _ place: Placement?) throws {
      (self.bench, self.place) = (bench, place)
      name = place?.server.newDatabaseName() ?? ""
      let isDistributed = place?.isDistributed ?? false
      if let server = place?.server {
        try #require(server.makeDatabase(name, isDistributed: isDistributed))
      }
      statements = isDistributed ? place?.server.statements(in: name) : nil
    }

    var daemon: TestDaemon {
      bench.daemon(
        into: place?.server.url(database: name), isDistributed: place?.isDistributed ?? false)
    }

    var ledger: String { place == nil ? "trucd_ledger" : "trucd.ledger" }

    /// NULL is an empty text.
    func ask(_ sql: String) -> [[String]]? {
      if let place { return place.server.query(sql, database: name) }
      return SQLiteReader(path: bench.database)?.rows(sql)?.map { $0.map { $0 ?? "" } }
    }
  }

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

  @Test(arguments: ["upsert", "history"], [nil] + Placement.all.map(Optional.some))
  func killedInBetween(_ mode: String, _ place: Placement?) throws {
    let bench = try MockClusterTests.Bench()
    bench.write(contract(mode), to: "Schemas/test/event.v1.schema.json")
    let database = try Database(bench, place)
    defer { place?.server.dropDatabase(database.name) }
    let daemon = database.daemon
    daemon.start()
    for round in 0..<3 {
      try produce(round * 2_000..<(round + 1) * 2_000, to: bench)
      daemon.kill()
      daemon.start()
    }
    let sum = "SELECT sum(loaded + superseded + tombstones) FROM \(database.ledger)"
    #expect(eventually(seconds: 60) { database.ask(sum) == [["6000"]] }, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    let tombstones = (0..<6_000).filter(isTombstone).count
    #expect(
      database.ask("SELECT sum(tombstones) FROM \(database.ledger)") == [["\(tombstones)"]])
    let columns = mode == "upsert" ? "value" : "value, valid_from, valid_to"
    let rows = database.ask("SELECT \(columns) FROM events ORDER BY CAST(value AS INTEGER)")
    #expect(rows == expected(mode))
    #expect(database.statements?.objections ?? [] == [])
  }

  private func expected(_ mode: String) -> [[String]] {
    var expected: [[String]] = []
    for key in 0..<Self.keys {
      let events = stride(from: key, to: 6_000, by: Self.keys).sorted { order($0) < order($1) }
      for (place, number) in events.enumerated() where !isTombstone(number) {
        let next = place + 1 < events.count ? "\(order(events[place + 1]))" : ""
        if mode == "upsert" {
          if next.isEmpty { expected.append(["\(number)"]) }
        } else {
          expected.append(["\(number)", "\(order(number))", next])
        }
      }
    }
    return expected.sorted { (Int($0[0]) ?? 0) < (Int($1[0]) ?? 0) }
  }
}
