import Admin
import Configuration
import Contracts
import Glibc
import JSON
import Kafka
import Pipeline
import Warehouse

/// The daemon from configuration to exit: it makes the parts, starts their threads, feeds the
/// watchdog, and ends all within a bound.
final class Daemon {
  private let configuration: Configuration
  private let events: Events
  private let health: RunHealth
  private let metrics: BusMetrics
  private let watchdog = Watchdog()
  private let manager = ServiceManager()
  private let consumer: Consumer
  private let supervisor: Supervisor
  private let threads: DaemonThreads
  private var signals: Signals
  /// Threads that were late at the last look.
  private var lateThreads: Set<String> = []

  static func start(_ loaded: LoadedConfiguration, path: String) -> ExitStatus {
    let signals = Signals.block()
    let configuration = loaded.configuration
    let registry = MetricRegistry()
    let events = Events(
      logger: .standardError(
        format: .init(rawValue: configuration.log.format.rawValue) ?? .auto,
        level: Event.Level(configuration.log.level)),
      registry: registry)
    events.emit(.daemonStarted(version: Version.text, configuration: path))
    for warning in loaded.warnings { events.emit(.configurationWarning(warning.description)) }
    guard let lock = InstanceLock(configuration.kafka) else {
      Terminal.complain(
        "another daemon with the same group.instance.id runs on this host; let it run, or give this "
          + "one a consumer.instance of its own")
      return .configuration
    }
    defer { withExtendedLifetime(lock) {} }
    do {
      let daemon = try Daemon(
        configuration, events: events, registry: registry, signals: signals)
      return daemon.run(registry: registry)
    } catch {
      Terminal.complain(error.message)
      return error.status
    }
  }

  /// Why the daemon cannot start.
  struct StartFailure: Error {
    var status: ExitStatus
    var message: String
  }

  private init(
    _ configuration: Configuration, events: Events, registry: MetricRegistry, signals: Signals
  ) throws(StartFailure) {
    self.configuration = configuration
    self.events = events
    self.signals = signals
    metrics = BusMetrics(registry: registry, version: Version.text)
    health = RunHealth(health: Health(), metrics: metrics)
    let warehouse = try Self.warehouse(configuration.warehouse)
    consumer = try Self.consumer(configuration.kafka)
    threads = DaemonThreads(
      configuration: configuration, warehouse: warehouse, consumer: consumer, events: events,
      metrics: metrics, health: health, watchdog: watchdog)
    try threads.readFolder()
    supervisor = threads.makeSupervisor()
  }

  private static func warehouse(
    _ configuration: Configuration.Warehouse
  ) throws(StartFailure) -> any Warehouse {
    do throws(WarehouseError) {
      return try Warehouses.make(configuration)
    } catch {
      throw StartFailure(status: .configuration, message: "warehouse: \(error)")
    }
  }

  private static func consumer(_ kafka: Configuration.Kafka) throws(StartFailure) -> Consumer {
    do throws(KafkaError) {
      return try Consumer(
        properties: kafka.properties.map { ($0.name, $0.value.revealed) })
    } catch {
      throw StartFailure(status: .configuration, message: error.description)
    }
  }

  private func run(registry: MetricRegistry) -> ExitStatus {
    let server = serve(registry)
    defer { server?.stop() }
    threads.start(
      supervisor, reloaded: { [manager] in manager.ready(status: "contracts reloaded") })
    manager.ready(status: "starting: \(threads.fileCount) schema files found")
    events.emit(.daemonReady(files: threads.fileCount))
    let beat = min((manager.watchdogInterval ?? .seconds(2)).milliseconds / 2, 1_000)
    while threads.end == nil {
      tick()
      guard let signal = signals.wait(milliseconds: beat) else { continue }
      if signal == SIGHUP {
        manager.reloading()
        threads.reload()
      } else {
        return stop(Signals.name(signal))
      }
    }
    return stop("the supervisor ended")
  }

  private func serve(_ registry: MetricRegistry) -> AdminServer? {
    guard configuration.admin.enabled else { return nil }
    let address = configuration.admin.listen
    do throws(AdminError) {
      let server = try AdminServer(
        host: address.host, port: address.port, registry: registry, health: health.health)
      events.emit(.adminListening(address: "\(address.host):\(server.port)"))
      return server
    } catch {
      events.emit(
        .adminUnavailable(address: address.description, reason: error.description))
      return nil
    }
  }

  /// Feeds systemd's watchdog while every thread advances or stands in a wait that it named.
  private func tick() {
    let late = watchdog.late
    for name in lateThreads where !late.contains(where: { $0.thread == name }) {
      health.health.clear("thread \(name)")
    }
    lateThreads = Set(late.map(\.thread))
    for thread in late {
      events.emit(
        .threadStuck(thread: thread.thread, in: thread.activity, for: thread.since))
      health.health.report(
        "thread \(thread.thread)", .notAlive, "has not advanced: \(thread.activity)")
    }
    if late.isEmpty { manager.watchdog() }
    let reasons = health.health.reasons
    manager.status(
      reasons.isEmpty
        ? "serving \(threads.servingCount) contracts"
        : reasons.map { "\($0.name): \($0.message)" }.joined(separator: "; "))
  }

  /// Ends within the configured time, whatever broker and warehouse do.
  private func stop(_ signal: String) -> ExitStatus {
    let begun = Clock.milliseconds
    let bound = configuration.shutdown.timeout.milliseconds
    manager.stopping()
    events.emit(.daemonStopping(signal: signal))
    threads.stop()
    let ended = threads.join(until: begun + bound * 7 / 10)
    let rest = max(begun + bound * 9 / 10 - Clock.milliseconds, 100)
    let closed = consumer.close(timeoutMs: Int32(rest))
    let took = Duration.milliseconds(Clock.milliseconds - begun)
    if ended && closed {
      events.emit(.daemonStopped(after: took))
    } else {
      events.emit(
        .stopTimedOut(after: took, waitingFor: ended ? "Kafka" : "warehouse or Kafka"))
    }
    switch threads.end ?? .late {
    case .orderly, .late: return .success
    case .fenced(let message):
      events.emit(.instanceFenced(instance: message))
      return .fenced
    case .sessionLost(let message):
      events.emit(.sessionLost(reason: message))
      return .unavailable
    case .failed(let message):
      Terminal.complain(message)
      return .software
    }
  }
}

extension Event.Level {
  init(_ level: Configuration.Log.Level) {
    self =
      switch level {
      case .debug: .debug
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
  }
}
