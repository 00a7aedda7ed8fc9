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
  public internal(set) var ledger = LaneLedger()
  var breakers: LaneBreakers
  var reports: [Report] = []
  var buffer: RecordBuffer?
  /// The records of the buffer that the batch is of. Where it ends is known once it was built.
  var start = 0
  var end: Int?
  /// Where the buffer goes on behind the batch, which is then the next one; nil where it does not.
  public internal(set) var rest: (buffer: RecordBuffer, start: Int)?
  /// The batch as it was judged before its turn.
  var early: EarlyBatch?
  var isConnected = false
  var stage = Stage.done
  /// The topic that is tried alone; nil while the batch is tried whole.
  var topic: String?
  var topicsLeft: ArraySlice<String> = []
  /// Transactions tried in this attempt.
  var rounds = 0
  /// Passes over the topics, each of which ended in a wait.
  var passes = 0
  /// What the rest of this pass waits for.
  var cause: LaneFailure?
  var built: BatchBuilder.Built?
  /// The rows of the ledger that are being read, and whether the transaction follows.
  var reading: (advances: [SlotAdvance], commits: Bool) = ([], false)
  /// The step of the last transaction whose COMMIT got no answer.
  var uncertain: [SlotAdvance] = []
  /// Partitions of the batch that need nothing more.
  var settledSlots: Set<Int32> = []

  /// Where the work on the batch stands between two answers.
  enum Stage {
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

  /// A record was found in its place.
  public mutating func compared(_ record: Fingerprint, slot: Int32, source: Int64) {
    ledger.compared(record, slot: slot, source: source)
  }

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
  /// - Parameters:
  ///   - start: the first of its records in the buffer.
  ///   - early: the batch as `foresight` had it judged, if it had.
  public mutating func begun(
    _ batch: RecordBuffer, from start: Int = 0, isConnected: Bool, early: EarlyBatch? = nil
  ) -> Action {
    buffer = batch
    self.start = start
    end = nil
    rest = nil
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
