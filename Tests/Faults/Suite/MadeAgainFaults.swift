import Glibc
import Kafka
import Pipeline
import Support

extension Fault {
  /// A topic is deleted and made again.
  static let madeAgainFaults: [Fault] = [
    Fault(
      "again-stopped-below", invariant: madeAgain,
      injection: "a topic is deleted and made again while the daemon is stopped; the new one ends "
        + "below the old offset"
    ) { try $0.makeAgain(.stopped, records: 600) },
    Fault(
      "again-stopped-above", invariant: madeAgain,
      injection: "the same; the new one ends above the old offset"
    ) { try $0.makeAgain(.stopped, records: 3_000) },
    Fault(
      "again-paused-below", invariant: madeAgain,
      injection:
        "a topic is deleted and made again while the daemon has paused it, since PostgreSQL "
        + "is away; the new one ends below the old offset"
    ) { try $0.makeAgain(.paused, records: 600) },
    Fault(
      "again-paused-above", invariant: madeAgain,
      injection: "the same; the new one ends above the old offset"
    ) { try $0.makeAgain(.paused, records: 6_000) },
    Fault(
      "again-attached-below", invariant: madeAgain,
      injection:
        "a topic is deleted and made again while the daemon reads it; the new one ends below "
        + "the old offset"
    ) { try $0.makeAgain(.attached, records: 600) },
    Fault(
      "again-attached-above", invariant: madeAgainUnseen,
      injection: "the same; the new one ends above the old offset"
    ) { try $0.makeAgain(.attached, records: 3_000) },
  ]

  private static let madeAgain =
    "nothing of the new topic is taken for the old one: the partition stops, and reads the new topic "
    + "from its start once an operator accepts it"
  private static let madeAgainUnseen =
    "the partition stops at the second handle's next look (source_check_s, 30 s), names the rows that "
    + "were taken for the old topic's until then, and reads the new topic from its start once an "
    + "operator accepts it"
}

extension FaultStage {
  fileprivate enum Reading { case stopped, paused, attached }

  /// Records of the old topic that wait when the daemon pauses it: more than its lane can hold.
  private static let waiting = 3_000

  fileprivate func makeAgain(_ reading: Reading, records: Int) throws -> String {
    let scenario = try scenario(partitions: 1, on: reading == .paused ? try ownPostgres() : nil)
    let daemon = start(
      scenario.daemon(consumer: "stall_pause_s = 1\nbatch_bytes_max = 65536"))
    let old = 1_500
    try scenario.produce(old)
    try settle(scenario, at: old)
    switch reading {
    case .attached: break
    case .stopped: try stop(daemon)
    case .paused:
      try scenario.postgres.stopImmediately()
      try scenario.produce(Self.waiting, from: old)
      try wait(for: "the daemon to pause the topic", seconds: 30) {
        daemon.mentions("has been full") > 0
      }
    }
    let administration = try scenario.cluster.administration()
    try administration.deleteTopic(scenario.topics[0], timeoutMs: 10_000)
    try wait(for: "the topic to be made again", seconds: 30) {
      (try? scenario.cluster.createTopic(scenario.topics[0], partitions: 1)) != nil
    }
    try scenario.produce(records, from: 10_000)
    switch reading {
    case .attached: break
    case .stopped: start(daemon)
    case .paused: try scenario.postgres.start()
    }
    let noticed = try wait(for: "the partition to stop", seconds: 90) {
      daemon.mentions("stopped: ") > 0
    }
    let first = scenario.accounted()
    let taken = try takenForOld(first - old, reading, daemon)
    try operate(daemon, ["ledger", "renew", scenario.topics[0]])
    let seconds = try settle(scenario, at: first + records)
    try stop(daemon)
    let entries = scenario.ledger().sorted { $0.totals.sum < $1.totals.sum }
    try require(entries.count == 2, "\(entries.count) generations, not 2")
    try require(
      entries.contains { $0.firstOffset == 0 && $0.nextOffset == Int64(records) },
      "the new generation does not hold all of the new topic")
    let complaints = MultisetChecker.sums(scenario.findings())
    try require(complaints.isEmpty, complaints.joined(separator: "; "))
    return
      "stopped \(tenths(noticed)) after it could be noticed\(taken); \(grouped(old)) records of "
      + "the old topic, all \(grouped(records)) of the new one \(tenths(seconds)) after the command"
  }

  /// What is said of records that were taken beyond the old topic's. In the paused case some of the
  /// old topic may have been in hand, and are its last.
  private func takenForOld(
    _ count: Int, _ reading: Reading, _ daemon: TestDaemon
  ) throws -> String {
    if count == 0 || reading == .paused && count <= Self.waiting { return "" }
    try require(
      reading == .attached && daemon.mentions("was made again while it was read") > 0,
      "\(count) records beyond the old topic's were taken for it")
    return ", \(grouped(count)) records taken for the old topic's until then, and named"
  }

  /// An operator's command with the daemon's configuration.
  func operate(_ daemon: TestDaemon, _ words: [String]) throws {
    let status = ChildProcess.run(
      [TestDaemon.executable] + words + ["--config", "\(daemon.folder)/trucd.toml"],
      log: daemon.log)
    try require(status == 0, "trucd \(words.joined(separator: " ")) ended with \(status)")
  }
}
