import Glibc
import Kafka
import Pipeline
import SQLiteWarehouse
import Support
import Testing

/// The promise on librdkafka's mock cluster and SQLite: needs nothing that is not installed.
@Suite("Exactly once on the mock cluster and SQLite", .serialized)
struct MockClusterTests {
  /// A mock cluster, a folder with contract and configuration, and what was sent.
  final class Bench {
    static let topic = "mock.events"
    static let partitions: Int32 = 2

    let broker: MockBroker
    let folder = TestFolder("mock")
    var sent: [RecordPlace: Bool] = [:]
    private var next: [Int64] = [0, 0]

    var database: String { "\(folder.path)/kho.sqlite" }

    init() throws {
      broker = try MockBroker()
      try broker.createTopic(Self.topic, partitions: Self.partitions)
      mkdir("\(folder.path)/Schemas", 0o755)
      mkdir("\(folder.path)/Schemas/test", 0o755)
      write(
        """
        {"type": "object", "required": ["id", "name"], "additionalProperties": false,
         "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 1},
           "value": {"type": "number"}, "at": {"type": "string", "format": "date-time"}},
         "x-trucd": {"topics": ["\(Self.topic)"], "owner": "H17.99", "table": "events"}}
        """, to: "Schemas/test/event.v1.schema.json")
    }

    func write(_ text: String, to name: String) {
      guard let file = fopen("\(folder.path)/\(name)", "w") else { return }
      fputs(text, file)
      fclose(file)
    }

    /// - Parameters:
    ///   - name: tells several daemons apart.
    ///   - partitions: those that it reads.
    ///   - warehouse: a URL; nil: the file of the folder.
    ///   - isDistributed: its tables are spread over nodes.
    func daemon(
      _ name: String = "a", reading partitions: [Int] = [0, 1], into warehouse: String? = nil,
      isDistributed: Bool = false, consumer: String = ""
    ) -> TestDaemon {
      let own = "\(folder.path)/\(name)"
      mkdir(own, 0o755)
      let list = partitions.map { "\"\(Self.topic)/\($0)\"" }.joined(separator: ", ")
      return TestDaemon(
        folder: own,
        configuration: """
          [kafka]
          "bootstrap.servers" = "\(broker.bootstrap)"
          [consumer]
          instance = "\(name)"
          assignment = "fixed"
          partitions = [\(list)]
          batch_bytes_max = 65536
          \(consumer)
          [contracts]
          directory = "\(folder.path)/Schemas"
          [warehouse]
          url = "\(warehouse ?? "sqlite:\(database)")"
          \(isDistributed ? "distributed = \"citus\"" : "")
          [admin]
          enabled = false
          [log]
          format = "text"

          """)
    }

    /// Sends records by a fixed partition each, so that their offsets are known.
    /// - Parameter value: the record of a number; nil is a tombstone.
    func produce(
      _ count: Int, from first: Int, value: (Int) -> [UInt8]? = Scenario.value
    ) throws {
      let producer = try Producer(properties: [("bootstrap.servers", broker.bootstrap)])
      for number in first..<first + count {
        let partition = Int32(number) % Self.partitions
        let value = value(number)
        try producer.produce(
          topic: Self.topic, partition: partition, key: nil, value: value)
        let at = TopicPartition(topic: Self.topic, partition: partition)
        sent[RecordPlace(at, next[Int(partition)])] = value == nil
        next[Int(partition)] += 1
      }
      try producer.flush(timeoutMs: 30_000)
      producer.close(timeoutMs: 2_000)
    }

    func accounted() -> Int { ledger().reduce(0) { $0 + Int($1.totals.sum) } }

    func findings() -> Findings {
      var found = Findings()
      for (place, isTombstone) in sent {
        if isTombstone { found.tombstones.append(place) } else { found.produced.append(place) }
      }
      found.warehouse = places("SELECT _partition, _offset FROM events")
      found.quarantine = places("SELECT _partition, _offset FROM trucd_quarantine")
      found.ledger = ledger()
      return found
    }

    private func places(_ sql: String) -> [RecordPlace] {
      rows(sql).compactMap { row in
        guard row.count == 2, let partition = Int32(exactly: row[0]) else { return nil }
        return RecordPlace(TopicPartition(topic: Self.topic, partition: partition), row[1])
      }
    }

    private func ledger() -> [LedgerEntry] {
      let sql = """
        SELECT partition, first_offset, next_offset, loaded, quarantined, tombstones, gaps
        FROM trucd_ledger
        """
      return rows(sql).map { row in
        var totals = Totals()
        (totals.loaded, totals.quarantined, totals.tombstones, totals.gaps) =
          (row[3], row[4], row[5], row[6])
        return LedgerEntry(
          source: 0, at: TopicPartition(topic: Self.topic, partition: Int32(row[0])),
          firstOffset: row[1], nextOffset: row[2], fingerprint: nil, totals: totals)
      }
    }

    private func rows(_ sql: String) -> [[Int64]] {
      (SQLiteReader(path: database)?.rows(sql) ?? []).map { $0.map { $0.flatMap(Int64.init) ?? 0 } }
    }
  }

  @Test("SIGKILL at random moments loses nothing and doubles nothing")
  func killed() throws {
    let bench = try Bench()
    let daemon = bench.daemon()
    daemon.start()
    for round in 0..<4 {
      try bench.produce(4_000, from: round * 4_000)
      usleep(UInt32.random(in: 0..<400_000))
      daemon.kill()
      daemon.start()
    }
    #expect(eventually(seconds: 60) { bench.accounted() >= 16_000 })
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(bench.findings()).isEmpty)
  }

  @Test("The broker goes down and comes back; the daemon waits and goes on")
  func brokerDown() throws {
    let bench = try Bench()
    let daemon = bench.daemon()
    daemon.start()
    try bench.produce(2_000, from: 0)
    #expect(eventually(seconds: 30) { bench.accounted() >= 2_000 })
    try bench.broker.setDown()
    usleep(1_000_000)
    try bench.broker.setUp()
    try bench.produce(2_000, from: 2_000)
    #expect(eventually(seconds: 60) { bench.accounted() >= 4_000 }, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(bench.findings()).isEmpty)
  }

  @Test("A contract dropped into the folder serves without a restart; a broken one changes nothing")
  func contractDropped() throws {
    let bench = try Bench()
    let daemon = bench.daemon()
    daemon.start()
    try bench.produce(100, from: 0)
    #expect(eventually(seconds: 30) { bench.accounted() >= 100 })
    bench.write("{ not a contract", to: "Schemas/test/broken.v1.schema.json")
    bench.write(
      """
      {"type": "object", "required": ["id", "name"],
       "properties": {"id": {"type": "integer"}, "name": {"type": "string", "minLength": 1},
         "value": {"type": "number"}, "at": {"type": "string", "format": "date-time"},
         "note": {"type": "string"}},
       "x-trucd": {"topics": ["\(Bench.topic)"], "owner": "H17.99", "table": "events"}}
      """, to: "Schemas/test/event.v1.schema.json")
    let columns = "SELECT note, _extra FROM events LIMIT 1"
    #expect(
      eventually(seconds: 30) { SQLiteReader(path: bench.database)?.rows(columns) != nil },
      "the new columns are there")
    try bench.produce(100, from: 1_000)
    #expect(eventually(seconds: 30) { bench.accounted() >= 200 })
    daemon.stop()
    #expect(MultisetChecker.complaints(bench.findings()).isEmpty)
  }
}
