import Kafka
import Pipeline
import Support
import Testing

@Suite("Looking single records up")
struct RecordFinderTests {
  @Test("Each place is answered, of several partitions and more than are asked at once")
  func places() throws {
    let broker = try MockBroker()
    let partitions: Int32 = 20
    try broker.createTopic("found", partitions: partitions)
    try fill(broker.bootstrap, "found", partitions: partitions, count: 10)
    let finder = try RecordFinder(properties: [
      ("bootstrap.servers", broker.bootstrap), ("group.id", "finders"),
      ("group.instance.id", "main"), ("fetch.message.max.bytes", "1000000"),
    ])
    defer { finder.close(timeoutMs: 2_000) }
    for offset in [Int64(9), 3, 0] {
      let places = (0..<partitions).map { PartitionOffset(partition("found", $0), offset) }
      let found = finder.find(places, timeoutMs: 5_000)
      #expect(found.count == Int(partitions))
      for place in places {
        guard case .record(let fingerprint)? = found[place.at] else {
          Issue.record("\(place.at): \(String(describing: found[place.at]))")
          continue
        }
        #expect(fingerprint.offset == offset)
        #expect(fingerprint.hash == Self.hash("\(offset)"))
      }
    }
  }

  private static func hash(_ value: String) -> Int64 {
    Array(value.utf8).withUnsafeBufferPointer {
      Fingerprint.of(offset: 0, timestamp: 0, key: nil, value: $0).hash
    }
  }

  @Test("An offset at the end or beyond lies outside; the next question is answered all the same")
  func outside() throws {
    let broker = try MockBroker()
    try broker.createTopic("short", partitions: 1)
    try fill(broker.bootstrap, "short", partitions: 1, count: 5)
    let finder = try RecordFinder(properties: [
      ("bootstrap.servers", broker.bootstrap), ("group.id", "finders"),
    ])
    defer { finder.close(timeoutMs: 2_000) }
    let at = partition("short", 0)
    for offset in [Int64(5), 60] {
      #expect(finder.find([PartitionOffset(at, offset)], timeoutMs: 5_000)[at] == .outside)
      guard case .record? = finder.find([PartitionOffset(at, 4)], timeoutMs: 5_000)[at] else {
        Issue.record("the last record was not found after offset \(offset)")
        return
      }
    }
  }

  @Test("With the broker away each place is told as failed, without waiting once for each 16")
  func brokerAway() throws {
    let broker = try MockBroker()
    try broker.createTopic("away", partitions: 40)
    let finder = try RecordFinder(properties: [
      ("bootstrap.servers", broker.bootstrap), ("group.id", "finders"),
    ])
    defer { finder.close(timeoutMs: 500) }
    try broker.setDown()
    var rounds = 0
    let places = (0..<Int32(40)).map { PartitionOffset(partition("away", $0), 0) }
    let found = finder.find(places, timeoutMs: 300) { rounds += 1 }
    #expect(found.count == 40 && rounds == 1)
    for answer in found.values {
      guard case .failed = answer else {
        Issue.record("\(answer)")
        return
      }
    }
  }

  @Test("What compaction, retention or a new life left at an offset is told on a real Kafka")
  func realKafka() throws {
    guard let cluster = KafkaCluster.shared else { return }
    let topic = freshTopic("finder")
    try cluster.createTopic(topic, partitions: 1)
    try fill(cluster.bootstrap, topic, partitions: 1, count: 20)
    let at = partition(topic, 0)
    let finder = try RecordFinder(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("group.id", topic),
    ])
    defer { finder.close(timeoutMs: 2_000) }
    func look(_ offset: Int64) -> RecordFinder.Found? {
      finder.find([PartitionOffset(at, offset)], timeoutMs: 10_000)[at]
    }
    let old = look(15)
    guard case .record? = old else {
      Issue.record("\(String(describing: old))")
      return
    }
    #expect(look(20) == .outside)
    let administration = try cluster.administration()
    try administration.deleteRecords(before: PartitionOffset(at, 12))
    #expect(look(3) == .outside)
    #expect(look(15) == old)
    try administration.deleteTopic(topic)
    var isMade = false
    for _ in 0..<100 where !isMade {
      isMade = (try? cluster.createTopic(topic, partitions: 1)) != nil
    }
    try fill(cluster.bootstrap, topic, partitions: 1, count: 18)
    // A leader that is new may not be known yet.
    var new = look(15)
    for _ in 0..<20 {
      if case .record? = new { break }
      new = look(15)
    }
    guard case .record? = new else {
      Issue.record("\(String(describing: new))")
      return
    }
    #expect(new != old, "the same value, but another time")
  }

  @Test("Where a transaction left control records nothing lies, though records follow")
  func controlRecords() throws {
    guard let cluster = KafkaCluster.shared else { return }
    let topic = freshTopic("control")
    try cluster.createTopic(topic, partitions: 1)
    let producer = try Producer(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("transactional.id", topic),
    ])
    try producer.initTransactions(timeoutMs: 30_000)
    for _ in 0..<2 {
      try producer.beginTransaction()
      try producer.produce(topic: topic, partition: 0, value: [1])
      try producer.flush(timeoutMs: 10_000)
      try producer.commitTransaction(timeoutMs: 10_000)
    }
    producer.close(timeoutMs: 2_000)
    let at = partition(topic, 0)
    let finder = try RecordFinder(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("group.id", topic),
    ])
    defer { finder.close(timeoutMs: 2_000) }
    // Record, marker, record, marker.
    for offset in [Int64(1), 3] {
      #expect(finder.find([PartitionOffset(at, offset)], timeoutMs: 10_000)[at] == .nothing)
    }
  }
}
