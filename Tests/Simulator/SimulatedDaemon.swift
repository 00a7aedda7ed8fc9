import Pipeline

/// What a lane tells its supervisor.
enum LaneReport {
  case opened(slot: Int, epoch: UInt32, low: Int64, high: Int64, LedgerEntry)
  case openFailed(slot: Int, epoch: UInt32)
  case committed([SlotAdvance])
  case missed(slot: Int, epoch: UInt32)
  case failed(slot: Int, epoch: UInt32, StopReason)
  case free(lane: Int, RecordBuffer)
}

/// A daemon of the simulation: `PartitionState`, `Intake` and `LaneState` decide; here is what the
/// poll thread does around them.
final class SimulatedDaemon {
  struct Slot {
    var state = PartitionState(epoch: 0)
    var isAssigned = false
    var isPaused = false
    var openAt: Int64?
    var backoff = Backoff(firstMilliseconds: 200, lastMilliseconds: 5_000)
    /// Stops since the last commit.
    var stops = 0
  }

  static let lanesMax = 2
  static let batchBytesMax = 700
  static let batchDelayMilliseconds: Int64 = 20
  static let stallPauseMilliseconds: Int64 = 3_000

  unowned let world: World
  let name: String
  private(set) var life = 0
  private(set) var isAlive = false
  var frozenUntil: Int64 = 0
  var slots: [Slot] = []
  var positions: [ClientPosition] = []
  var intake = Intake(lanes: 1, bytesMax: 0, delayMilliseconds: 0)
  private(set) var lanes: [SimulatedLane] = []
  private var reports: [LaneReport] = []
  var stalledSince: [Int: Int64] = [:]
  private var sources: [String: Int64] = [:]
  var recheckIsDue = false
  private var wakesAt = Int64.max

  init(name: String, world: World) {
    self.name = name
    self.world = world
  }

  var isFrozen: Bool { isAlive && frozenUntil > world.now }
  /// Milliseconds until it goes on.
  var thawsIn: Int64 { max(frozenUntil - world.now, 0) + 1 }

  func epoch(of slot: Int) -> UInt32 { slots[slot].state.epoch }
  func lane(of slot: Int) -> Int { slot % lanes.count }

  // MARK: - Life

  func start() {
    isAlive = true
    slots = Array(repeating: Slot(), count: world.logs.count)
    positions = Array(repeating: ClientPosition(), count: world.logs.count)
    let count = Int(world.random.within(1...Int64(Self.lanesMax)))
    intake = Intake(
      lanes: count, bytesMax: Self.batchBytesMax,
      delayMilliseconds: Self.batchDelayMilliseconds)
    lanes = (0..<count).map {
      SimulatedLane($0, of: self, builders: (world.makeBuilder(), world.makeBuilder()))
    }
    sources = [:]
    reports = []
    stalledSince = [:]
    recheckIsDue = false
    wakesAt = .max
  }

  /// SIGKILL: everything in memory is gone.
  func die() {
    life += 1
    isAlive = false
    frozenUntil = 0
    lanes = []
    world.warehouse.ownerDied(self)
  }

  func hear(_ report: LaneReport) {
    reports.append(report)
    wake(in: 0)
  }

  /// Has the poll thread turn at the latest in so many milliseconds.
  func wake(in delay: Int64) {
    let time = world.now + max(delay, 0)
    guard isAlive, time < wakesAt else { return }
    wakesAt = time
    world.later(self, life: life, max(delay, 0)) { [unowned self] in
      guard wakesAt == time else { return }
      wakesAt = .max
      poll()
    }
  }

  func source(of topic: String, refreshing: Bool) -> Int64 {
    if !refreshing, let known = sources[topic] { return known }
    let source = world.warehouse.state.source(of: topic).id
    sources[topic] = source
    return source
  }

  // MARK: - One turn

  private func poll() {
    if world.mayCrash(self, .crashWhilePolling) { return }
    let heard = reports
    reports = []
    for report in heard { hear(now: report) }
    openDue()
    if recheckIsDue { recheckAll() }
    resumeStalled()
    handOver()
    if !isHeldUp() { deliver() }
    planNext()
  }

  private func planNext() {
    for slot in slots where slot.isAssigned {
      if let due = slot.openAt { wake(in: due - world.now) }
    }
    if let due = intake.nextDue(at: world.now) { wake(in: max(due, 1)) }
    if slots.indices.contains(where: { canDeliver($0) && !intake.isFull(lane(of: $0)) }) {
      wake(in: world.random.within(1...20))
    }
    if let since = stalledSince.values.min() {
      wake(in: max(since + Self.stallPauseMilliseconds - world.now, 100))
    }
  }

  func handOver() {
    for (lane, buffer) in intake.due(at: world.now) { lanes[lane].post(.batch(buffer)) }
  }

  private func openDue() {
    for number in slots.indices where slots[number].isAssigned {
      guard let due = slots[number].openAt, due <= world.now else { continue }
      slots[number].openAt = nil
      switch slots[number].state.phase {
      case .stopped: act(slots[number].state.retryDue(), on: number)
      case .opening, .awaitingLeader: open([number], refreshing: false)
      case .verifying, .active: act(slots[number].state.recheckNeeded(), on: number)
      }
    }
  }

  private func recheckAll() {
    recheckIsDue = false
    for number in slots.indices
    where slots[number].isAssigned && slots[number].state.isReading {
      act(slots[number].state.recheckNeeded(), on: number)
    }
  }

  // MARK: - What lanes report

  private func hear(now report: LaneReport) {
    switch report {
    case .opened(let number, let epoch, let low, let high, let entry):
      guard isCurrent(number, epoch) else { return }
      opened(number, low: low, high: high, entry)
    case .openFailed(let number, let epoch):
      guard isCurrent(number, epoch) else { return }
      slots[number].state.openFailed()
      openLater(number)
    case .committed(let advances):
      for advance in advances {
        slots[Int(advance.slot)].stops = 0
        if isCurrent(Int(advance.slot), advance.epoch) {
          slots[Int(advance.slot)].state.committed()
        }
      }
    case .missed(let number, let epoch):
      guard isCurrent(number, epoch) else { return }
      act(slots[number].state.missed(), on: number)
    case .failed(let number, let epoch, let reason):
      guard isCurrent(number, epoch) else { return }
      act(slots[number].state.failed(reason), on: number)
    case .free(let lane, let buffer): intake.free(buffer, of: lane)
    }
  }

  private func isCurrent(_ number: Int, _ epoch: UInt32) -> Bool {
    slots[number].isAssigned && slots[number].state.epoch == epoch
  }

  private func opened(_ number: Int, low: Int64, high: Int64, _ entry: LedgerEntry) {
    let wasStopped = slots[number].state.stopReason != nil
    slots[number].openAt = nil
    slots[number].backoff.reset()
    let action = slots[number].state.opened(low: low, high: high, entry: entry, now: world.now)
    if wasStopped && action == .nothing {
      slots[number].openAt = world.now + retryMilliseconds(number)
      return
    }
    act(action, on: number)
  }

  func openLater(_ number: Int) {
    slots[number].openAt = world.now + slots[number].backoff.next(using: &world.random)
  }

  func open(_ numbers: [Int], refreshing: Bool) {
    for lane in lanes.indices {
      let requests = numbers.filter { self.lane(of: $0) == lane }.map {
        OpenRequest(slot: $0, epoch: epoch(of: $0), refreshesSource: refreshing)
      }
      if !requests.isEmpty { lanes[lane].post(.open(requests)) }
    }
  }

  func act(_ action: PartitionState.Action, on number: Int) {
    switch action {
    case .nothing: break
    case .open: open([number], refreshing: slots[number].state.stopReason != nil)
    case .openAfter(let wait): slots[number].openAt = world.now + wait
    case .stop(let reason): halt(number, reason)
    case .read(let offset):
      slots[number].isPaused = false
      startReading(number, at: offset)
    }
  }

  func halt(_ number: Int, _ reason: StopReason) {
    world.tell("\(name) stops \(world.logs[number].at): \(reason.code)")
    world.metStop(reason)
    positions[number].isReading = false
    slots[number].stops += 1
    slots[number].openAt = world.now + retryMilliseconds(number)
  }

  private func retryMilliseconds(_ number: Int) -> Int64 {
    guard slots[number].state.stopReason?.mendsItself ?? false else { return 3_000 }
    return min(5_000 << Int64(min(slots[number].stops, 8)), 120_000)
  }

  // MARK: - Assignment

  func assigned(_ numbers: [Int]) {
    for number in numbers {
      slots[number].state = PartitionState(epoch: epoch(of: number) &+ 1)
      slots[number].isAssigned = true
      slots[number].isPaused = false
      slots[number].openAt = nil
      positions[number] = ClientPosition(revision: world.logs[number].revision)
    }
    open(numbers, refreshing: true)
  }

  /// What is queued is dropped; what is in the lanes' hands is of a past epoch.
  func revoked() {
    for number in slots.indices where slots[number].isAssigned {
      slots[number].isAssigned = false
      slots[number].state = PartitionState(epoch: epoch(of: number) &+ 1)
      positions[number].isReading = false
    }
    intake.drop()
  }
}
