import Admin
import CGNU
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

  private static let place = "contracts"

  private let reader: FolderReader
  private let options: Configuration.Contracts
  private let session: any WarehouseAdministration
  private let orders: Mailbox<Order>
  private let events: Events
  private let health: RunHealth
  private let changes: ContractChanges
  private let heartbeat: Heartbeat
  private let publish: (ContractCatalog) -> Void
  private let reloaded: @Sendable () -> Void
  private var serving: ContractCatalog?
  private var served: [ServedContract] = []
  private var watch: FolderWatch
  private var generator = SystemRandomNumberGenerator()
  private var isConnected = false
  /// SIGHUP came, if only while the warehouse was away.
  private var reloadIsDue = false
  /// Tables that did not fit are looked at again, since an operator may mend them.
  private static let examineMilliseconds: Int64 = 30_000
  private var examineAgainAt: Int64?
  private var teller: ContractTeller

  init(
    reader: FolderReader, options: Configuration.Contracts, warehouse: any Warehouse,
    orders: Mailbox<Order>, events: Events, health: RunHealth, metrics: BusMetrics,
    changes: ContractChanges, heartbeat: Heartbeat, publish: @escaping (ContractCatalog) -> Void,
    reloaded: @escaping @Sendable () -> Void
  ) {
    self.reader = reader
    self.options = options
    session = warehouse.makeAdministration(application: "trucd contracts")
    self.orders = orders
    self.events = events
    self.health = health
    teller = ContractTeller(events: events, health: health, metrics: metrics)
    self.changes = changes
    self.heartbeat = heartbeat
    self.publish = publish
    self.reloaded = reloaded
    watch = FolderWatch(quietMilliseconds: options.reloadQuiet.milliseconds)
  }

  /// Runs until an order ends it.
  func run() {
    session.progressed = { [heartbeat] in
      heartbeat.waits(for: "the warehouse", atMost: .seconds(65))
    }
    session.changed = { [events] in
      events.emit(.tableChanged(table: $0.table, statement: $0.statement))
    }
    guard prepareWarehouse() else { return }
    watch.taken(try? reader.traces())
    guard take() else { return }
    while true {
      heartbeat.waits(for: "a change of the contracts", atMost: .seconds(1))
      for order in orders.takeAll(waitingAtMost: 500) {
        switch order {
        case .end: return session.close()
        case .reload: reloadIsDue = true
        }
      }
      heartbeat.beat()
      if reloadIsDue {
        watch.taken(try? reader.traces())
        guard take() else { return }
        continue
      }
      let now = Clock.milliseconds
      if let due = examineAgainAt, due <= now {
        guard take() else { return }
      }
      guard options.watch, let traces = look(), watch.isChanged(traces, at: now) else { continue }
      guard take() else { return }
    }
  }

  /// The bus's own tables and what served last; waits for the warehouse. False at the end.
  private func prepareWarehouse() -> Bool {
    untilAnswered { () throws(WarehouseError) in
      try self.session.prepareOwnTables()
      self.served = try self.session.lastServed()
      self.changes.remember(try self.session.firstServed())
    }
  }

  /// Reads the folder and lets what compiles and fits serve. False at the end of the daemon.
  private func take() -> Bool {
    examineAgainAt = nil
    defer {
      // The service manager waits for the end of the reload, however it ended.
      if reloadIsDue { reloaded() }
      reloadIsDue = false
    }
    let files: [ContractFile]
    do throws(FolderReader.Failure) {
      files = try reader.read()
    } catch {
      teller.folderFailed(error, isServing: serving != nil)
      // The warehouse is there and nothing serves yet: the folder may appear.
      if serving == nil { examineAgainAt = Clock.milliseconds + 5_000 }
      return true
    }
    var fitted = ContractCatalog.empty
    let isAnswered = untilAnswered { () throws(WarehouseError) in
      fitted = try self.fit(files)
      try self.session.record(fitted.contracts.map(\.contract.served))
    }
    if isAnswered { serve(fitted) }
    return isAnswered
  }

  /// Prepares the tables; a contract whose table cannot take it does not serve in this version,
  /// which may bring an older version back, whose table is then looked at as well.
  private func fit(_ files: [ContractFile]) throws(WarehouseError) -> ContractCatalog {
    var refused: [Int64: ContractProblem] = [:]
    while true {
      let loaded = ContractCatalog.load(
        files, keeping: serving ?? .empty,
        served: served.map { ServedText(name: $0.name, text: $0.text) }, refused: refused)
      heartbeat.waits(for: "preparing tables", atMost: .seconds(60))
      let problems = try session.prepare(loaded.tables)
      heartbeat.beat()
      let found = refusals(problems, loaded).filter { refused[$0.key] == nil }
      if found.isEmpty { return loaded }
      refused.merge(found) { first, _ in first }
      examineAgainAt = Clock.milliseconds + Self.examineMilliseconds
    }
  }

  private func refusals(
    _ problems: [TableProblem], _ catalog: ContractCatalog
  ) -> [Int64: ContractProblem] {
    var refused: [Int64: ContractProblem] = [:]
    for problem in problems {
      for serving in catalog.contracts(writingTo: problem.table) {
        refused[serving.contract.id] = ContractProblem(
          .table, file: serving.contract.path, pointer: "/x-trucd/table",
          en: "table \(problem.table): \(problem.message)",
          vi: "bảng \(problem.table) không nhận được: \(problem.message)")
      }
    }
    return refused
  }

  private func serve(_ catalog: ContractCatalog) {
    teller.tell(catalog)
    serving = catalog
    let now = catalog.contracts.map(\.contract.served)
    served = served.filter { old in !now.contains { $0.name == old.name } } + now
    changes.serve(catalog, seconds: Int64(Clock.wallSeconds))
    publish(catalog)
    // What reading and compiling left behind is several times what the contracts take.
    gnu_trim_heap()
  }

  /// The folder as it looks now; nil where it cannot be read.
  private func look() -> [FolderReader.Trace]? {
    do throws(FolderReader.Failure) {
      let traces = try reader.traces()
      teller.folderIsThere()
      return traces
    } catch {
      teller.folderFailed(error, isServing: serving != nil)
      return nil
    }
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
        if health.warehouseAnswered(Self.place) {
          events.emit(.warehouseAvailable(place: Self.place))
        }
        return true
      } catch {
        isConnected = false
        events.emit(.warehouseUnavailable(place: Self.place, reason: error.description))
        health.warehouseFailed(Self.place, error.description)
      }
      let pause = backoff.next(using: &generator)
      heartbeat.waits(for: "backing off from the warehouse", atMost: .milliseconds(pause))
      for order in orders.takeAll(waitingAtMost: pause) {
        switch order {
        case .end: return false
        case .reload: reloadIsDue = true
        }
      }
    }
  }
}
