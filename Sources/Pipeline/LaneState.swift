import Contracts

/// How a lane brings one batch into the warehouse: past tense in, imperative out, without a thread,
/// a clock or a handle. The daemon's lanes and the simulator run it alike.
///
/// A batch is committed whole. Where that fails for a reason other than the connection it is
/// committed topic by topic, so that only the topic at fault waits or stops. It is done when every
/// partition of it is committed, stopped, stale, or when the lane gives up.
public struct LaneState {
  /// What the owner must do; it then tells the state what came of it.
  public enum Action {
    /// Connect, then `connected` or `failed`.
    case connect
    /// Read these rows of the ledger `FOR UPDATE`, so that a lost session that is still committing
    /// is waited for; then `ledgerRead` or `failed`.
    case readLedger([LedgerRequest])
    /// Send the transaction, then `committed`, `missed` or `failed`.
    case commit(Batch)
    /// The environment is at fault: wait a while, then `waited` or `gaveUp`.
    case wait(LaneFailure)
    /// Nothing of the batch is left to do.
    case done
  }

  /// What became of partitions of the batch.
  public enum Report {
    /// `isByLedger`: the answer was lost, and the ledger told of it.
    case committed([SlotAdvance], isByLedger: Bool)
    /// The ledger row did not hold the expected offset.
    case missed(slot: Int32, epoch: UInt32)
    case failed(slot: Int32, epoch: UInt32, StopReason)
    /// The topic's share of refused records jumped. Its partitions are closed in this lane, the
    /// records behind the last one taken are left in Kafka.
    case tripped(LaneTrip)
    /// The answer to COMMIT did not come.
    case outcomeUnknown([TopicPartition])
  }

  /// A ledger row that misses and yet reads as expected this often is nothing to wait for.
  static let roundsMax = 8
  /// How often topics are tried before the others of their lane go on without them.
  static let waitingPassesMax = 4

  /// Nil until there are contracts.
  public var builder: BatchBuilder?
  /// For the batch that is judged before its turn; the two change places with each. Nil where none
  /// is.
  public var secondBuilder: BatchBuilder?
  public private(set) var ledger = LaneLedger()
  private var breakers: LaneBreakers
  private var reports: [Report] = []
  private var buffer: RecordBuffer?
  /// The batch as it was judged before its turn.
  private var early: EarlyBatch?
  private var isConnected = false
  private var stage = Stage.done
  /// The topic that is tried alone; nil while the batch is tried whole.
  private var topic: String?
  private var topicsLeft: ArraySlice<String> = []
  /// Transactions tried in this attempt.
  private var rounds = 0
  /// Passes over the topics, each of which ended in a wait.
  private var passes = 0
  /// What the rest of this pass waits for.
  private var cause: LaneFailure?
  private var built: BatchBuilder.Built?
  /// The rows of the ledger that are being read, and whether the transaction follows.
  private var reading: (advances: [SlotAdvance], commits: Bool) = ([], false)
  /// The step of the last transaction whose COMMIT got no answer.
  private var uncertain: [SlotAdvance] = []
  /// Partitions of the batch that need nothing more.
  private var settledSlots: Set<Int32> = []

  /// Where the work on the batch stands between two answers.
  private enum Stage {
    case building
    case settled
    case faulted(LaneFailure)
    case waiting(LaneFailure)
    case done
  }

  /// - Parameter breaker: nil where no topic's share of refused records is watched.
  public init(breaker: Breaker.Settings? = nil) { breakers = LaneBreakers(breaker) }

  /// What became of partitions since the last call.
  public mutating func takeReports() -> [Report] {
    defer { reports = [] }
    return reports
  }

  // MARK: - Partitions

  /// The ledger row of a partition was read.
  /// - Parameters:
  ///   - totals: the row's, which are the breaker's past after a start.
  ///   - ended: the end of the topic's last pause, where there was one.
  public mutating func opened(
    _ partition: LanePartition, totals: Totals = Totals(), ended: EndedPause? = nil
  ) {
    ledger.open(partition)
    breakers.opened(partition.source, totals, ended)
  }

  /// Forgets partitions whose epoch has passed: revoked, stopped, or to be read again.
  public mutating func closeStale(_ currentEpoch: (_ slot: Int32) -> UInt32) {
    for partition in ledger.all where currentEpoch(partition.slot) != partition.epoch {
      ledger.close(slot: partition.slot)
    }
  }

  // MARK: - What happened

  /// A batch came. Records of partitions that are not open, or of another epoch, are passed over.
  /// - Parameter early: the batch as `foresight` had it judged, if it had.
  public mutating func begun(
    _ batch: RecordBuffer, isConnected: Bool, early: EarlyBatch? = nil
  ) -> Action {
    buffer = batch
    self.early = early
    self.isConnected = isConnected
    settledSlots.removeAll(keepingCapacity: true)
    uncertain = []
    passes = 0
    attempt(nil)
    return proceed()
  }

  /// What the batch behind the one under way will be built on, if that is committed whole; nil while
  /// nothing is under way, or a part of a batch.
  public var foresight: Foresight? {
    guard let secondBuilder, let built, topic == nil else { return nil }
    var (ledger, breakers) = (ledger, breakers)
    ledger.committed(built.advances)
    breakers.committed(built.breakers)
    return Foresight(builder: secondBuilder, ledger: ledger, breakers: breakers.all)
  }

  /// A new session knows nothing of the old one's last transaction: the ledger does.
  public mutating func connected() -> Action {
    isConnected = true
    return resolve(uncertain.isEmpty ? built?.advances ?? [] : uncertain, commits: true)
  }

  /// The rows asked for, in the order of the requests.
  public mutating func ledgerRead(_ entries: [LedgerEntry]) -> Action {
    var isUntouched = true
    for (advance, entry) in zip(reading.advances, entries) {
      switch LaneLedger.resolve(advance.ledger, by: entry) {
      case .untouched: continue
      // Where no answer was lost, the same step was made by somebody else.
      case .committed where reading.commits:
        confirm([advance], isByLedger: true)
        breakers.committed(built?.breakers ?? [:])
      case .committed, .missed: miss(advance.slot, advance.epoch)
      }
      isUntouched = false
    }
    if reading.commits {
      uncertain = []
      if isUntouched, let built { return .commit(built.batch) }
    }
    return proceed()
  }

  /// All of the transaction is durable.
  /// - Parameter refused: the rows that the database refused.
  public mutating func committed(refused: [QuarantineRow] = []) -> Action {
    confirm(built?.advances ?? [], isByLedger: false)
    breakers.committed(built?.breakers ?? [:], refused: refused)
    stage = .settled
    return proceed()
  }

  /// Nothing was written: the rows of these partitions did not hold the expected offset.
  public mutating func missed(_ places: [TopicPartition]) -> Action {
    let advances = built?.advances.filter { places.contains($0.ledger.at) } ?? []
    return resolve(advances, commits: false)
  }

  /// The last thing asked for failed.
  public mutating func failed(_ failure: LaneFailure, isConnected: Bool) -> Action {
    self.isConnected = isConnected
    switch failure.kind {
    case .unavailable: stage = .waiting(failure)
    case .outcomeUnknown:
      uncertain = built?.advances ?? []
      reports.append(.outcomeUnknown(uncertain.map(\.ledger.at)))
      stage = .waiting(failure)
    case .fault: stage = .faulted(failure)
    }
    return proceed()
  }

  /// The time to wait is over.
  public mutating func waited(isConnected: Bool) -> Action {
    self.isConnected = isConnected
    beginPass()
    return proceed()
  }

  /// The lane ends. The batch stays unfinished, so nothing behind it may be committed: it would
  /// leave a gap.
  public mutating func gaveUp() -> Action {
    ledger.closeAll()
    finish()
    return .done
  }
}

// MARK: - What is done next

extension LaneState {
  private mutating func proceed() -> Action {
    while true {
      if let action = step() { return action }
    }
  }

  /// One step; nil where the next one follows at once.
  private mutating func step() -> Action? {
    switch stage {
    case .building: return build()
    case .settled:
      closeTripped()
      topic == nil ? finish() : nextTopic()
    case .faulted(let failure):
      if topic == nil { beginPass() } else { stopFaulty(failure) }
    case .waiting(let failure):
      if topic == nil { return .wait(failure) }
      cause = failure
      if isConnected && !topicsLeft.isEmpty { nextTopic() } else { return endPass(failure) }
    case .done: return .done
    }
    return nil
  }

  private mutating func attempt(_ topic: String?) {
    self.topic = topic
    rounds = 0
    stage = .building
  }

  /// One transaction, without the partitions that turned out to have moved.
  private mutating func build() -> Action? {
    // Taking the batch for done would leave a gap: it stops loudly instead.
    guard let builder, let buffer else {
      stage = .faulted(LaneFailure(unfit: "records came before any contract did"))
      return nil
    }
    guard rounds < Self.roundsMax else {
      stage = .faulted(
        LaneFailure(unfit: "the ledger row reads as expected and cannot be moved"))
      return nil
    }
    rounds += 1
    let built = takeEarly(for: buffer).map(\.built) ?? build(buffer, by: builder)
    for partition in built?.early ?? [] { miss(partition.slot, partition.epoch) }
    guard let built, !built.advances.isEmpty else {
      stage = .settled
      return nil
    }
    self.built = built
    if !isConnected { return .connect }
    return uncertain.isEmpty ? .commit(built.batch) : resolve(uncertain, commits: true)
  }

  private func build(_ buffer: RecordBuffer, by builder: BatchBuilder) -> BatchBuilder.Built? {
    builder.build(buffer, ledger: ledger, breakers: breakers.all) { partition in
      !settledSlots.contains(partition.slot)
        && (topic.map { $0.utf8.elementsEqual(partition.at.topic.utf8) } ?? true)
    }
  }

  /// What was judged before its turn, where it is what would be built now.
  private mutating func takeEarly(for buffer: RecordBuffer) -> EarlyBatch? {
    defer { early = nil }
    guard let early, topic == nil, settledSlots.isEmpty,
      early.isRight(for: buffer, ledger: ledger, breakers: breakers.all)
    else { return nil }
    swap(&builder, &secondBuilder)
    return early
  }

  /// Compares rows of the ledger with what a transaction expected of them.
  private mutating func resolve(_ advances: [SlotAdvance], commits: Bool) -> Action {
    reading = (advances.filter { ledger[$0.slot]?.epoch == $0.epoch }, commits)
    if reading.advances.isEmpty { return ledgerRead([]) }
    return .readLedger(
      reading.advances.map {
        LedgerRequest(
          source: $0.ledger.source, at: $0.ledger.at,
          low: ledger[$0.slot]?.low ?? $0.ledger.expected)
      })
  }

  /// Tries each topic that is still open.
  private mutating func beginPass() {
    cause = nil
    topicsLeft = openTopics()[...]
    nextTopic()
  }

  private mutating func nextTopic() {
    if let next = topicsLeft.popFirst() { return attempt(next) }
    if let cause { stage = .waiting(cause) } else { finish() }
  }

  /// Where one partition is known to be at fault that one stops, and the others of the topic are
  /// tried again.
  private mutating func stopFaulty(_ failure: LaneFailure) {
    guard let topic, case .fault(let reason) = failure.kind else { return nextTopic() }
    if let place = failure.place, ledger.all.contains(where: { $0.at == place }) {
      stop(reason) { $0.at == place }
      attempt(topic)
    } else {
      stop(reason) { $0.at.topic.utf8.elementsEqual(topic.utf8) }
      nextTopic()
    }
  }

  /// Topics that have waited long stop by themselves where the lane has others that could go on.
  private mutating func endPass(_ failure: LaneFailure) -> Action? {
    passes += 1
    let waiting = openTopics()
    let othersCouldGoOn = ledger.all.contains { !waiting.contains($0.at.topic) }
    guard passes > Self.waitingPassesMax && isConnected && othersCouldGoOn else {
      return .wait(failure)
    }
    stop(.waiting(failure.message)) { waiting.contains($0.at.topic) }
    finish()
    return nil
  }

  private mutating func finish() {
    stage = .done
    built = nil
    reading = ([], false)
    buffer = nil
    early = nil
  }

  private mutating func confirm(_ advances: [SlotAdvance], isByLedger: Bool) {
    ledger.committed(advances)
    settledSlots.formUnion(advances.map(\.slot))
    reports.append(.committed(advances, isByLedger: isByLedger))
  }

  private mutating func miss(_ slot: Int32, _ epoch: UInt32) {
    ledger.close(slot: slot)
    reports.append(.missed(slot: slot, epoch: epoch))
  }

  private mutating func stop(_ reason: StopReason, where isAtFault: (LanePartition) -> Bool) {
    for partition in ledger.all where isAtFault(partition) {
      ledger.close(slot: partition.slot)
      reports.append(.failed(slot: partition.slot, epoch: partition.epoch, reason))
    }
  }

  /// Topics whose breaker tripped are read no further.
  private mutating func closeTripped() {
    for (source, trip) in breakers.tripped {
      let partitions = ledger.all.filter { $0.source == source }
      guard let first = partitions.first else { continue }
      for partition in partitions { ledger.close(slot: partition.slot) }
      reports.append(
        .tripped(
          LaneTrip(
            source: source, topic: first.at.topic, trip: trip,
            partitions: partitions.map { ($0.slot, $0.epoch) })))
    }
  }

  private func openTopics() -> [String] {
    guard let buffer else { return [] }
    var slots: Set<Int32> = []
    for index in 0..<buffer.count { slots.insert(buffer[index].slot) }
    slots.subtract(settledSlots)
    return Set(slots.compactMap { ledger[$0]?.at.topic }).sorted()
  }
}
