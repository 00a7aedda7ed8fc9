import Contracts
import JSON
import Pipeline

/// Kafka, the warehouse, the daemons and the clock of one run, all driven by one seed on one thread.
final class World {
  static let places = ["a", "b"].flatMap { topic in
    (0..<2).map { TopicPartition(topic: topic, partition: $0) }
  }

  let profile: Profile
  let bug: PlantedBug?
  private let isTracing: Bool
  var random: Randomness
  private(set) var now: Int64 = 0
  private var timeline = Timeline()
  var logs: [PartitionLog]
  private(set) lazy var warehouse = SimulatedWarehouse(world: self)
  private(set) var daemons: [SimulatedDaemon] = []
  private(set) var counts = FaultCounts()
  private(set) var trace: [String] = []
  private(set) var events = 0
  /// Differs, all but surely, between any two orders of events.
  private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325
  private var nextID: Int64 = 1
  var isBrokerUp = true
  /// Until when watermarks show an end that lags.
  var lagUntil: Int64 = 0
  /// Faults happen until then.
  var isCalm = false
  /// Which rebalance is under way; an older one's assignment is void.
  var rebalances = 0
  /// Topics of which a ledger row has no fingerprint since an operator moved it: with nothing to
  /// compare, a log that changes behind it cannot be noticed.
  var bareTopics: Set<String> = []
  /// The members among which the partitions were dealt.
  var dealt: [SimulatedDaemon] = []

  private static let catalog = ContractCatalog.load(
    ["a", "b"].map { topic in
      let text = """
        {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}},
         "x-trucd": {"topics": ["\(topic)"], "owner": "H17.99", "table": "\(topic)"}}
        """
      return ContractFile(path: "test/\(topic).v1.schema.json", bytes: Array(text.utf8))
    })

  init(seed: UInt64, bug: PlantedBug?, isTracing: Bool) {
    random = Randomness(seed: seed)
    profile = Profile(&random)
    self.bug = bug
    self.isTracing = isTracing
    logs = Self.places.map(PartitionLog.init)
    daemons = (0..<profile.daemons).map { SimulatedDaemon(name: "daemon \($0)", world: self) }
  }

  func makeBuilder() -> BatchBuilder {
    BatchBuilder(
      judge: Judge(catalog: Self.catalog, limits: ReaderLimits()) { _ in SimulatedRows() },
      bytesMax: profile.rowsMax)
  }

  // MARK: - Time

  func plan(_ delay: Int64, _ work: @escaping () -> Void) {
    timeline.plan(at: now + delay, work)
  }

  /// Work of a daemon's life: it waits while the daemon is frozen, and ends with that life.
  func later(
    _ daemon: SimulatedDaemon, life: Int, _ delay: Int64, _ work: @escaping () -> Void
  ) {
    plan(delay) { [unowned self] in
      guard daemon.life == life else { return }
      if daemon.isFrozen { return later(daemon, life: life, daemon.thawsIn, work) }
      work()
    }
  }

  /// Runs what is planned up to `time`.
  func run(until time: Int64) {
    while let event = timeline.next(upTo: time) {
      now = event.time
      events += 1
      event.work()
    }
    now = time
  }

  func latency() -> Int64 { random.latency() }

  // MARK: - What is told

  func met(_ fault: Fault, _ times: Int = 1) {
    for _ in 0..<times {
      counts.met(fault)
      note(fault.rawValue)
    }
    if times > 0 { tell("* \(fault.rawValue)") }
  }

  func metStop(_ reason: StopReason) {
    switch reason {
    case .fingerprintMismatch: met(.fingerprintMismatch)
    case .secondOwner: met(.secondOwner)
    case .retentionPassed: met(.retentionPassed)
    case .beyondEnd, .unfit, .waiting, .quarantineRefused, .unreadable, .tooManyRefused: break
    }
  }

  func tell(_ line: @autoclosure () -> String) {
    if isTracing { trace.append("\(now) ms: \(line())") }
  }

  /// FNV-1a over the time and the name of what happened.
  private func note(_ name: String) {
    for byte in name.utf8 { fingerprint = (fingerprint ^ UInt64(byte)) &* 0x100_0000_01B3 }
    fingerprint = (fingerprint ^ UInt64(bitPattern: now)) &* 0x100_0000_01B3
  }

  /// How the next transaction fares.
  func fate(of kind: Transaction.Kind) -> Transaction.Fate {
    guard !isCalm, random.chance(profile.badTransactionPercent) else { return .answered }
    guard case .commit = kind else { return random.pick([.requestLost, .replyDelayed]) }
    return random.pick([.requestLost, .commitLost, .replyLost, .lateCommit, .replyDelayed])
  }

  // MARK: - Kafka

  /// Nil where the broker does not answer.
  func watermarks(_ number: Int) -> (low: Int64, high: Int64)? {
    guard isBrokerUp else { return nil }
    let log = logs[number]
    guard lagUntil > now else { return (log.low, log.stableEnd) }
    met(.leaderLag)
    return (log.low, max(log.low, log.stableEnd - 3))
  }

  func newEntry(_ kind: LogEntry.Kind) -> LogEntry {
    nextID += 1
    return LogEntry(id: nextID, kind: kind)
  }

  func wakeDaemons() {
    for daemon in daemons { daemon.wake(in: random.within(1...10)) }
  }
}
