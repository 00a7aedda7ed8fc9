import Glibc
import Kafka
import Pipeline
import Support
import Testing

/// A topic deleted and made again while the daemon reads it.
@Suite("A topic made again under way", .serialized)
struct MadeAgainTests {
  static let settings = "source_check_s = 1"

  /// Deletes the topic, makes it again and fills it at once.
  private func remake(_ scenario: Scenario, fillWith count: Int) throws {
    let topic = scenario.topics[0]
    let administration = try scenario.cluster.administration()
    try administration.deleteTopic(topic, timeoutMs: 10_000)
    #expect(
      eventually(seconds: 20) { (try? scenario.cluster.createTopic(topic, partitions: 1)) != nil })
    var isFilled = false
    for _ in 0..<20 where !isFilled {
      isFilled = (try? scenario.produce(count, from: 10_000)) != nil
    }
    #expect(isFilled)
  }

  private func renew(_ scenario: Scenario, _ daemon: TestDaemon) -> Int32 {
    ChildProcess.run(
      [TestDaemon.executable, "ledger", "renew", scenario.topics[0]]
        + ["--config", "\(daemon.folder)/trucd.toml"], log: daemon.log)
  }

  private func stopped(_ daemon: TestDaemon) -> Bool {
    ChildProcess.lines(of: daemon.log).contains { $0.contains("/0: stopped:") }
  }

  /// How the topic comes back.
  enum Return: String, CaseIterable, Sendable {
    /// With fewer records than were taken.
    case below
    case above
    /// With more, while the daemon stands: once awake it finds records where it went on to look for
    /// them, and hears of nothing else.
    case aboveUnseen

    var count: Int { self == .below ? 120 : 900 }
  }

  @Test(
    "Filled above the old position or below it, it stops loudly, over a restart too, until renewed",
    arguments: Return.allCases)
  func madeAgain(_ way: Return) throws {
    guard let scenario = ExactlyOnceTests.scenario("\(way)".lowercased(), partitions: 1) else {
      return
    }
    let daemon = scenario.daemon(
      consumer: Self.settings, kafka: "\"session.timeout.ms\" = 45000")
    daemon.start()
    try scenario.produce(300)
    #expect(scenario.settles(at: 300), "\(daemon.tail)")
    usleep(2_500_000)
    if way == .aboveUnseen { daemon.send(SIGSTOP) }
    try remake(scenario, fillWith: way.count)
    daemon.send(SIGCONT)
    #expect(eventually(seconds: 60) { stopped(daemon) }, "\(daemon.tail)")
    if way == .below {
      #expect(daemon.mentions("the ledger is ahead of 1 partition") == 1, "\(daemon.tail)")
    }
    usleep(4_000_000)
    let accounted = scenario.accounted()
    let taken = accounted - 300
    print("Integration: made again, \(way): \(taken) records were taken before it was noticed")
    #expect(
      taken == 0
        || ChildProcess.lines(of: daemon.log).contains {
          $0.contains("made again while it was read")
        },
      "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    daemon.start()
    usleep(5_000_000)
    #expect(scenario.accounted() == accounted, "a restart takes nothing: \(daemon.tail)")
    #expect(renew(scenario, daemon) == 0, "\(daemon.tail)")
    #expect(scenario.settles(at: accounted + way.count, seconds: 40), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(scenario.ledger().count == 2)
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
  }

  /// Records of the new topic were taken, and nothing was compared since: the ledger's fingerprint is
  /// the new topic's own.
  @Test(
    "Where the daemon dies before it notices, the next one does at its start, and so does an operator",
    arguments: [false, true])
  func diesBeforeItNotices(_ isRenewedFirst: Bool) throws {
    guard let scenario = ExactlyOnceTests.scenario("died", partitions: 1) else { return }
    let daemon = scenario.daemon(
      consumer: "source_check_s = 3600", kafka: "\"session.timeout.ms\" = 45000")
    daemon.start()
    try scenario.produce(300)
    #expect(scenario.settles(at: 300), "\(daemon.tail)")
    daemon.send(SIGSTOP)
    try remake(scenario, fillWith: 900)
    daemon.send(SIGCONT)
    // Mostly it hears of nothing. Where it does, the last record taken is the old topic's, and tells.
    #expect(
      eventually(seconds: 60) { scenario.accounted() > 300 || stopped(daemon) }, "\(daemon.tail)")
    daemon.kill()
    print("Integration: died before it noticed: \(scenario.accounted() - 300) records were taken")
    // Twice: the ledger says so from the first time on.
    for _ in 0..<(isRenewedFirst ? 0 : 2) {
      let stops = daemon.mentions("/0: stopped:")
      daemon.start()
      #expect(
        eventually(seconds: 60) { daemon.mentions("/0: stopped:") > stops }, "\(daemon.tail)")
      #expect(daemon.stop() == 0)
    }
    let last = scenario.accounted()
    #expect(renew(scenario, daemon) == 0, "\(daemon.tail)")
    daemon.start()
    #expect(scenario.settles(at: last + 900, seconds: 40), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
  }

  @Test("An operator who would rather go on in the new topic discards, and is not stopped again")
  func discarded() throws {
    guard let scenario = ExactlyOnceTests.scenario("discarded", partitions: 1) else { return }
    let daemon = scenario.daemon(
      consumer: Self.settings, kafka: "\"session.timeout.ms\" = 45000")
    daemon.start()
    try scenario.produce(300)
    #expect(scenario.settles(at: 300), "\(daemon.tail)")
    usleep(2_500_000)
    daemon.send(SIGSTOP)
    try remake(scenario, fillWith: 900)
    daemon.send(SIGCONT)
    #expect(eventually(seconds: 60) { stopped(daemon) }, "\(daemon.tail)")
    usleep(4_000_000)
    let stops = daemon.mentions("/0: stopped:")
    let next = try #require(scenario.ledger().first).nextOffset
    try scenario.produce(100, from: 20_000)
    let status = ChildProcess.run(
      [TestDaemon.executable, "ledger", "discard", "\(scenario.topics[0])/0"]
        + ["--to", "\(next + 10)", "--force", "--config", "\(daemon.folder)/trucd.toml"],
      log: daemon.log)
    #expect(status == 0, "\(daemon.tail)")
    #expect(scenario.settles(at: Int(next) + 100, seconds: 40), "\(daemon.tail)")
    // Two looks later it still is at it.
    usleep(2_500_000)
    try scenario.produce(50, from: 30_000)
    #expect(scenario.settles(at: Int(next) + 150, seconds: 40), "\(daemon.tail)")
    #expect(daemon.mentions("/0: stopped:") == stops, "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.sums(scenario.findings()).isEmpty)
  }

  @Test("A topic that stays as it is is compared round after round, and never stops")
  func soundTopic() throws {
    guard let scenario = ExactlyOnceTests.scenario("sound", partitions: 3) else { return }
    let daemon = scenario.daemon(consumer: "source_check_s = 0.2")
    daemon.start()
    for round in 0..<5 {
      try scenario.produce(600, from: round * 600)
      usleep(700_000)
    }
    let administration = try scenario.cluster.administration()
    try administration.deleteRecords(
      before: PartitionOffset(TopicPartition(topic: scenario.topics[0], partition: 0), 900))
    usleep(1_500_000)
    try scenario.produce(600, from: 3_000)
    #expect(scenario.settles(at: 3_600), "\(daemon.tail)")
    usleep(1_000_000)
    #expect(!stopped(daemon), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
  }
}
