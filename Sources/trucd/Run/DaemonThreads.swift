import Admin
import Configuration
import Contracts
import JSON
import Kafka
import Pipeline
import Synchronization
import Warehouse

/// The threads of the daemon and the mailboxes between them.
final class DaemonThreads {
  private let configuration: Configuration
  private let consumer: Consumer
  private let watchdog: Watchdog
  private let context: LaneContext
  private let reader: FolderReader
  private let orders = Mailbox<SupervisorOrder>()
  private let keeperOrders = Mailbox<ContractKeeper.Order>()
  private let tableOrders = Mailbox<TableKeeper.Order>()
  private let watcherStop = Mailbox<Void>()
  private let comparerJobs = Mailbox<[Comparison]>()
  private let lanes: [LaneHandle]
  private let shared = Shared()
  /// Schema files in the folder at the start.
  private(set) var fileCount = 0
  /// Threads that have not ended yet.
  private let running = Counting()

  /// What the threads leave for the main thread to see.
  private final class Shared: Sendable {
    let end = Mutex<SupervisorEnd?>(nil)
    let serving = Atomic<Int>(0)
  }

  init(
    configuration: Configuration, warehouse: any Warehouse, consumer: Consumer, events: Events,
    metrics: BusMetrics, health: RunHealth, watchdog: Watchdog
  ) {
    self.configuration = configuration
    self.consumer = consumer
    self.watchdog = watchdog
    reader = FolderReader(directory: configuration.contracts.directory)
    let answer = Int32(5_000)
    context = LaneContext(
      warehouse: warehouse, sources: SourceDirectory(warehouse: warehouse),
      watermarks: { (place) throws(KafkaError) in
        try consumer.watermarks(of: place, timeoutMs: answer)
      },
      board: EpochBoard(), reports: Mailbox(), wake: { consumer.wake() }, events: events,
      metrics: metrics, health: health,
      limits: ReaderLimits(configuration.consumer),
      rowBytesMax: Intake.rowBytesMax(
        lanes: configuration.consumer.lanes, bytesMax: configuration.consumer.batchBytesMax),
      breaker: Breaker.Settings(configuration.consumer), changes: ContractChanges(),
      connectTimeout: configuration.warehouse.connectTimeout + .seconds(65),
      commitTimeout: .seconds(65))
    lanes = (0..<configuration.consumer.lanes).map { number in
      LaneHandle(
        jobs: Mailbox(), heartbeat: watchdog.watch("lane \(number)", within: .seconds(20)))
    }
  }

  /// How the supervisor ended, once it has.
  var end: SupervisorEnd? { shared.end.withLock { $0 } }

  /// Contracts that serve now.
  var servingCount: Int { shared.serving.load(ordering: .relaxed) }

  /// A folder that cannot be read is a fault of the configuration; broken files in it are not. What
  /// the files hold is for the keeper to read: to compile a thousand twice costs the daemon as much
  /// memory again as they take.
  func readFolder() throws(Daemon.StartFailure) {
    do throws(FolderReader.Failure) {
      fileCount = try reader.traces().count
    } catch {
      throw Daemon.StartFailure(
        status: .configuration, message: "contracts.directory: \(error.message)")
    }
  }

  func makeSupervisor() -> Supervisor {
    Supervisor(
      consumer: consumer, context: context, options: configuration.consumer, lanes: lanes,
      comparer: comparerJobs, orders: orders,
      heartbeat: watchdog.watch("poll", within: .seconds(20)),
      endMilliseconds: configuration.shutdown.timeout.milliseconds * 6 / 10)
  }

  func start(_ supervisor: Supervisor, reloaded: @escaping @Sendable () -> Void) {
    for (number, lane) in lanes.enumerated() {
      spawn("lane \(number)") { [context] in
        LaneWorker(number: number, jobs: lane.jobs, context: context, heartbeat: lane.heartbeat)
          .run()
      }
    }
    startKeeper(reloaded: reloaded)
    startTableKeeper()
    let watcher = TopicWatcher(
      consumer: consumer, sources: context.sources, orders: orders, stop: watcherStop,
      events: context.events, health: context.health,
      heartbeat: watchdog.watch("topics", within: .seconds(20)))
    spawn("topics") { watcher.run() }
    startComparer()
    let handed = Handed(supervisor)
    spawn("poll") { [shared] in
      let end = handed.value.run()
      shared.end.withLock { $0 = end }
    }
  }

  private func startKeeper(reloaded: @escaping @Sendable () -> Void) {
    let heartbeat = watchdog.watch("contracts", within: .seconds(30))
    let options = configuration.contracts
    spawn("contracts") { [reader, context, keeperOrders, tableOrders, orders, consumer, shared] in
      ContractKeeper(
        reader: reader, options: options, warehouse: context.warehouse, orders: keeperOrders,
        events: context.events, health: context.health, metrics: context.metrics,
        changes: context.changes, heartbeat: heartbeat,
        publish: {
          shared.serving.store($0.contracts.count, ordering: .relaxed)
          orders.post(.use($0))
          tableOrders.post(.use($0.tables))
          consumer.wake()
        }, reloaded: reloaded
      ).run()
    }
  }

  private func startTableKeeper() {
    let heartbeat = watchdog.watch("tables", within: .seconds(30))
    spawn("tables") { [context, tableOrders] in
      TableKeeper(
        warehouse: context.warehouse, orders: tableOrders, events: context.events,
        health: context.health, heartbeat: heartbeat
      ).run()
    }
  }

  /// Not counted among those that the end waits for.
  private func startComparer() {
    let properties = configuration.kafka.properties.map { ($0.name, $0.value.revealed) }
    let heartbeat = watchdog.watch("comparisons", within: .seconds(20))
    WorkThread.start("comparisons") { [comparerJobs, orders, context] in
      SourceComparer(
        properties: properties, jobs: comparerJobs, orders: orders, context: context,
        heartbeat: heartbeat
      ).run()
    }
  }

  func reload() { keeperOrders.post(.reload) }

  func stop() {
    keeperOrders.post(.end)
    tableOrders.post(.end)
    watcherStop.post(())
    orders.post(.end)
    consumer.wake()
  }

  /// Waits until all threads have ended; false where some have not by then.
  func join(until deadline: Int64) -> Bool {
    while running.value > 0 {
      if Clock.milliseconds >= deadline { return false }
      sleepMilliseconds(10)
    }
    return true
  }

  private func spawn(_ name: String, _ body: @escaping @Sendable () -> Void) {
    running.add(1)
    WorkThread.start(name) { [running] in
      body()
      running.add(-1)
    }
  }
}

/// A count that several threads change.
final class Counting: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .acquiring) }
  func add(_ step: Int) { count.wrappingAdd(step, ordering: .acquiringAndReleasing) }
}

/// Something that one thread makes and another one uses from then on.
struct Handed<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
