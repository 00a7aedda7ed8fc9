/// The life of one assigned partition: past tense in, imperative out. It holds no clock and no
/// handle; time comes in as milliseconds of any monotonic clock.
///
///     opening ──opened──▶ verifying ──record or end──▶ active
///        ▲  ╲──opened──────────────────────────────────▲ │
///        │   ╲──▶ awaitingLeader ──30 s──▶ stopped       │
///        ╰───────── recheck, miss, operator's command ───╯
///
/// Each way back to `opening` begins a new epoch; whatever was taken in an older epoch and is not
/// committed yet is dropped by its lane and read again from Kafka.
public struct PartitionState: Sendable {
  public enum Phase: Hashable, Sendable {
    /// Watermarks and ledger row are being read.
    case opening
    /// The ledger is ahead of the log's end; a new leader may lag.
    case awaitingLeader(since: Int64, next: Int64, high: Int64)
    /// Reading from the last record taken, which must be the one that the ledger remembers.
    case verifying(Fingerprint, next: Int64)
    case active(next: Int64)
    case stopped(StopReason)
  }

  /// What the owner must do.
  public enum Action: Hashable, Sendable {
    /// Read watermarks and ledger row, then report `opened`.
    case open
    /// The same, after a pause of that many milliseconds.
    case openAfter(milliseconds: Int64)
    /// Deliver records from this offset on.
    case read(from: Int64)
    case stop(StopReason)
    case nothing
  }

  /// What becomes of a record that was delivered.
  public enum Disposition: Hashable, Sendable {
    case take
    case drop
    case stop(StopReason)
  }

  public static let leaderLagMillisecondsMax: Int64 = 30_000
  public static let missesMax = 3

  public private(set) var phase: Phase = .opening
  public private(set) var epoch: UInt32
  /// Fingerprints that could not be compared, because their record is gone.
  public private(set) var uncompared = 0
  /// Between the last record taken, found in its place or past its retention, and this offset
  /// nothing was visible. What stands there now was written by somebody else.
  private var emptyUntil: Int64?
  private var misses = 0
  private var leaderAwaitedSince: Int64?
  /// The ledger row at which a partition stopped, to notice an operator's command.
  private var entryAtStop: LedgerEntry?
  private var lastEntry: LedgerEntry?

  public init(epoch: UInt32) { self.epoch = epoch }

  public var isActive: Bool { if case .active = phase { true } else { false } }
  /// Whether Kafka is being read from, if only to compare.
  public var isReading: Bool {
    switch phase {
    case .active, .verifying: true
    case .opening, .awaitingLeader, .stopped: false
    }
  }
  public var stopReason: StopReason? {
    if case .stopped(let reason) = phase { reason } else { nil }
  }

  /// Watermarks and ledger row were read ("Where to start" of the design).
  public mutating func opened(low: Int64, high: Int64, entry: LedgerEntry, now: Int64) -> Action {
    if let stopReason {
      guard mayResume(from: stopReason, with: entry) else { return .nothing }
    }
    lastEntry = entry
    emptyUntil = nil
    let next = entry.nextOffset
    if next < low { return stop(.retentionPassed(next: next, low: low)) }
    if next > high { return awaitLeader(next: next, high: high, now: now) }
    leaderAwaitedSince = nil
    guard let last = entry.fingerprint else {
      phase = .active(next: next)
      return .read(from: next)
    }
    if last.offset < low {
      uncompared += 1
      emptyUntil = next
      phase = .active(next: next)
      return .read(from: low)
    }
    phase = .verifying(last, next: next)
    return .read(from: last.offset)
  }

  /// Watermarks or ledger could not be read; it is tried again. A leader that could not be asked was
  /// not seen to lag.
  public mutating func openFailed() { leaderAwaitedSince = nil }

  /// A record was delivered. `fingerprint` is asked for only where it is compared.
  public mutating func delivered(offset: Int64, fingerprint: () -> Fingerprint) -> Disposition {
    switch phase {
    case .active(let next):
      if let end = emptyUntil, offset < end, offset > lastEntry?.fingerprint?.offset ?? end {
        return refuse(.fingerprintMismatch(offset: offset))
      }
      guard offset >= next else { return .drop }
      emptyUntil = nil
      phase = .active(next: offset + 1)
      return .take
    case .verifying(let last, let next):
      if offset < last.offset { return .drop }
      if offset == last.offset {
        guard fingerprint() == last else {
          return refuse(.fingerprintMismatch(offset: last.offset))
        }
        emptyUntil = next
        phase = .active(next: next)
        return .drop
      }
      // Between the last record taken and the next one nothing was visible: what stands there now
      // was written by somebody else.
      guard offset >= next else { return refuse(.fingerprintMismatch(offset: offset)) }
      uncompared += 1
      phase = .active(next: offset + 1)
      return .take
    case .opening, .awaitingLeader, .stopped:
      return .drop
    }
  }

  /// The end of the partition was reached: nothing visible lies before `offset` any more.
  public mutating func endReached(at offset: Int64) -> Disposition {
    switch phase {
    case .active(let next):
      guard offset > next else { return .drop }
      phase = .active(next: offset)
      return .take
    case .verifying(_, let next):
      guard offset >= next else { return .drop }
      uncompared += 1
      phase = .active(next: offset)
      return offset > next ? .take : .drop
    case .opening, .awaitingLeader, .stopped:
      return .drop
    }
  }

  /// Something happened after which the fingerprint must be checked again (design, section 1).
  public mutating func recheckNeeded() -> Action {
    if case .stopped = phase { return .nothing }
    return reopen()
  }

  /// A batch of this partition is durable.
  public mutating func committed() { misses = 0 }

  /// The compare-and-swap of this epoch's batch did not find the expected offset.
  public mutating func missed() -> Action {
    if case .stopped = phase { return .nothing }
    misses += 1
    return misses >= Self.missesMax ? stopUnderWay(.secondOwner) : reopen()
  }

  /// A lane, or the Kafka client, found the partition unable to go on.
  public mutating func failed(_ reason: StopReason) -> Action {
    if case .stopped = phase { return .nothing }
    return stopUnderWay(reason)
  }

  /// Time to look whether an operator's command, or a mended table, lets a stopped partition go on.
  public func retryDue() -> Action {
    if case .stopped = phase { return .open }
    return .nothing
  }

  /// A second owner keeps moving the ledger: the way is free once the row stands still. All other
  /// lasting reasons need an operator's command, which changes the row or its source.
  private mutating func mayResume(from reason: StopReason, with entry: LedgerEntry) -> Bool {
    let known = entryAtStop
    entryAtStop = entry
    guard let known else { return reason.mendsItself || lastEntry?.source != entry.source }
    let moved = known.source != entry.source || known.nextOffset != entry.nextOffset
    if reason == .secondOwner { return !moved }
    return reason.mendsItself || moved
  }

  private mutating func reopen() -> Action {
    epoch &+= 1
    leaderAwaitedSince = nil
    phase = .opening
    return .open
  }

  private mutating func awaitLeader(next: Int64, high: Int64, now: Int64) -> Action {
    let since = leaderAwaitedSince ?? now
    leaderAwaitedSince = since
    guard now - since < Self.leaderLagMillisecondsMax else {
      leaderAwaitedSince = nil
      return stop(.beyondEnd(next: next, high: high))
    }
    phase = .awaitingLeader(since: since, next: next, high: high)
    return .openAfter(milliseconds: 1_000)
  }

  private mutating func stop(_ reason: StopReason) -> Action {
    epoch &+= 1
    misses = 0
    entryAtStop = lastEntry
    phase = .stopped(reason)
    return .stop(reason)
  }

  /// Batches may have moved the row since it was read, and one may still be under way: where it stands
  /// is learned at the next look.
  private mutating func stopUnderWay(_ reason: StopReason) -> Action {
    let action = stop(reason)
    entryAtStop = nil
    return action
  }

  private mutating func refuse(_ reason: StopReason) -> Disposition {
    _ = stop(reason)
    return .stop(reason)
  }
}
