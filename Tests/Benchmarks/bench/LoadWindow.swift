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
  /// Processor time in microseconds a record. The daemon's counts from its start: at the first commit
  /// much has been read and judged that is committed later.
  let daemon: Double
  let broker: Double
  let database: Double
  /// Of `daemon`: what reads Kafka (librdkafka's own threads), what polls it, what judges and loads.
  let reading: Double
  let polling: Double
  let lanes: Double

  /// - Parameters:
  ///   - first: Records that were committed when `begun` was taken.
  ///   - count: Records that were when `ended` was.
  init(first: Int, count: Int, from begun: Sample, to ended: Sample) {
    records = count - first
    seconds = begun.at.duration(to: ended.at) / .seconds(1)
    let each = 1e6 / Double(max(count - first, 1))
    func thread(_ name: String) -> Double { (ended.threads[name] ?? 0) / Double(count) * 1e6 }
    daemon = ended.daemon / Double(count) * 1e6
    broker = (ended.broker - begun.broker) * each
    database = (ended.database - begun.database) * each
    reading = thread("rdk")
    polling = thread("poll")
    lanes = thread("lane") + thread("ahead")
  }

  var recordsPerSecond: Double { Double(records) / seconds }
}
