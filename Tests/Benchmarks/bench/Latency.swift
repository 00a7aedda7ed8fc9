import BenchRecords
import Glibc
import Kafka
import Pipeline

/// From a record on its way to Kafka until its row is visible, at a thousand records a second.
///
/// The clock of a record starts before it is sent, so that the way to the broker counts too; it
/// ends when the ledger, asked every millisecond, has passed it.
struct Latency {
  let bed: Bed
  let seconds: Int

  private let topic = "city.latency"
  private let partitions: Int32 = 4
  private let recordsPerSecond = 1_000

  func run(_ figures: inout Figures) throws {
    try bed.cluster.createTopic(topic, partitions: partitions)
    let contracts = try bed.writeContracts(
      "latency", [("city/latency.v1.schema.json", CityRecord.contract(topic: topic))])
    let daemon = try BenchDaemon(bed, database: "bench_latency", contracts: contracts)
    let producer = try bed.makeProducer(lingerMs: 0)
    var flight = Flight(partitions: partitions)
    // The first ones warm up connections, plans and tables.
    try send(3 * recordsPerSecond, by: producer, &flight, daemon)
    flight.forgetFinished()
    try send(seconds * recordsPerSecond, by: producer, &flight, daemon)
    producer.close(timeoutMs: 5_000)
    daemon.stop()
    bed.drop(daemon.database)
    let sorted = flight.finished.sorted()
    guard !sorted.isEmpty else { throw BenchFailure("no record of the latency's came through") }
    for share in [50, 99] {
      figures.add("latency_p\(share)_ms", sorted[(sorted.count - 1) * share / 100])
    }
    figures.add("latency_max_ms", sorted[sorted.count - 1])
  }

  /// Sends at the rate, watching the ledger meanwhile, then waits for the last record.
  private func send(
    _ count: Int, by producer: Producer, _ flight: inout Flight, _ daemon: BenchDaemon
  ) throws {
    let begun = Flight.milliseconds
    var sent = 0
    while sent < count || !flight.isOver {
      let elapsed = Flight.milliseconds - begun
      if elapsed > Double(count) + 60_000 {
        throw BenchFailure("the daemon lacks records 60 s after they were sent")
      }
      let due = min(Int(elapsed) * recordsPerSecond / 1_000, count)
      while sent < due {
        let partition = Int32(sent) % partitions
        flight.sent(partition)
        try producer.produce(topic: topic, partition: partition, value: CityRecord.value(sent))
        sent += 1
      }
      for (place, next) in daemon.positions { flight.passed(place.partition, next) }
      usleep(500)
    }
  }
}

/// Records that were sent and are not visible yet. Each partition is new and has one sender, so
/// that offsets count its records.
private struct Flight {
  private var sentAt: [[Double]]
  private var visible: [Int]
  /// Milliseconds that each record took.
  private(set) var finished: [Double] = []

  init(partitions: Int32) {
    sentAt = Array(repeating: [], count: Int(partitions))
    visible = Array(repeating: 0, count: Int(partitions))
  }

  static var milliseconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
  }

  var isOver: Bool { zip(sentAt, visible).allSatisfy { $0.count == $1 } }

  mutating func sent(_ partition: Int32) { sentAt[Int(partition)].append(Self.milliseconds) }

  mutating func passed(_ partition: Int32, _ next: Int64) {
    let now = Self.milliseconds
    let end = min(Int(next), sentAt[Int(partition)].count)
    for record in visible[Int(partition)]..<max(end, visible[Int(partition)]) {
      finished.append(now - sentAt[Int(partition)][record])
    }
    visible[Int(partition)] = max(end, visible[Int(partition)])
  }

  mutating func forgetFinished() { finished.removeAll(keepingCapacity: true) }
}
