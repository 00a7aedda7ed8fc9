import Admin
import Configuration
import Contracts
import Kafka
import Pipeline

/// The poll thread: it owns the consumer and the state of every partition, fills the lanes'
/// buffers, and acts on what the lanes report. Nothing here blocks but the poll itself.
final class Supervisor {
  let consumer: Consumer
  let context: LaneContext
  let options: Configuration.Consumer
  let lanes: [LaneHandle]
  let comparer: Mailbox<[Comparison]>
  let orders: Mailbox<SupervisorOrder>
  let heartbeat: Heartbeat
  let health: RunHealth
  /// How long the orderly end may take.
  let endMilliseconds: Int64
  var slots: SlotTable
  var intake: Intake
  /// The client's slot numbers in terms of this table's.
  var slotOfClient: [Int32] = []
  var catalog: ContractCatalog?
  var subscribed: [String] = []
  var census = TopicCensus()
  var timers = SupervisorTimers()
  var troubles = SupervisorTroubles()
  /// Since when each lane has been full.
  var stalledSince: [Int: Int64] = [:]
  var isEnding = false
  var ending: SupervisorEnd?
  /// The partitions went since the session with the group ran out, and none were assigned since.
  var isSessionLost = false

  init(
    consumer: Consumer, context: LaneContext, options: Configuration.Consumer,
    lanes: [LaneHandle], comparer: Mailbox<[Comparison]>, orders: Mailbox<SupervisorOrder>,
    heartbeat: Heartbeat,
    endMilliseconds: Int64
  ) {
    self.consumer = consumer
    self.context = context
    self.options = options
    self.lanes = lanes
    self.comparer = comparer
    self.orders = orders
    self.heartbeat = heartbeat
    health = context.health
    self.endMilliseconds = endMilliseconds
    slots = SlotTable(lanes: lanes.count)
    intake = Intake(
      lanes: lanes.count, bytesMax: options.batchBytesMax,
      delayMilliseconds: options.batchDelay.milliseconds)
  }

  /// Runs until an order ends it. The answer says how.
  func run() -> SupervisorEnd {
    while ending == nil && !isEnding {
      heartbeat.beat()
      takeOrders()
      takeReports()
      tick(Clock.milliseconds)
      handOver(Clock.milliseconds)
      poll()
    }
    return finish()
  }

  /// One turn of the poll. Where a lane that still reads is full the records stay in the client's
  /// queue, and only its other work is served.
  private func poll() {
    let now = Clock.milliseconds
    if isHeldUp(now) {
      attempt { () throws(KafkaError) in
        try consumer.pollIdle(timeoutMs: 5) { self.happened($0) }
      }
      return
    }
    let wait = Int32(min(intake.nextDue(at: now) ?? 100, 100))
    attempt { () throws(KafkaError) in
      _ = try consumer.poll(timeoutMs: wait, recordsMax: 4_096) {
        self.take($0)
      } onEvent: {
        self.happened($0)
      }
    }
  }

  /// A call of the client that fails only where the client is beyond use.
  func attempt(_ call: () throws(KafkaError) -> Void) {
    do throws(KafkaError) { try call() } catch { end(.failed(error.description)) }
  }

  private func takeOrders() {
    for order in orders.takeAll() {
      switch order {
      case .use(let catalog): use(catalog)
      case .topics(let census): learned(census)
      case .compared(let findings): compared(findings)
      case .end: isEnding = true
      }
    }
  }

  /// Hands batches that are due to their lanes.
  func handOver(_ now: Int64, all: Bool = false) {
    for (lane, buffer) in intake.due(at: now, all: all) { lanes[lane].jobs.post(.batch(buffer)) }
  }

  /// Sets a slot's epoch where the lanes see it.
  func publishEpoch(_ slot: Int32) {
    context.board.set(slots[slot].state.epoch, of: slot)
  }

  func end(_ end: SupervisorEnd) { if ending == nil { ending = end } }
}

/// What the rest of the daemon tells the supervisor.
enum SupervisorOrder: Sendable {
  case use(ContractCatalog)
  /// The cluster's topics and how many partitions each has.
  case topics(TopicCensus)
  /// What the second handle found.
  case compared([(Comparison, Anchor.Finding)])
  case end
}

/// How the supervisor ended.
enum SupervisorEnd: Hashable, Sendable {
  case orderly
  /// Broker or warehouse did not answer in time; what was under way is read again next time.
  case late
  /// Another daemon runs under this `group.instance.id`.
  case fenced(String)
  /// The session with the group ran out, and what was still under way from it was refused as a twin's:
  /// the client is beyond use, and a new start is welcome.
  case sessionLost(String)
  /// The client is unusable.
  case failed(String)
}

/// A lane as the supervisor holds it.
struct LaneHandle: Sendable {
  let jobs: Mailbox<LaneJob>
  let heartbeat: Heartbeat
}
