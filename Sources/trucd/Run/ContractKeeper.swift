import Admin
import Configuration
import Contracts
import Pipeline
import Warehouse

/// Keeps the contracts that serve: reads the folder, compares the tables with the warehouse,
/// records what serves, and takes a changed folder whole or not at all. On a thread of its own,
/// with a warehouse session of its own, so that DDL never runs inside a lane's transaction.
final class ContractKeeper {
  enum Order: Sendable {
    /// SIGHUP: look at once.
    case reload
    case end
  }

  private let reader: FolderReader
  private let options: Configuration.Contracts
  private let session: any WarehouseAdministration
  private let orders: Mailbox<Order>
  private let events: Events
  private let health: RunHealth
  private let metrics: BusMetrics
  private let heartbeat: Heartbeat
  private let publish: (ContractCatalog) -> Void
  private let reloaded: @Sendable () -> Void
  private var serving: ContractCatalog?
  private var served: [ServedContract] = []
  private var watch: FolderWatch
  private var generator = SystemRandomNumberGenerator()
  private var isConnected = false
  /// Tables that did not fit are looked at again, since an operator may mend them.
  private var examineAgainAt: Int64?

  init(
    reader: FolderReader, options: Configuration.Contracts, warehouse: any Warehouse,
    orders: Mailbox<Order>, events: Events, health: RunHealth, metrics: BusMetrics,
    heartbeat: Heartbeat, publish: @escaping (ContractCatalog) -> Void,
    reloaded: @escaping @Sendable () -> Void
  ) {
    self.reader = reader
    self.options = options
    session = warehouse.makeAdministration(application: "trucd contracts")
    self.orders = orders
    self.events = events
    self.health = health
    self.metrics = metrics
    self.heartbeat = heartbeat
    self.publish = publish
    self.reloaded = reloaded
    watch = FolderWatch(quietMilliseconds: options.reloadQuiet.milliseconds)
  }

  /// Runs until an order ends it.
  func run() {
    guard prepareWarehouse() else { return }
    watch.taken(try? reader.traces())
    guard take(reason: "start") else { return }
    while true {
      heartbeat.waits(for: "a change of the contracts", atMost: .seconds(1))
      for order in orders.takeAll(waitingAtMost: 500) {
        switch order {
        case .end: return session.close()
        case .reload:
          watch.taken(try? reader.traces())
          guard take(reason: "SIGHUP") else { return }
          reloaded()
        }
      }
      heartbeat.beat()
      let now = Clock.milliseconds
      if let due = examineAgainAt, due <= now {
        guard take(reason: "tables looked at again") else { return }
      }
      guard options.watch, let traces = try? reader.traces(), watch.isChanged(traces, at: now)
      else { continue }
      guard take(reason: "changed folder") else { return }
    }
  }

  /// The bus's own tables and what served last; waits for the warehouse. False at the end.
  private func prepareWarehouse() -> Bool {
    untilAnswered { () throws(WarehouseError) in
      try self.session.prepareOwnTables()
      self.served = try self.session.lastServed()
    }
  }

  /// Reads the folder and lets what compiles and fits serve. False at the end of the daemon.
  private func take(reason: String) -> Bool {
    examineAgainAt = nil
    let files: [ContractFile]
    do throws(FolderReader.Failure) {
      files = try reader.read()
    } catch {
      events.emit(.contractProblem(file: reader.directory, pointer: "", problem: error.message))
      health.health.report("contracts", .notReady, error.message)
      // The warehouse is there and nothing serves yet: the folder may appear.
      if serving == nil { examineAgainAt = Clock.milliseconds + 5_000 }
      return true
    }
    let loaded = ContractCatalog.load(files, keeping: serving, served: served.map(\.bundle))
    var fitted = loaded
    let isAnswered = untilAnswered { () throws(WarehouseError) in
      fitted = try self.fit(loaded)
      try self.session.record(fitted.contracts.map(ServedContract.init))
    }
    if isAnswered { serve(fitted, reason: reason) }
    return isAnswered
  }

  /// Prepares the tables; a contract whose table cannot take it does not serve in this version.
  private func fit(_ loaded: ContractCatalog) throws(WarehouseError) -> ContractCatalog {
    heartbeat.waits(for: "preparing tables", atMost: .seconds(60))
    let problems = try session.prepare(loaded.tables)
    heartbeat.beat()
    for problem in problems {
      events.emit(.tableUnfit(table: problem.table, problem: problem.message))
    }
    guard !problems.isEmpty else { return loaded }
    examineAgainAt = Clock.milliseconds + 30_000
    return loaded.withoutTables(
      problems.map { ($0.table, $0.message) }, keeping: serving)
  }

  private func serve(_ catalog: ContractCatalog, reason: String) {
    for problem in catalog.problems {
      events.emit(
        .contractProblem(
          file: problem.file, pointer: problem.pointer, problem: problem.message.en))
    }
    let topics = Set(catalog.contracts.flatMap { $0.topics.map(\.text) }).count
    if catalog.problems.isEmpty {
      health.health.clear("contracts")
      events.emit(.contractsLoaded(count: catalog.contracts.count, topics: topics))
    } else {
      let list = catalog.problems.prefix(5).map(\.description).joined(separator: "; ")
      health.health.report(
        "contracts", .notice, "\(catalog.problems.count) problems: \(list)")
      events.emit(.contractsRefused(problems: catalog.problems.count))
    }
    metrics.serve(
      catalog.contracts.map { ($0.name, $0.version, $0.hash.prefix(8).hexadecimal) })
    serving = catalog
    publish(catalog)
  }

  /// Repeats a piece of work while the warehouse does not answer. False at the end of the daemon.
  private func untilAnswered(_ work: () throws(WarehouseError) -> Void) -> Bool {
    var backoff = Backoff()
    while true {
      do throws(WarehouseError) {
        heartbeat.waits(for: "the warehouse", atMost: .seconds(60))
        if !isConnected { try session.connect() }
        isConnected = true
        try work()
        heartbeat.beat()
        if health.warehouseAnswered() { events.emit(.warehouseAvailable(name: "contracts")) }
        return true
      } catch {
        isConnected = false
        events.emit(.warehouseUnavailable(reason: error.description))
        health.warehouseFailed(error.description)
      }
      let pause = backoff.next(using: &generator)
      heartbeat.waits(for: "backing off from the warehouse", atMost: .milliseconds(pause))
      for order in orders.takeAll(waitingAtMost: pause) {
        if case .end = order { return false }
      }
    }
  }
}

/// A folder that is written to in several steps is taken once it has been still for a while.
struct FolderWatch {
  let quietMilliseconds: Int64
  private var takenTraces: [FolderReader.Trace]?
  private var seen: [FolderReader.Trace]?
  private var seenAt: Int64 = 0

  init(quietMilliseconds: Int64) { self.quietMilliseconds = quietMilliseconds }

  mutating func taken(_ traces: [FolderReader.Trace]?) { takenTraces = traces }

  /// True once, when the folder differs from what was taken and has been still long enough.
  mutating func isChanged(_ traces: [FolderReader.Trace], at now: Int64) -> Bool {
    if traces == takenTraces {
      seen = nil
      return false
    }
    if traces != seen {
      seen = traces
      seenAt = now
      return false
    }
    guard now - seenAt >= quietMilliseconds else { return false }
    takenTraces = traces
    seen = nil
    return true
  }
}
