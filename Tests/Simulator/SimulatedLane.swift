import Pipeline

/// A partition that a lane shall open.
struct OpenRequest {
  var slot: Int
  var epoch: UInt32
  var refreshesSource: Bool
}

/// A lane of a simulated daemon. What it decides is `LaneState`; here is what the daemon's lane
/// thread does around it.
final class SimulatedLane {
  enum Job {
    case open([OpenRequest])
    case batch(RecordBuffer)
  }

  private typealias Watermarked = (request: OpenRequest, low: Int64, high: Int64)

  unowned let daemon: SimulatedDaemon
  let number: Int
  /// The warehouse's life in which this session was made; nil where there is none.
  private(set) var sessionLife: Int?
  private var state = LaneState()
  private var jobs: [Job] = []
  /// The next batch, judged before its turn.
  private var early: EarlyBatch?
  private var isBusy = false
  private var backoff = Backoff()
  private var world: World { daemon.world }

  init(_ number: Int, of daemon: SimulatedDaemon, builders: (BatchBuilder, BatchBuilder)) {
    self.number = number
    self.daemon = daemon
    (state.builder, state.secondBuilder) = builders
  }

  func post(_ job: Job) {
    jobs.append(job)
    goOn()
  }

  private func goOn() {
    guard !isBusy, !jobs.isEmpty else { return }
    isBusy = true
    backoff = Backoff()
    switch jobs.removeFirst() {
    case .open(let requests): later(world.latency()) { $0.open(requests) }
    case .batch(let buffer): begin(buffer, from: 0)
    }
  }

  private func begin(_ buffer: RecordBuffer, from start: Int) {
    closeStale()
    let early = early
    self.early = nil
    act(
      state.begun(buffer, from: start, isConnected: sessionLife != nil, early: early), buffer)
  }

  private func finished() {
    isBusy = false
    goOn()
  }

  private func later(_ delay: Int64, _ work: @escaping (SimulatedLane) -> Void) {
    world.later(daemon, life: daemon.life, delay) { [unowned self] in work(self) }
  }

  private func closeStale() { state.closeStale { daemon.epoch(of: Int($0)) } }

  // MARK: - A batch

  private func act(_ action: LaneState.Action, _ buffer: RecordBuffer) {
    guard tell() else { return }
    switch action {
    case .connect:
      connect { lane, isConnected in
        let failure = LaneFailure(.unavailable, "nobody answers")
        lane.act(
          isConnected
            ? lane.state.connected() : lane.state.failed(failure, isConnected: false), buffer)
      }
    case .readLedger(let requests): send(.read(requests), buffer)
    case .commit(let batch):
      if world.mayCrash(daemon, .crashBeforeSending) { return }
      send(.commit(Payload(batch)), buffer)
      judgeAhead()
    case .wait:
      later(backoff.next(using: &world.random)) { lane in
        lane.closeStale()
        lane.act(lane.state.waited(isConnected: lane.sessionLife != nil), buffer)
      }
    case .done:
      if let rest = state.rest { return begin(rest.buffer, from: rest.start) }
      daemon.hear(.free(lane: number, buffer))
      finished()
    }
  }

  private func judgeAhead() {
    guard early == nil, let foresight = state.foresight else { return }
    if let rest = state.rest {
      early = foresight.build(rest.buffer, from: rest.start)
    } else if case .batch(let next)? = jobs.first {
      early = foresight.build(next)
    }
  }

  private func send(_ kind: Transaction.Kind, _ buffer: RecordBuffer) {
    world.warehouse.send(kind, from: self) { [unowned self] answer in
      switch answer {
      case .committed:
        if world.mayCrash(daemon, .crashAfterCommit) { return }
        act(state.committed(), buffer)
      case .missed(let places): act(state.missed(places), buffer)
      case .read(let entries): act(state.ledgerRead(entries), buffer)
      case .failed(let failure, let isConnected):
        if !isConnected { sessionLife = nil }
        act(state.failed(failure, isConnected: isConnected), buffer)
      }
    }
  }

  private func connect(_ then: @escaping (SimulatedLane, Bool) -> Void) {
    later(world.latency()) { lane in
      let warehouse = lane.world.warehouse
      lane.sessionLife = warehouse.isUp ? warehouse.life : nil
      then(lane, warehouse.isUp)
    }
  }

  /// Passes on what became of partitions. False where the daemon died before it could.
  private func tell() -> Bool {
    let reports = state.takeReports()
    if !reports.isEmpty && world.mayCrash(daemon, .crashBeforeReport) { return false }
    for report in reports {
      switch report {
      case .committed(let advances, let isByLedger):
        if isByLedger { world.met(.outcomeResolved) }
        daemon.hear(.committed(advances))
      case .missed(let slot, let epoch): daemon.hear(.missed(slot: Int(slot), epoch: epoch))
      case .failed(let slot, let epoch, let reason):
        daemon.hear(.failed(slot: Int(slot), epoch: epoch, reason))
      case .outcomeUnknown, .tripped: break
      }
    }
    return true
  }

  // MARK: - Opening

  private func open(_ requests: [OpenRequest]) {
    if world.mayCrash(daemon, .crashWhileOpening) { return }
    var found: [Watermarked] = []
    for request in requests where isCurrent(request) {
      if let marks = world.watermarks(request.slot) {
        found.append((request, marks.low, marks.high))
      } else {
        daemon.hear(.openFailed(slot: request.slot, epoch: request.epoch))
      }
    }
    readLedger(found)
  }

  private func isCurrent(_ request: OpenRequest) -> Bool {
    daemon.epoch(of: request.slot) == request.epoch
  }

  private func readLedger(_ watermarked: [Watermarked]) {
    let current = watermarked.filter { isCurrent($0.request) }
    if current.isEmpty { return finished() }
    guard sessionLife != nil else {
      return connect { lane, isConnected in
        if isConnected { lane.readLedger(current) } else { lane.readLedgerLater(current) }
      }
    }
    let requests = current.map { found in
      LedgerRequest(
        source: daemon.source(
          of: world.logs[found.request.slot].at.topic,
          refreshing: current.contains { $0.request.refreshesSource }),
        at: world.logs[found.request.slot].at, low: found.low)
    }
    world.warehouse.send(.read(requests), from: self) { [unowned self] answer in
      guard case .read(let entries) = answer else {
        if case .failed(_, false) = answer { sessionLife = nil }
        return readLedgerLater(current)
      }
      opened(current, entries)
    }
  }

  private func readLedgerLater(_ watermarked: [Watermarked]) {
    later(backoff.next(using: &world.random)) { $0.readLedger(watermarked) }
  }

  private func opened(_ watermarked: [Watermarked], _ entries: [LedgerEntry]) {
    for (found, entry) in zip(watermarked, entries) {
      state.opened(
        LanePartition(
          slot: Int32(found.request.slot), epoch: found.request.epoch, source: entry.source,
          at: entry.at, expected: entry.nextOffset, low: found.low))
      daemon.hear(
        .opened(
          slot: found.request.slot, epoch: found.request.epoch, low: found.low, high: found.high,
          entry))
    }
    finished()
  }
}
