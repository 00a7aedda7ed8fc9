import Dispatch
import Glibc
import Kafka
import Pipeline
import Support
import Testing

@Suite("A consumer on the mock cluster")
struct MockConsumerTests {
  let broker: MockBroker

  init() throws { broker = try MockBroker() }

  private func reader() throws -> Reader { try Reader(broker.bootstrap) }

  @Test("a record keeps key, value, headers, time; empty is not missing; null is a tombstone")
  func recordShapes() throws {
    try broker.createTopic("shapes", partitions: 1)
    let producer = try Producer(properties: [("bootstrap.servers", broker.bootstrap)])
    let headers = [
      KafkaHeader("a", Array("1".utf8)), KafkaHeader("A", nil), KafkaHeader("a", Array("2".utf8)),
    ]
    try producer.produce(
      topic: "shapes", partition: 0, key: [1, 0, 2], value: Array("v".utf8), headers: headers,
      timestampMs: 1_700_000_000_123)
    try producer.produce(topic: "shapes", partition: 0, key: [], value: [])
    try producer.produce(topic: "shapes", partition: 0, value: nil)
    try producer.flush(timeoutMs: 10_000)
    #expect(producer.deliveries.delivered == 3)

    let consumer = try reader().consumer
    try consumer.assign([partition("shapes", 0)])
    try consumer.start([PartitionOffset(partition("shapes", 0), 0)])
    var seen = 0
    let end = DispatchTime.now() + 10
    while seen < 3, DispatchTime.now() < end {
      try consumer.poll(
        timeoutMs: 50,
        onRecord: { record in
          check(record)
          seen += 1
          return .more
        }, onEvent: { _ in })
    }
    #expect(seen == 3)
  }

  private func check(_ record: Record) {
    switch record.offset {
    case 0:
      #expect(record.key.map(Array.init) == [1, 0, 2])
      #expect(record.value.map(Array.init) == Array("v".utf8))
      #expect(record.timestampMs == 1_700_000_000_123)
      #expect(record.headers.count == 3)
      var names: [String] = []
      record.headers.visit { name, _ in names.append(String(decoding: name, as: UTF8.self)) }
      #expect(names == ["a", "A", "a"])
      #expect(record.headers["a"].flatMap { $0.map(Array.init) } == Array("2".utf8))
      #expect(record.headers["A"] != nil)
      #expect(record.headers["A"].flatMap { $0 } == nil)
      #expect(record.headers["b"] == nil)
    case 1:
      #expect(record.key?.count == 0)
      #expect(record.value?.count == 0)
      #expect(record.headers.count == 0)
    default:
      #expect(record.key == nil)
      #expect(record.value == nil)
    }
  }

  @Test("nothing is read before start, then from exactly the offset named, up to the end")
  func explicitStart() throws {
    try broker.createTopic("start", partitions: 2)
    try fill(broker.bootstrap, "start", partitions: 2, count: 100)
    let reader = try reader()
    try reader.consumer.assign([partition("start", 0), partition("start", 1)])
    #expect(try !reader.poll(seconds: 1) { $0.count > 0 })
    try reader.consumer.start([PartitionOffset(partition("start", 1), 40)])
    #expect(try reader.poll { $0.ends[partition("start", 1)] == 100 })
    #expect(reader.offsets == [partition("start", 1): Array(40..<100)])
    try reader.consumer.start([PartitionOffset(partition("start", 0), 99)])
    #expect(try reader.poll { $0.ends[partition("start", 0)] == 100 })
    #expect(reader.offsets[partition("start", 0)] == [99])
  }

  @Test("a random schedule of pauses and starts loses and repeats nothing")
  func pauseAndStart() throws {
    try broker.createTopic("schedule", partitions: 4)
    try fill(broker.bootstrap, "schedule", partitions: 4, count: 3_000)
    let reader = try reader()
    let partitions = (0..<4).map { partition("schedule", Int32($0)) }
    try reader.consumer.assign(partitions)
    var paused = Set(partitions)
    var random = SplitMix(state: 20_251)
    func next(_ at: TopicPartition) -> Int64 { Int64(reader.offsets[at]?.count ?? 0) }
    for _ in 0..<400 {
      let at = partitions[Int(random.next() % 4)]
      switch random.next() % 4 {
      case 0:
        try reader.consumer.pause([at])
        paused.insert(at)
      case 1:
        // A start in the middle drops what was fetched and goes on where it is told.
        try reader.consumer.start([PartitionOffset(at, next(at))])
        paused.remove(at)
      default: _ = try reader.poll(seconds: 0.01, recordsMax: 50)
      }
    }
    try reader.consumer.start(paused.map { PartitionOffset($0, next($0)) })
    #expect(try reader.poll { $0.count >= 12_000 })
    let wrong = partitions.filter { reader.offsets[$0] != Array(0..<3_000) }
    #expect(wrong.isEmpty)
  }

  @Test("an offset beyond the end is an error of its partition, never a jump")
  func offsetOutOfRange() throws {
    try broker.createTopic("range", partitions: 2)
    try fill(broker.bootstrap, "range", partitions: 2, count: 10)
    let reader = try reader()
    try reader.consumer.assign([partition("range", 0), partition("range", 1)])
    try reader.consumer.start([
      PartitionOffset(partition("range", 0), 5_000), PartitionOffset(partition("range", 1), 0),
    ])
    #expect(try reader.poll { $0.count == 10 && !$0.partitionErrors.isEmpty })
    let error = reader.partitionErrors[partition("range", 0)]
    #expect(error?.code == .offsetOutOfRange)
    #expect(error?.context == "range/0")
    #expect(reader.offsets[partition("range", 0)] == nil)
    // The way out is another start.
    try reader.consumer.start([PartitionOffset(partition("range", 0), 8)])
    #expect(try reader.poll { $0.offsets[partition("range", 0)]?.count == 2 })
  }

  @Test("a full queue does not hold the fetcher back for a second each time")
  func replenishing() throws {
    try broker.createTopic("volume", partitions: 1)
    try fill(broker.bootstrap, "volume", partitions: 1, count: 30_000)
    let reader = try Reader(broker.bootstrap, [("queued.min.messages", "1000")])
    try reader.consumer.assign([partition("volume", 0)])
    try reader.consumer.start([PartitionOffset(partition("volume", 0), 0)])
    #expect(try reader.poll(seconds: 10, recordsMax: 500) { $0.count == 30_000 })
  }

  @Test("a broker that goes and comes back costs no record")
  func brokerAway() throws {
    try broker.createTopic("away", partitions: 1)
    try fill(broker.bootstrap, "away", partitions: 1, count: 50)
    let reader = try reader()
    try reader.consumer.assign([partition("away", 0)])
    try reader.consumer.start([PartitionOffset(partition("away", 0), 0)])
    #expect(try reader.poll { $0.count == 50 })
    try broker.setDown()
    #expect(try reader.poll { $0.errors.contains { $0.code == .brokerUnavailable } })
    #expect(reader.errors.allSatisfy { !$0.isFatal })
    try broker.setUp()
    try fill(broker.bootstrap, "away", partitions: 1, count: 50)
    #expect(try reader.poll { $0.count == 100 })
    #expect(reader.offsets[partition("away", 0)] == Array(0..<100))
  }

  @Test("a program started beside the broker does not keep its connections open")
  func awayWithChild() throws {
    try broker.createTopic("held", partitions: 1)
    let reader = try reader()
    try reader.consumer.assign([partition("held", 0)])
    try reader.consumer.start([PartitionOffset(partition("held", 0), 0)])
    #expect(try reader.poll { $0.ends.count == 1 })
    let child = try ChildProcess.start(["sleep", "60"])
    defer {
      child.send(SIGKILL)
      child.wait()
    }
    try broker.setDown()
    #expect(try reader.poll(seconds: 10) { $0.errors.contains { $0.code == .brokerUnavailable } })
  }

  @Test("a topic that the broker forbids is an error with its way out")
  func notAuthorised() throws {
    try broker.createTopic("closed", partitions: 1)
    let topicAuthorizationFailed: Int32 = 29
    broker.setError(topicAuthorizationFailed, ofTopic: "closed")
    let reader = try reader()
    try reader.consumer.subscribe(["closed"])
    #expect(try reader.poll { !$0.errors.isEmpty })
    let error = reader.errors.first
    #expect(error?.code == .notAuthorised)
    #expect(error?.text.contains("closed") == true)
    #expect(error?.hint?.contains("Read") == true)
  }

  @Test("watermarks, topics, cluster id and the offsets for lag tools")
  func queries() throws {
    try broker.createTopic("asked", partitions: 3)
    try fill(broker.bootstrap, "asked", partitions: 3, count: 7)
    let reader = try reader()
    let consumer = reader.consumer
    #expect(
      try consumer.watermarks(of: partition("asked", 2), timeoutMs: 5_000)
        == Watermarks(low: 0, high: 7))
    #expect(
      try consumer.topics(named: "asked", timeoutMs: 5_000)
        == [TopicDescription(name: "asked", partitionCount: 3)])
    #expect(try consumer.topics(timeoutMs: 5_000).contains { $0.name == "asked" })
    #expect(try !consumer.clusterID(timeoutMs: 5_000).isEmpty)
    #expect(consumer.cachedHigh(of: partition("asked", 2)) == nil)
    #expect(consumer.commitForLagTools([PartitionOffset(partition("asked", 0), 7)]))
    #expect(!consumer.commitForLagTools([PartitionOffset(partition("asked", 0), 7)]))
    #expect(
      try reader.poll { _ in consumer.commitForLagTools([PartitionOffset(partition("asked", 0), 7)])
      })
  }
}

/// A generator that gives the same numbers in each run.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
