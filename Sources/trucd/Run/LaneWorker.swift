import Admin
import Contracts
import Pipeline
import Warehouse

/// One lane: it judges, encodes and commits the batches of its partitions, in order, on a thread
/// and a warehouse session of its own. Lanes share nothing but the epoch board.
final class LaneWorker {
  let number: Int
  let jobs: Mailbox<LaneJob>
  let context: LaneContext
  let heartbeat: Heartbeat
  let session: any WarehouseSession
  var state: LaneState
  /// Nil until there are contracts.
  private(set) var catalog: ContractCatalog?
  /// Jobs that were taken from the mailbox and wait for their turn.
  private var waiting: ArraySlice<LaneJob> = []
  private let ahead: JudgeAhead
  private var generator = SystemRandomNumberGenerator()

  init(number: Int, jobs: Mailbox<LaneJob>, context: LaneContext, heartbeat: Heartbeat) {
    self.number = number
    self.jobs = jobs
    self.context = context
    self.heartbeat = heartbeat
    state = LaneState(breaker: context.breaker)
    session = context.warehouse.makeSession(application: "trucd lane \(number)")
    ahead = JudgeAhead(name: "ahead \(number)")
    session.progressed = { [unowned self] in
      heartbeat.waits(for: "committing to the warehouse", atMost: context.commitTimeout)
      judgeAhead()
    }
    session.changed = {
      context.events.emit(.tableChanged(table: $0.table, statement: $0.statement))
    }
    session.endedFrozen = { frozen in
      context.events.emit(
        .frozenSessionEnded(
          place: "lane \(number)", pid: frozen.pid, application: frozen.application,
          client: frozen.client, after: frozen.stillSeconds))
    }
  }

  func run() {
    while true {
      heartbeat.beat()
      if waiting.isEmpty { waiting = jobs.takeAll(waitingAtMost: 1_000)[...] }
      while let job = waiting.popFirst() {
        heartbeat.beat()
        switch job {
        case .open(let requests): open(requests)
        case .batch(let buffer):
          settle(buffer, early: ahead.fetch())
          while let rest = state.rest {
            settle(rest.buffer, from: rest.start, early: ahead.fetch())
          }
          context.report(.free(lane: number, buffer))
        case .use(let catalog):
          self.catalog = catalog
          state.builder = makeBuilder(catalog)
          state.secondBuilder = makeBuilder(catalog)
        case .compared(let records):
          for it in records { state.compared(it.record, slot: it.slot, source: it.source) }
        case .restore(let source, let place, let fingerprint):
          restore(source, place, fingerprint)
        case .end:
          ahead.end()
          session.close()
          context.report(.ended(lane: number))
          return
        }
      }
    }
  }

  private func makeBuilder(_ catalog: ContractCatalog) -> BatchBuilder {
    BatchBuilder(
      judge: Judge(
        catalog: catalog, limits: context.limits, now: { Clock.wallMicroseconds },
        makeRowBuffer: { [warehouse = context.warehouse] in warehouse.makeRowBuffer(for: $0) }),
      bytesMax: context.rowBytesMax)
  }

  /// Has the next batch judged while the one under way is being committed.
  private func judgeAhead() {
    guard !ahead.isBusy else { return }
    if let rest = state.rest {
      if let foresight = state.foresight {
        ahead.judge(rest.buffer, from: rest.start, by: foresight)
      }
      return
    }
    waiting += jobs.takeAll()
    guard case .batch(let next)? = waiting.first, let foresight = state.foresight else { return }
    ahead.judge(next, by: foresight)
  }

  // MARK: - The session

  /// Connects where needed. True when this call made the connection.
  func connect() throws(WarehouseError) -> Bool {
    if session.isConnected { return false }
    heartbeat.waits(for: "connecting to the warehouse", atMost: context.connectTimeout)
    defer { heartbeat.beat() }
    try session.connect()
    return true
  }

  /// Says an environment fault, then waits. False when the lane should give up.
  func wait(after reason: String, _ backoff: inout Backoff) -> Bool {
    context.warehouseFailed("lane \(number)", reason)
    var left = backoff.next(using: &generator)
    heartbeat.waits(for: "backing off from the warehouse", atMost: .milliseconds(left))
    while left > 0 {
      if context.board.hasGivenUp { return false }
      sleepMilliseconds(min(left, 50))
      left -= 50
    }
    heartbeat.beat()
    return !context.board.hasGivenUp
  }

  func recovered() { context.warehouseAnswered("lane \(number)") }
}
