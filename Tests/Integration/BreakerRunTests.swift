import Glibc
import Pipeline
import Support
import Testing

/// A topic whose refused records jump, in the running daemon.
@Suite("The breaker pauses a topic", .serialized)
struct BreakerRunTests {
  static let settings = "breaker_records_min = 100\nlanes = 2"
  /// Twice the floor in each of two lanes.
  static let refusedMax = 400

  private func quarantined(_ scenario: Scenario) -> Int {
    Int(
      scenario.ledger().filter { $0.at.topic == scenario.topics[0] }
        .reduce(0) { $0 + $1.totals.quarantined })
  }

  private func accounted(_ scenario: Scenario, _ topic: Int) -> Int64 {
    scenario.ledger().filter { $0.at.topic == scenario.topics[topic] }
      .reduce(0) { $0 + $1.totals.sum }
  }

  private func isPaused(_ scenario: Scenario) -> Bool {
    scenario.postgres.query(
      "SELECT 1 FROM trucd.breaker WHERE resumed_at IS NULL", database: scenario.database)?.count
      == 1
  }

  @Test("A contract that refuses all pauses its topic alone, across a restart, until it is mended")
  func contractMended() throws {
    guard let scenario = ExactlyOnceTests.scenario("breaker", topics: 2, partitions: 3) else {
      return
    }
    let daemon = scenario.daemon(consumer: Self.settings)
    daemon.start()
    try scenario.produce(2_000)
    #expect(scenario.settles(at: 2_000), "\(daemon.tail)")
    let before = quarantined(scenario)

    scenario.writeContract(0, root: #""minProperties": 50,"#)
    #expect(
      eventually(seconds: 20) {
        ChildProcess.lines(of: daemon.log).filter { $0.contains("contracts for") }.count == 2
      }, "\(daemon.tail)")
    try scenario.produce(6_000, from: 2_000)
    #expect(eventually(seconds: 30) { isPaused(scenario) }, "\(daemon.tail)")
    #expect(
      eventually(seconds: 30) { accounted(scenario, 1) == 4_000 },
      "the other topic is read on: \(daemon.tail)")
    let refused = quarantined(scenario) - before
    #expect((50...Self.refusedMax).contains(refused), "\(refused) were refused")
    let said = ChildProcess.lines(of: daemon.log).filter {
      $0.contains("topic \(scenario.topics[0]) is paused")
    }
    #expect(said.count == 1, "\(daemon.tail)")
    #expect(
      said.first?.contains("test/event0.v1 (version 1.0, file test/event0.v1.schema") ?? false)
    #expect(said.first?.contains("serving since 20") ?? false)

    daemon.kill()
    daemon.start()
    usleep(5_000_000)
    #expect(quarantined(scenario) - before == refused, "a restart forgets nothing: \(daemon.tail)")

    scenario.writeContract(0)
    #expect(scenario.settles(at: 8_000, seconds: 60), "\(daemon.tail)")
    #expect(!isPaused(scenario))
    #expect(daemon.stop() == 0)
    let findings = scenario.findings()
    #expect(MultisetChecker.complaints(findings).isEmpty)
    let topic = scenario.topics[0]
    #expect(findings.warehouse.filter { $0.at.topic == topic }.count > 3_000)
  }

  @Test("Where its pause cannot be written down the topic stops, and the others of its lane go on")
  func pauseRefused() throws {
    guard let scenario = ExactlyOnceTests.scenario("unwritten", topics: 2, partitions: 1) else {
      return
    }
    let daemon = scenario.daemon(consumer: "breaker_records_min = 100\nlanes = 1")
    daemon.start()
    try scenario.produce(2_000)
    #expect(scenario.settles(at: 2_000), "\(daemon.tail)")
    func ask(_ sql: String) -> Bool {
      scenario.postgres.query(sql, database: scenario.database) != nil
    }
    #expect(
      ask(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'"))
    #expect(
      ask(
        "CREATE TRIGGER refuse BEFORE INSERT ON trucd.breaker EXECUTE FUNCTION public.refuse()"))
    scenario.writeContract(0, root: #""minProperties": 50,"#)
    #expect(
      eventually(seconds: 20) {
        ChildProcess.lines(of: daemon.log).filter { $0.contains("contracts for") }.count == 2
      }, "\(daemon.tail)")
    try scenario.produce(6_000, from: 2_000)
    #expect(
      eventually(seconds: 30) { daemon.mentions("the pause of its topic") > 0 }, "\(daemon.tail)")
    try scenario.produce(2_000, from: 8_000)
    #expect(eventually(seconds: 30) { accounted(scenario, 1) == 5_000 }, "\(daemon.tail)")
    #expect(accounted(scenario, 0) < 5_000 && !isPaused(scenario))
    #expect(ask("DROP TRIGGER refuse ON trucd.breaker"))
    #expect(eventually(seconds: 60) { isPaused(scenario) }, "\(daemon.tail)")
    scenario.writeContract(0)
    #expect(scenario.settles(at: 10_000, seconds: 60), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("An operator accepts what is refused, and it stays accepted over a restart")
  func operatorResumes() throws {
    let bench = try MockClusterTests.Bench()
    let daemon = bench.daemon(consumer: Self.settings)
    func refused() -> Int { bench.findings().quarantine.count }
    func trucd(_ words: String...) -> Int32 {
      ChildProcess.run(
        [TestDaemon.executable] + words + ["--config", "\(daemon.folder)/trucd.toml"],
        log: daemon.log)
    }
    daemon.start()
    try bench.produce(3_000, from: 0) { Array(#"{"id": "\#($0)"}"#.utf8) }
    let topic = MockClusterTests.Bench.topic
    #expect(
      eventually(seconds: 30) {
        ChildProcess.lines(of: daemon.log).contains { $0.contains("topic \(topic) is paused") }
      }, "\(daemon.tail)")
    usleep(4_000_000)
    #expect(refused() <= Self.refusedMax, "\(refused()) were refused")
    #expect(trucd("topic", "list") == 0)
    #expect(trucd("topic", "resume", "another") == 65)
    #expect(trucd("topic", "resume", topic) == 0)
    #expect(eventually(seconds: 30) { bench.accounted() == 3_000 }, "\(daemon.tail)")
    #expect(trucd("topic", "resume", topic) == 65)

    daemon.kill()
    daemon.start()
    try bench.produce(3_000, from: 3_000) { Array(#"{"id": "\#($0)"}"#.utf8) }
    #expect(eventually(seconds: 30) { bench.accounted() == 6_000 }, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(bench.findings()).isEmpty)
  }

  @Test("Turned off, it pauses nothing")
  func off() throws {
    let bench = try MockClusterTests.Bench()
    let daemon = bench.daemon(consumer: Self.settings + "\nbreaker = false")
    daemon.start()
    try bench.produce(3_000, from: 0) { Array(#"{"id": "\#($0)"}"#.utf8) }
    #expect(eventually(seconds: 30) { bench.accounted() == 3_000 }, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
  }
}
