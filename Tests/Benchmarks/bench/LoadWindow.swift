import Glibc
import Support

/// What a load took from its first commit to its last.
struct LoadWindow {
  /// One instant of it.
  struct Sample {
    var at: ContinuousClock.Instant
    var daemon: Double
    var threads: [String: Double]
    var broker: Double
    var database: Double

    init(_ daemon: BenchDaemon) {
      at = .now
      self.daemon = ProcessorTime.of(daemon.process.id)
      threads = ProcessorTime.ofThreads(daemon.process.id)
      broker = daemon.bed.cluster.processes.reduce(0) { $0 + ProcessorTime.of($1) }
      database = daemon.bed.postgres.process.map { ProcessorTime.ofFamily($0) } ?? 0
    }
  }

  let records: Int
  let seconds: Double
  /// Processor time in microseconds a record.
  let daemon: Double
  let broker: Double
  let database: Double
  /// Of `daemon`: what reads Kafka (librdkafka's own threads), what polls it, what judges and loads.
  let reading: Double
  let polling: Double
  let lanes: Double

  init(records: Int, from begun: Sample, to ended: Sample) {
    self.records = records
    seconds = begun.at.duration(to: ended.at) / .seconds(1)
    func share(_ a: Double, _ b: Double) -> Double { (b - a) / Double(max(records, 1)) * 1e6 }
    func thread(_ name: String) -> Double {
      share(begun.threads[name] ?? 0, ended.threads[name] ?? 0)
    }
    daemon = share(begun.daemon, ended.daemon)
    broker = share(begun.broker, ended.broker)
    database = share(begun.database, ended.database)
    reading = thread("rdk")
    polling = thread("poll")
    lanes = thread("lane") + thread("ahead")
  }

  var recordsPerSecond: Double { Double(records) / seconds }
}
