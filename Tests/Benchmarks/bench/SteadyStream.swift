import BenchRecords
import Glibc
import Kafka

/// Records at a steady rate into all partitions of a topic in turn, and how long each partition
/// goes without a commit meanwhile, as the ledger, asked every millisecond, shows it.
struct SteadyStream {
  let topic: String
  let partitions: Int32
  let recordsPerSecond: Int
  private let producer: Producer
  private let ledger: BenchDaemon
  private let begun = SteadyStream.milliseconds
  private(set) var sent = 0
  private var positions: [Int32: Int64] = [:]
  /// When each partition was seen to move, and since when it is watched.
  private var movedAt: [Double]
  /// Milliseconds from move to move since `watch`.
  private(set) var gaps: [Double] = []

  /// - Parameter ledger: of the group that reads the topic; need not run.
  init(
    into topic: String, partitions: Int32, recordsPerSecond: Int, by producer: Producer,
    ledger: BenchDaemon
  ) {
    self.topic = topic
    self.partitions = partitions
    self.recordsPerSecond = recordsPerSecond
    self.producer = producer
    self.ledger = ledger
    movedAt = Array(repeating: begun, count: Int(partitions))
  }

  private static var milliseconds: Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) / 1e6
  }

  /// Since when the partition that waits longest has not moved, in milliseconds.
  private var standing: Double { Self.milliseconds - (movedAt.min() ?? begun) }

  /// The longest time between two moves of one partition since `watch`.
  var longestGap: Double { gaps.max() ?? 0 }

  /// Forgets the gaps that have ended.
  mutating func watch() { gaps.removeAll(keepingCapacity: true) }

  /// Sends for so many seconds, and further until every partition moves.
  mutating func run(seconds: Double) throws {
    let from = Self.milliseconds
    while Self.milliseconds - from < seconds * 1e3 || standing > 500 {
      if standing > 90_000 { throw BenchFailure("\(topic): a partition stood for 90 s") }
      try turn()
    }
  }

  /// Sends while `condition` holds.
  mutating func run(while condition: () -> Bool) throws { while condition() { try turn() } }

  /// Sends what is due, and looks at the ledger.
  private mutating func turn() throws {
    let due = Int((Self.milliseconds - begun) * Double(recordsPerSecond) / 1e3)
    while sent < due {
      try producer.produce(
        topic: topic, partition: Int32(sent) % partitions, value: CityRecord.value(sent))
      sent += 1
    }
    for (place, next) in ledger.positions where next > positions[place.partition] ?? 0 {
      let now = Self.milliseconds
      positions[place.partition] = next
      gaps.append(now - movedAt[Int(place.partition)])
      movedAt[Int(place.partition)] = now
    }
    usleep(500)
  }
}
