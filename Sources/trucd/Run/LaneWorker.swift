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
  private var generator = SystemRandomNumberGenerator()

  init(number: Int, jobs: Mailbox<LaneJob>, context: LaneContext, heartbeat: Heartbeat) {
    self.number = number
    self.jobs = jobs
    self.context = context
    self.heartbeat = heartbeat
    state = LaneState(breaker: context.breaker)
    session = context.warehouse.makeSession(application: "trucd lane \(number)")
    session.progressed = {
      heartbeat.waits(for: "committing to the warehouse", atMost: context.commitTimeout)
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
      for job in jobs.takeAll(waitingAtMost: 1_000) {
        heartbeat.beat()
        switch job {
        case .open(let requests): open(requests)
        case .batch(let buffer):
          settle(buffer)
          context.report(.free(lane: number, buffer))
        case .use(let catalog):
          self.catalog = catalog
          let judge = Judge(
            catalog: catalog, limits: context.limits, now: { Clock.wallMicroseconds },
            makeRowBuffer: { [warehouse = context.warehouse] in warehouse.makeRowBuffer(for: $0) })
          state.builder = BatchBuilder(judge: judge)
        case .restore(let source, let place, let fingerprint):
          restore(source, place, fingerprint)
        case .end:
          session.close()
          context.report(.ended(lane: number))
          return
        }
      }
    }
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
