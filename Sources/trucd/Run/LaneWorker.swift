import Contracts
import Pipeline
import Warehouse

/// One lane: it judges, encodes and commits the batches of its partitions, in order, on a thread
/// and a warehouse session of its own. Lanes share nothing but the epoch board.
final class LaneWorker {
  let number: Int
  let jobs: Mailbox<LaneJob>
  let context: LaneContext
  let beacon: Beacon
  let session: any WarehouseSession
  var ledger = LaneLedger()
  var builder: BatchBuilder?
  /// The step of the last batch whose COMMIT got no answer.
  var uncertain: [SlotAdvance] = []
  /// Partitions of the batch at hand that need nothing more.
  var settledSlots: Set<Int32> = []
  private var generator = SystemRandomNumberGenerator()
  private var outage: Outage

  init(number: Int, jobs: Mailbox<LaneJob>, context: LaneContext, beacon: Beacon) {
    self.number = number
    self.jobs = jobs
    self.context = context
    self.beacon = beacon
    session = context.warehouse.makeSession(application: "trucd lane \(number)")
    outage = Outage(events: context.events, place: "lane \(number)")
  }

  func run() {
    while true {
      beacon.advance()
      for job in jobs.takeAll(waitingAtMost: 1_000) {
        beacon.advance()
        switch job {
        case .open(let requests): open(requests)
        case .batch(let buffer):
          settle(buffer)
          context.reports.post(.free(lane: number, buffer))
        case .use(let catalog):
          builder = BatchBuilder(
            judge: Judge(catalog: catalog, limits: context.limits) {
              [warehouse = context.warehouse] in warehouse.makeRowBuffer(for: $0)
            })
        case .end:
          session.close()
          context.reports.post(.ended(lane: number))
          return
        }
      }
    }
  }

  /// Forgets partitions whose epoch has passed: revoked, stopped, or to be read again.
  func closeStale() {
    for partition in ledger.all where context.board.epoch(of: partition.slot) != partition.epoch {
      ledger.close(slot: partition.slot)
    }
  }

  // MARK: - The session

  /// Connects where needed. True when this call made the connection.
  func connect() throws(WarehouseError) -> Bool {
    if session.isConnected { return false }
    beacon.wait("connecting to the warehouse", atMost: context.connectMilliseconds)
    defer { beacon.advance() }
    try session.connect()
    outage.over()
    return true
  }

  /// Says an environment fault once, then waits. False when the lane should give up.
  func wait(after error: WarehouseError, _ backoff: inout Backoff) -> Bool {
    outage.report(error)
    var left = backoff.next(using: &generator)
    beacon.wait("backing off from the warehouse", atMost: left)
    while left > 0 {
      if context.board.hasGivenUp { return false }
      sleepMilliseconds(min(left, 50))
      left -= 50
    }
    beacon.advance()
    return !context.board.hasGivenUp
  }

  func recovered() { outage.over() }
}
