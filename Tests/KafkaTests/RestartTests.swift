import Kafka
import Pipeline
import Testing

/// What becomes of the others where one partition has to be revived.
@Suite("A start after an offset that is gone")
struct RestartTests {
  private static let count: Int64 = 1_500
  private let broker: MockBroker
  private let partitions = (0..<12).map { partition("many", Int32($0)) }

  init() throws { broker = try MockBroker() }

  /// The mock holds an answer without records back for as long as the client would wait.
  private func reader(_ more: KafkaProperty...) throws -> Reader {
    try Reader(broker.bootstrap, [("fetch.wait.max.ms", "20")] + more)
  }

  private func next(_ reader: Reader, _ at: TopicPartition) -> Int64 {
    Int64(reader.offsets[at]?.count ?? 0)
  }

  @Test("revives it, and those that run go on without loss or repetition, many times")
  func rounds() throws {
    try broker.createTopic("many", partitions: Int32(partitions.count))
    try fill(
      broker.bootstrap, "many", partitions: Int32(partitions.count), count: Int(Self.count))
    let reader = try reader(("queued.min.messages", "200"))
    try reader.consumer.assign(partitions)
    // One stays idle through it all, one is sent beyond its end each time.
    let idle = partitions[11]
    let running = Array(partitions[0..<11])
    try reader.consumer.start(running.map { PartitionOffset($0, 0) })
    for round in 0..<40 {
      let lost = running[round % running.count]
      let before = reader.failures
      try reader.consumer.start([PartitionOffset(lost, 1_000_000)])
      #expect(
        try reader.poll(recordsMax: 20) { $0.failures > before }, "round \(round): an error comes")
      try reader.consumer.start([PartitionOffset(lost, next(reader, lost))])
      _ = try reader.poll(seconds: 0.02, recordsMax: 20)
    }
    #expect(try reader.poll { $0.count == running.count * Int(Self.count) })
    #expect(running.allSatisfy { reader.offsets[$0] == Array(0..<Self.count) })
    #expect(reader.failures == 40)
    #expect(reader.offsets[idle] == nil)
    #expect(reader.consumer.cachedHigh(of: running[0]) == Self.count)
    try reader.consumer.start([PartitionOffset(idle, 0)])
    #expect(try reader.poll { $0.offsets[idle]?.count == Int(Self.count) })
  }

  @Test("an error that precedes the last start is none of that start")
  func staleError() throws {
    try broker.createTopic("many", partitions: 1)
    try fill(broker.bootstrap, "many", partitions: 1, count: 10)
    let at = partitions[0]
    for _ in 0..<20 {
      let reader = try self.reader()
      try reader.consumer.assign([at])
      // How long an error takes on this machine, now.
      let pace = try ContinuousClock().measure {
        try reader.consumer.start([PartitionOffset(at, 1_000_000)])
        #expect(try reader.poll { $0.failures == 1 })
      }
      try reader.consumer.start([PartitionOffset(at, 1_000_000)])
      // The error waits in the queue, since an idle poll leaves it there.
      _ = try reader.poll(seconds: max(0.3, 10 * (pace / .seconds(1))), idle: true)
      try reader.consumer.start([PartitionOffset(at, 0)])
      #expect(try reader.poll { $0.count == 10 })
      #expect(reader.failures == 1)
    }
  }

  @Test("where a seek overtakes the error, the partition is read or reported, never left standing")
  func racingError() throws {
    try broker.createTopic("many", partitions: 1)
    try fill(broker.bootstrap, "many", partitions: 1, count: 10)
    let at = partitions[0]
    let reader = try reader()
    try reader.consumer.assign([at])
    for round in 0..<60 {
      let (before, end) = (reader.failures, reader.count + 10)
      try reader.consumer.start([PartitionOffset(at, 1_000_000)])
      _ = try reader.poll(seconds: Double(10 + round % 30) / 1_000, idle: true)
      try reader.consumer.start([PartitionOffset(at, 0)])
      #expect(try reader.poll { $0.count == end || $0.failures > before }, "round \(round)")
      if reader.failures > before {
        try reader.consumer.start([PartitionOffset(at, 0)])
        #expect(try reader.poll { $0.count == end })
      }
    }
  }
}
