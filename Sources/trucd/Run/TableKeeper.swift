import Admin
import Contracts
import Pipeline
import Warehouse

/// Keeps the tables of the contracts that serve: makes partitions ahead of time, and takes away what
/// is past its retention. On a thread and a warehouse session of its own, so that neither a load
/// nor a reload of contracts waits for it.
final class TableKeeper {
  enum Order: Sendable {
    /// Contracts were taken: their tables are looked at at once.
    case use([TableShape])
    case end
  }

  private static let place = "tables"
  /// Partitions stand days ahead, so that a day with several looks is enough.
  private static let lookMilliseconds: Int64 = 6 * 3_600_000
  /// After something stood in the way, or the warehouse was away.
  private static let retryMilliseconds: Int64 = 60_000

  private let session: any WarehouseAdministration
  private let orders: Mailbox<Order>
  private let events: Events
  private let health: RunHealth
  private let heartbeat: Heartbeat
  private var tables: [TableShape] = []
  /// Those that are to be looked at next: all, or those that something kept back.
  private var due: [TableShape] = []
  private var dueAt: Int64 = .max
  private var allDueAt: Int64 = .max
  private var isEnding = false

  init(
    warehouse: any Warehouse, orders: Mailbox<Order>, events: Events, health: RunHealth,
    heartbeat: Heartbeat
  ) {
    session = warehouse.makeAdministration(application: "trucd tables")
    self.orders = orders
    self.events = events
    self.health = health
    self.heartbeat = heartbeat
  }

  /// Runs until an order ends it.
  func run() {
    session.progressed = { [heartbeat] in
      heartbeat.waits(for: "the upkeep of tables", atMost: .seconds(65))
    }
    session.changed = { [events] in
      events.emit(.tableChanged(table: $0.table, statement: $0.statement))
    }
    while !isEnding {
      heartbeat.waits(for: "the next upkeep of tables", atMost: .seconds(2))
      take(orders.takeAll(waitingAtMost: 1_000))
      heartbeat.beat()
      if !isEnding, min(dueAt, allDueAt) <= Clock.milliseconds { look() }
    }
    session.close()
  }

  private func take(_ orders: [Order]) {
    for order in orders {
      switch order {
      case .use(let tables):
        self.tables = tables.filter { $0.partitioning != nil || $0.retention != nil }
        allDueAt = self.tables.isEmpty ? .max : Clock.milliseconds
        dueAt = .max
        if self.tables.isEmpty { health.health.clear(Self.place) }
      case .end: isEnding = true
      }
    }
  }

  private func look() {
    let now = Clock.milliseconds
    if allDueAt <= now {
      due = tables
      allDueAt = now + Self.lookMilliseconds
    }
    dueAt = .max
    do throws(WarehouseError) {
      heartbeat.waits(for: "the warehouse", atMost: .seconds(65))
      try session.connect()
      defer { session.close() }
      tell(
        try session.maintain(due, at: Clock.wallMicroseconds) {
          self.take(self.orders.takeAll(waitingAtMost: 0))
          return !self.isEnding
        })
    } catch {
      events.emit(.warehouseUnavailable(place: Self.place, reason: error.description))
      dueAt = Clock.milliseconds + Self.retryMilliseconds
    }
  }

  /// What stood in the way is tried again before long, the others in their own time.
  private func tell(_ problems: [TableProblem]) {
    for problem in problems {
      events.emit(.tableUpkeepDelayed(table: problem.table, reason: problem.message))
    }
    due = due.filter { table in problems.contains { $0.table == table.name } }
    guard let first = problems.first else { return health.health.clear(Self.place) }
    dueAt = Clock.milliseconds + Self.retryMilliseconds
    health.health.report(
      Self.place, .notice,
      "the upkeep of \(problems.count) tables waits; \(first.table): \(first.message)")
  }
}
