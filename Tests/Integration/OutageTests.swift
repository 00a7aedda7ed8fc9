import Glibc
import Kafka
import Pipeline
import Support
import Testing

@Suite("Broker and database away, topics made again", .serialized)
struct OutageTests {
  @Test("PostgreSQL crashes and comes back; the daemon waits and goes on")
  func postgresCrash() throws {
    guard let cluster = KafkaCluster.shared, PostgresServer.canStart else {
      print("Integration: pgcrash left out; it needs a real Kafka and a PostgreSQL to crash")
      return
    }
    let server = try PostgresServer.separate()
    guard let scenario = Scenario("pgcrash", cluster: cluster, postgres: server) else { return }
    let daemon = scenario.daemon(consumer: "batch_bytes_max = 65536")
    daemon.start()
    try scenario.produce(10_000)
    for round in 1..<4 {
      try scenario.produce(10_000, from: round * 10_000)
      usleep(UInt32.random(in: 100_000..<600_000))
      try scenario.postgres.stopImmediately()
      usleep(500_000)
      try scenario.postgres.start()
    }
    #expect(scenario.settles(at: 40_000, seconds: 90))
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("The broker is killed and restarted; the daemon waits and goes on")
  func brokerRestart() throws {
    guard ExactlyOnceTests.scenario("probe") != nil else { return }
    guard let cluster = KafkaCluster.start(nodes: 1),
      let postgres = try? PostgresServer.shared.get(),
      let scenario = Scenario("brokerdown", cluster: cluster, postgres: postgres)
    else { return }
    defer { cluster.stop() }
    let daemon = scenario.daemon()
    daemon.start()
    try scenario.produce(5_000)
    #expect(scenario.settles(at: 5_000))
    cluster.kill(node: 1)
    usleep(1_500_000)
    cluster.restart(node: 1)
    try scenario.produce(5_000, from: 5_000)
    #expect(scenario.settles(at: 10_000, seconds: 90))
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("A broker away is told in few lines, however many partitions there are")
  func brokerAwayIsToldOnce() throws {
    guard ExactlyOnceTests.scenario("probe3") != nil else { return }
    guard let cluster = KafkaCluster.start(nodes: 1),
      let postgres = try? PostgresServer.shared.get(),
      let scenario = Scenario("toldonce", cluster: cluster, postgres: postgres, partitions: 8)
    else { return }
    defer { cluster.stop() }
    let daemon = scenario.daemon(consumer: "source_check_s = 1")
    daemon.start()
    try scenario.produce(5_000)
    #expect(scenario.settles(at: 5_000))
    cluster.kill(node: 1)
    usleep(12_000_000)
    cluster.restart(node: 1)
    #expect(
      eventually(seconds: 60) { daemon.mentions("can be opened again") > 0 }, "\(daemon.tail)")
    let warnings = ChildProcess.lines(of: daemon.log).filter {
      $0.contains(" warning ") && !$0.contains("quarantined")
    }
    print("Integration: a broker away in \(warnings.count) lines: \(warnings)")
    #expect(warnings.count <= 7, "\(warnings.joined(separator: "\n"))")
    #expect(warnings.count { $0.contains("cannot begin to read") } == 1)
    #expect(
      warnings.count { $0.contains("librdkafka: FAIL") || $0.contains("librdkafka: ERROR") } == 1)
    #expect(
      eventually(seconds: 30) { daemon.mentions("a broker answers again") == 1 },
      "\(daemon.tail)")
    try scenario.produce(1_000, from: 5_000)
    #expect(scenario.settles(at: 6_000, seconds: 90))
    #expect(daemon.stop() == 0)
  }

  @Test(
    "A topic deleted and made again while stopped is noticed, and read once an operator says so")
  func topicMadeAgain() throws {
    guard let scenario = ExactlyOnceTests.scenario("again", partitions: 1) else { return }
    let daemon = scenario.daemon()
    // Before the first start there is no ledger, which is no failure.
    #expect(
      ChildProcess.run(
        [TestDaemon.executable, "ledger", "list", "--config", "\(daemon.folder)/trucd.toml"],
        log: daemon.log) == 0)
    #expect(daemon.mentions("a daemon makes it at its start") == 1)
    daemon.start()
    try scenario.produce(300)
    #expect(scenario.settles(at: 300))
    daemon.stop()
    // A topic that was not made again is not renewed: that would load it twice.
    #expect(
      ChildProcess.run(
        [TestDaemon.executable, "ledger", "renew", scenario.topics[0]]
          + ["--config", "\(daemon.folder)/trucd.toml"], log: daemon.log) == 65)
    let administration = try scenario.cluster.administration()
    try administration.deleteTopic(scenario.topics[0], timeoutMs: 10_000)
    #expect(
      eventually(seconds: 20) {
        (try? scenario.cluster.createTopic(scenario.topics[0], partitions: 1)) != nil
      })
    try scenario.produce(500, from: 10_000)
    daemon.start()
    usleep(5_000_000)
    #expect(scenario.accounted() == 300, "nothing of the new topic is taken by itself")
    #expect(
      ChildProcess.run(
        [TestDaemon.executable, "ledger", "renew", scenario.topics[0]]
          + ["--config", "\(daemon.folder)/trucd.toml"], log: daemon.log) == 0)
    #expect(scenario.settles(at: 800, seconds: 30))
    daemon.stop()
    let generations = scenario.ledger()
    #expect(generations.count == 2)
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
  }

  @Test("Retention that passed unread records stops the partition until the loss is accepted")
  func retentionPassed() throws {
    guard let scenario = ExactlyOnceTests.scenario("retention", partitions: 1) else { return }
    let daemon = scenario.daemon()
    daemon.start()
    try scenario.produce(100)
    #expect(scenario.settles(at: 100))
    daemon.stop()
    try scenario.produce(100, from: 100)
    let administration = try scenario.cluster.administration()
    try administration.deleteRecords(
      before: PartitionOffset(TopicPartition(topic: scenario.topics[0], partition: 0), 150),
      timeoutMs: 10_000)
    daemon.start()
    usleep(4_000_000)
    #expect(scenario.accounted() == 100)
    // Beyond the end, and what Kafka still holds, is not discarded.
    for offset in ["300", "160"] {
      #expect(
        ChildProcess.run(
          [TestDaemon.executable, "ledger", "discard", "\(scenario.topics[0])/0", "--to", offset]
            + ["--config", "\(daemon.folder)/trucd.toml"], log: daemon.log) == 65)
    }
    #expect(
      ChildProcess.run(
        [TestDaemon.executable, "ledger", "discard", "\(scenario.topics[0])/0", "--to", "150"]
          + ["--config", "\(daemon.folder)/trucd.toml"], log: daemon.log) == 0)
    #expect(scenario.settles(at: 200, seconds: 30))
    daemon.stop()
    let entry = scenario.ledger()[0]
    #expect(entry.totals.discarded == 50 && entry.nextOffset == 200)
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
  }

  @Test("SIGTERM ends the daemon within its bound with broker and database down")
  func stopsWithAllDown() throws {
    guard ExactlyOnceTests.scenario("probe2") != nil else { return }
    guard let cluster = KafkaCluster.start(nodes: 1), let postgres = try? PostgresServer.separate(),
      let scenario = Scenario("alldown", cluster: cluster, postgres: postgres)
    else { return }
    let daemon = scenario.daemon()
    daemon.start()
    try scenario.produce(3_000)
    #expect(scenario.settles(at: 3_000))
    try postgres.stopImmediately()
    cluster.stop()
    usleep(1_000_000)
    var status: Int32 = -1
    let clock = ContinuousClock()
    let took = clock.measure { status = daemon.stop() }
    #expect(status == 0)
    // The bound is the configuration's, twice over for a busy machine.
    #expect(took < .seconds(20))
  }
}
