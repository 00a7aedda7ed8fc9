import Pipeline

/// The warehouse as a lane meets it: transactions with row locks, sessions that die, answers that
/// come late or never.
final class SimulatedWarehouse {
  static let lockTimeoutMilliseconds: Int64 = 10_000

  unowned let world: World
  private(set) var state = DatabaseState()
  private(set) var isUp = true
  /// Sessions of a former life are gone.
  private(set) var life = 0
  private var snapshots: [DatabaseState] = []
  private var holders: [DatabaseState.Place: Transaction] = [:]
  private var active: [Transaction] = []
  /// Those that wait for a lock, the first that came first, as the server lets them have it.
  private var waiting: [Transaction] = []
  /// Until when loads of a topic fail, and how.
  private var unfit: [String: Int64] = [:]
  private var locked: [String: Int64] = [:]
  private var quarantineRefuses: [TopicPartition: Int64] = [:]

  init(world: World) { self.world = world }

  // MARK: - What lanes ask for

  func send(
    _ kind: Transaction.Kind, from lane: SimulatedLane,
    answer: @escaping (Transaction.Answer) -> Void
  ) {
    let daemon = lane.daemon
    guard isUp, lane.sessionLife == life else {
      world.later(daemon, life: daemon.life, world.latency()) {
        answer(.failed(LaneFailure(.unavailable, "the session is gone"), isConnected: false))
      }
      return
    }
    let transaction = Transaction(
      kind, fate: world.fate(of: kind), owner: daemon, since: world.now, answer: answer)
    active.append(transaction)
    world.plan(world.latency()) { self.begin(transaction) }
  }

  // MARK: - The life of a transaction

  /// Takes the locks of its ledger rows, or waits for them.
  private func begin(_ transaction: Transaction) {
    if transaction.isOver || transaction.isLocked { return }
    let holder = transaction.places.compactMap { holders[$0] }.first { $0 !== transaction }
    if let holder { return wait(transaction, for: holder) }
    waiting.removeAll { $0 === transaction }
    for place in transaction.places { holders[place] = transaction }
    transaction.isLocked = true
    transaction.isSent = world.random.chance(50)
    world.mayFreeze(transaction.owner)
    plantEarlyWrites(transaction)
    var duration = world.latency()
    if case .lateCommit = transaction.fate {
      transaction.isSent = true
      fail(transaction, .outcomeUnknown, "the connection broke at COMMIT")
      duration += world.random.within(100...5_000)
      world.met(.lateCommit)
    }
    world.plan(duration) { self.finish(transaction) }
    _ = world.mayCrash(transaction.owner, .crashInTransaction)
  }

  private func wait(_ transaction: Transaction, for holder: Transaction) {
    if !transaction.hasWaited {
      world.met(.lockWait)
      waiting.append(transaction)
    }
    transaction.hasWaited = true
    if world.now - transaction.since >= Self.lockTimeoutMilliseconds {
      if holder.owner.isFrozen {
        world.met(.frozenOwnerEnded)
        world.tell("a frozen owner's session is ended: \(holder.owner.name)")
        end(holder)
        fail(holder, .unavailable, "ended by another session")
      } else {
        end(transaction)
        return fail(transaction, .unavailable, "lock timeout", isConnected: true)
      }
    }
    world.plan(world.random.within(50...500)) { self.begin(transaction) }
  }

  private func finish(_ transaction: Transaction) {
    if transaction.isOver { return }
    if transaction.owner.isFrozen && !transaction.isSent {
      return world.plan(transaction.owner.thawsIn) { self.finish(transaction) }
    }
    end(transaction)
    switch transaction.kind {
    case .read(let requests):
      if case .requestLost = transaction.fate {
        world.met(.requestLost)
        return fail(transaction, .unavailable, "the connection broke")
      }
      let entries = state.open(requests)
      reply(transaction, .read(entries))
    case .commit(let payload): finish(transaction, payload)
    }
  }

  private func finish(_ transaction: Transaction, _ payload: Payload) {
    switch transaction.fate {
    case .requestLost:
      world.met(.requestLost)
      return fail(transaction, .unavailable, "the connection broke within COPY")
    case .commitLost:
      world.met(.commitLost)
      return fail(transaction, .outcomeUnknown, "no answer to COMMIT")
    case .answered, .replyLost, .lateCommit, .replyDelayed: break
    }
    if let failure = fault(of: payload) {
      return reply(transaction, .failed(failure, isConnected: true))
    }
    let isUnfenced = world.bug == .fenceIgnored || transaction.hasWrittenEarly
    let missed = isUnfenced ? [] : state.missed(payload.advances)
    if !missed.isEmpty {
      world.met(.ledgerMiss)
      return reply(transaction, .missed(missed))
    }
    write(payload)
    world.met(.rowRefused, payload.refused.count)
    world.tell(
      "\(transaction.owner.name) durable: \(payload.advances.map { "\($0.at) \($0.expected)..<\($0.next)" })"
    )
    reply(transaction, .committed)
  }

  private func write(_ payload: Payload) {
    state.rows += payload.rows
    let refused = payload.refused.map(DatabaseState.Row.init)
    state.quarantine += world.bug == .quarantineOutside ? refused : payload.quarantine + refused
    if world.bug != .ledgerOff && world.bug != .commitBeforeWrite {
      state.apply(payload.advances, refused: payload.refused)
    }
  }

  /// The bugs that write before the transaction does.
  private func plantEarlyWrites(_ transaction: Transaction) {
    guard case .commit(let payload) = transaction.kind else { return }
    switch world.bug {
    case .quarantineOutside: state.quarantine += payload.quarantine
    case .commitBeforeWrite where state.missed(payload.advances).isEmpty:
      transaction.hasWrittenEarly = true
      state.apply(payload.advances, refused: payload.refused)
    default: break
    }
  }

  private func fault(of payload: Payload) -> LaneFailure? {
    for topic in payload.topics.sorted() {
      if isOn(unfit[topic]) {
        world.met(.tableUnfit)
        return LaneFailure(.fault(.unfit("relation \(topic) does not exist")), "42P01")
      }
      if isOn(locked[topic]) {
        world.met(.tableLocked)
        return LaneFailure(.unavailable, "lock timeout on table \(topic)")
      }
    }
    if let row = payload.quarantine.first(where: { isOn(quarantineRefuses[$0.place.at]) }) {
      world.met(.quarantineRefused)
      return LaneFailure(
        .fault(.quarantineRefused("refused")), "refused", place: row.place.at)
    }
    return nil
  }

  private func isOn(_ until: Int64?) -> Bool { (until ?? 0) > world.now }

  private func end(_ transaction: Transaction) {
    transaction.isOver = true
    for place in transaction.places where holders[place] === transaction { holders[place] = nil }
    active.removeAll { $0 === transaction }
    waiting.removeAll { $0 === transaction }
    for waiter in waiting where waiter.places.contains(where: transaction.places.contains) {
      world.plan(0) { self.begin(waiter) }
    }
  }

  // MARK: - Answers

  private func reply(_ transaction: Transaction, _ answer: Transaction.Answer) {
    var delay = world.latency()
    switch transaction.fate {
    case .lateCommit: return
    case .replyLost:
      world.met(.replyLost)
      return fail(transaction, .outcomeUnknown, "no answer to COMMIT")
    case .replyDelayed:
      world.met(.replyDelayed)
      delay += world.random.within(1_000...20_000)
    case .answered, .requestLost, .commitLost: break
    }
    world.later(transaction.owner, life: transaction.ownerLife, delay) {
      transaction.answer(answer)
    }
  }

  private func fail(
    _ transaction: Transaction, _ kind: LaneFailure.Kind, _ message: String,
    isConnected: Bool = false
  ) {
    world.later(transaction.owner, life: transaction.ownerLife, world.latency()) {
      transaction.answer(.failed(LaneFailure(kind, message), isConnected: isConnected))
    }
  }

  // MARK: - Faults and operators

  /// What a client left behind: a transaction whose COMMIT was sent goes on.
  func ownerDied(_ daemon: SimulatedDaemon) {
    for transaction in active where transaction.owner === daemon {
      if transaction.isLocked && transaction.isSent { continue }
      end(transaction)
    }
  }

  /// The server dies and comes back after a while, perhaps with an older database.
  func crash(outage: Int64, restoring: Bool) {
    life += 1
    isUp = false
    for transaction in active {
      end(transaction)
      if case .lateCommit = transaction.fate, transaction.isLocked { continue }
      var kind = LaneFailure.Kind.unavailable
      if case .commit = transaction.kind { kind = .outcomeUnknown }
      fail(transaction, kind, "the server went away")
    }
    if restoring, let older = snapshots.randomElement(using: &world.random) {
      world.met(.warehouseRestored)
      world.tell("the database is restored to an older state")
      state = older
    }
    world.plan(outage) { self.isUp = true }
  }

  func backUp() { snapshots.append(state) }

  func spoil(_ topic: String, for duration: Int64) { unfit[topic] = world.now + duration }
  func lock(_ topic: String, for duration: Int64) { locked[topic] = world.now + duration }
  func refuseQuarantine(_ at: TopicPartition, for duration: Int64) {
    quarantineRefuses[at] = world.now + duration
  }

  func mend() {
    unfit = [:]
    locked = [:]
    quarantineRefuses = [:]
    isUp = true
  }

  /// A new generation. Older backups are of no use to it: sources would part from their rows.
  func renew(_ topic: String) {
    state.generations[topic, default: 1] += 1
    snapshots = []
  }

  func discard(_ at: TopicPartition, to offset: Int64) {
    let place = DatabaseState.Place(source: state.source(of: at.topic).id, at: at)
    // The operator's statement waits for the row as everybody's does.
    if holders[place] == nil { state.discard(place, to: offset) }
  }
}
