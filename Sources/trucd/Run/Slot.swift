import Pipeline

/// A partition that was assigned at some time, and what the supervisor knows of it. A partition
/// keeps its slot, and with it its lane, for the life of the process.
struct Slot {
  let number: Int32
  let at: TopicPartition
  let lane: Int
  var state: PartitionState
  var isAssigned = false
  /// Where reading shall begin, once watermarks and ledger row are known.
  var start: Int64?
  var isPaused = false
  /// No contract reads its topic any more, and the group has not taken it back yet.
  var isRetired = false
  /// When to open it again, in milliseconds of the monotonic clock.
  var openAt: Int64?
  var backoff = Backoff(firstMilliseconds: 200, lastMilliseconds: 5_000)
  /// What the last attempt to open it failed with.
  var openFailure: String?
  /// The ledger's offset as last read or committed.
  var committedNext: Int64 = 0
  /// The end of the partition as last heard.
  var high: Int64 = 0
  var progressAt: Int64
  var hasAlarmed = false
  /// By which a topic made again under way is told.
  var anchor = Anchor()
  /// Stops since the last commit; it is tried again less and less often.
  var stops = 0

  init(number: Int32, at: TopicPartition, lane: Int, now: Int64) {
    self.number = number
    self.at = at
    self.lane = lane
    state = PartitionState(epoch: 0)
    progressAt = now
  }

  /// Kafka delivered a record of it.
  mutating func delivered(
    offset: Int64, fingerprint: () -> Fingerprint
  ) -> PartitionState.Disposition {
    high = max(high, offset + 1)
    return state.delivered(offset: offset, fingerprint: fingerprint)
  }

  var lag: Int64 { max(high - committedNext, 0) }

  var isAwaitingLeader: Bool { if case .awaitingLeader = state.phase { true } else { false } }

  /// A word for metrics and status.
  var phaseName: String {
    if !isAssigned { return "unassigned" }
    return switch state.phase {
    case .opening: "opening"
    case .awaitingLeader: "awaiting_leader"
    case .verifying: "verifying"
    case .active: isPaused ? "paused" : "active"
    case .stopped: "stopped"
    }
  }

  /// Why it stands still, as far as the supervisor can see.
  var standstill: String {
    switch state.phase {
    case .opening: openFailure ?? "its ledger row and watermarks are being read"
    case .awaitingLeader(_, let next, let high):
      "the ledger stands at \(next), the partition ends at \(high)"
    case .verifying: "its last record taken is being compared"
    case .active: "its records are fetched but not committed yet, or Kafka delivers none"
    case .stopped(let reason): reason.reason
    }
  }
}

/// All slots, by number and by partition.
struct SlotTable {
  private(set) var slots: [Slot] = []
  private var numbers: [TopicPartition: Int32] = [:]
  private let lanes: Int

  init(lanes: Int) { self.lanes = lanes }

  subscript(number: Int32) -> Slot {
    _read { yield slots[Int(number)] }
    // In place: a slot is changed with every record.
    _modify { yield &slots[Int(number)] }
  }

  func number(of place: TopicPartition) -> Int32? { numbers[place] }

  /// The slot of a partition, made where it has none. Lanes are dealt out in turn.
  mutating func slot(of place: TopicPartition, now: Int64) -> Int32 {
    if let number = numbers[place] { return number }
    let number = Int32(slots.count)
    slots.append(Slot(number: number, at: place, lane: Int(number) % lanes, now: now))
    numbers[place] = number
    return number
  }

  var assigned: [Slot] { slots.filter(\.isAssigned) }
}
