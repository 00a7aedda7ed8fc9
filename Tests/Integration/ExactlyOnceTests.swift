import Glibc
import Kafka
import Pipeline
import Support
import Testing

/// The promise on real Kafka and real PostgreSQL. Serialised: each test has daemons of its own, and
/// two cores.
@Suite("Exactly once, end to end", .serialized)
struct ExactlyOnceTests {
  /// Nil, with one line said, where there is no real Kafka or no PostgreSQL.
  static func scenario(
    _ name: String, topics: Int = 1, partitions: Int32 = 3, settings: [KafkaProperty] = [],
    place: Placement? = nil
  ) -> Scenario? {
    guard let cluster = KafkaCluster.shared, let postgres = try? PostgresServer.shared.get() else {
      print("Integration: \(name) left out; it needs a real Kafka and PostgreSQL (see README)")
      return nil
    }
    let scenario = Scenario(
      name, cluster: cluster, postgres: place?.server ?? postgres, topics: topics,
      partitions: partitions, settings: settings, isDistributed: place?.isDistributed ?? false)
    #expect(scenario != nil, "topics or database of \(name) cannot be made")
    return scenario
  }

  @Test("Several topics and partitions, wrong records and tombstones among them")
  func plain() throws {
    guard let scenario = Self.scenario("plain", topics: 2) else { return }
    try scenario.produce(12_000)
    let daemon = scenario.daemon()
    daemon.start()
    #expect(scenario.settles(at: 12_000))
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("SIGKILL at random moments loses nothing and doubles nothing", arguments: Placement.all)
  func killed(_ place: Placement) throws {
    guard let scenario = Self.scenario("killed", place: place) else { return }
    defer { place.server.dropDatabase(scenario.database) }
    let statements = place.isDistributed ? place.server.statements(in: scenario.database) : nil
    let count = 60_000
    let daemon = scenario.daemon(consumer: "batch_bytes_max = 65536")
    daemon.start()
    for round in 0..<6 {
      try scenario.produce(count / 6, from: round * count / 6)
      usleep(UInt32.random(in: 0..<700_000))
      daemon.kill()
      daemon.start()
    }
    #expect(scenario.settles(at: count, seconds: 90))
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
    if let statements {
      #expect(statements.objections == [])
      #expect(statements.statements.contains { $0.hasPrefix("UPDATE trucd.ledger") })
    }
  }

  @Test("Aborted transactions and control records leave gaps, and the sums hold")
  func transactions() throws {
    guard let scenario = Self.scenario("transactions", partitions: 2) else { return }
    let producer = try Producer(properties: [
      ("bootstrap.servers", scenario.cluster.bootstrap), ("transactional.id", scenario.database),
    ])
    try producer.initTransactions(timeoutMs: 30_000)
    var visible = 0
    for round in 0..<8 {
      try producer.beginTransaction()
      for number in 0..<50 {
        try producer.produce(
          topic: scenario.topics[0], partition: Int32(number % 2), key: nil,
          value: Scenario.value(round * 50 + number))
      }
      try producer.flush(timeoutMs: 30_000)
      if round % 3 == 1 {
        try producer.abortTransaction(timeoutMs: 30_000)
      } else {
        try producer.commitTransaction(timeoutMs: 30_000)
        visible += 50
      }
    }
    producer.close(timeoutMs: 5_000)
    let daemon = scenario.daemon()
    daemon.start()
    #expect(scenario.settles(at: visible))
    #expect(
      eventually(seconds: 20) { scenario.ledger().allSatisfy { $0.totals.gaps > 0 } },
      "control records and aborted records are counted as gaps")
    daemon.kill()
    daemon.start()
    try scenario.produce(100, from: 1_000)
    #expect(scenario.settles(at: visible + 100))
    daemon.stop()
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("Two daemons in one group share the partitions, and one takes over when the other dies")
  func rebalance() throws {
    guard let scenario = Self.scenario("rebalance", partitions: 6) else { return }
    let first = scenario.daemon("a", kafka: "\"session.timeout.ms\" = 6000")
    let second = scenario.daemon("b", kafka: "\"session.timeout.ms\" = 6000")
    try scenario.produce(6_000)
    first.start()
    #expect(scenario.settles(at: 3_000))
    second.start()
    for round in 1..<5 {
      try scenario.produce(6_000, from: round * 6_000)
      usleep(500_000)
    }
    first.kill()
    try scenario.produce(6_000, from: 30_000)
    #expect(scenario.settles(at: 36_000, seconds: 90))
    first.start()
    try scenario.produce(6_000, from: 36_000)
    #expect(scenario.settles(at: 42_000, seconds: 90))
    second.stop()
    try scenario.produce(600, from: 42_000)
    #expect(scenario.settles(at: 42_600, seconds: 90))
    first.stop()
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("SIGTERM hands the partitions over at once; the last daemon's are kept for its return")
  func handsOver() throws {
    guard let scenario = Self.scenario("hands_over", partitions: 6) else { return }
    // Far beyond what the test waits.
    let session = "\"session.timeout.ms\" = 300000"
    let first = scenario.daemon("a", kafka: session)
    let second = scenario.daemon("b", kafka: session)
    try scenario.produce(600)
    for daemon in [first, second] { daemon.start() }
    #expect(
      eventually(seconds: 60) {
        first.mentions("3 partitions assigned") > 0 && second.mentions("3 partitions assigned") > 0
      })
    #expect(first.stop() == 0)
    try scenario.produce(600, from: 600)
    #expect(scenario.settles(at: 1_200))
    #expect(second.mentions("6 partitions assigned") > 0, "\(second.tail)")
    #expect(second.stop() == 0)
    let stranger = try Consumer(properties: [
      ("bootstrap.servers", scenario.cluster.bootstrap), ("group.id", scenario.database),
    ])
    #expect(try stranger.countMembers(timeoutMs: 10_000) == 1)
    stranger.close(timeoutMs: 5_000)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("Compaction removes records before they are read, and the last one taken as well")
  func compaction() throws {
    guard
      let scenario = Self.scenario(
        "compaction", partitions: 1,
        settings: [
          ("cleanup.policy", "compact"), ("segment.ms", "500"),
          ("min.cleanable.dirty.ratio", "0.01"),
          ("max.compaction.lag.ms", "1000"), ("delete.retention.ms", "600000"),
        ])
    else { return }
    let daemon = scenario.daemon()
    let producer = try Producer(properties: [
      ("bootstrap.servers", scenario.cluster.bootstrap), ("acks", "all"),
    ])
    func send(_ numbers: Range<Int>) throws {
      for number in numbers {
        try producer.produce(
          topic: scenario.topics[0], partition: 0, key: Array("k\(number % 10)".utf8),
          value: Array(#"{"id": \#(number), "name": "n"}"#.utf8))
      }
      try producer.flush(timeoutMs: 30_000)
    }
    try send(0..<100)
    daemon.start()
    #expect(scenario.settles(at: 10))
    daemon.kill()
    let before = scenario.ledger()[0].nextOffset
    // Newer values of every key, in segments of their own: the last record taken goes.
    for round in 1..<4 {
      try send(round * 100..<round * 100 + 50)
      usleep(1_500_000)
    }
    usleep(2_500_000)
    daemon.start()
    #expect(
      eventually(seconds: 40) { scenario.ledger()[0].nextOffset >= 250 },
      "goes on beyond \(before) although the last record taken is compacted away")
    daemon.stop()
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
    let rows = scenario.findings().warehouse
    #expect(Set(rows).count == rows.count, "no record twice")
  }
}
