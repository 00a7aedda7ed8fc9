import Dispatch
import Kafka
import Pipeline
import Support
import Testing

@Suite("A consumer on real Kafka", .enabled(if: KafkaCluster.shared != nil, "no Kafka was found"))
struct RealKafkaTests {
  let cluster: KafkaCluster

  init() throws { cluster = try #require(KafkaCluster.shared) }

  private func reader(_ topic: String, _ more: KafkaProperty...) throws -> Reader {
    let reader = try Reader(cluster.bootstrap, group: topic, more)
    reader.onRebalance = { reader in
      if reader.assigned.isEmpty { try reader.consumer.unassign() }
    }
    return reader
  }

  @Test("aborted transactions and control records are gaps; the end tells the next offset")
  func transactions() throws {
    let topic = freshTopic("transactions")
    try cluster.createTopic(topic, partitions: 1)
    let producer = try Producer(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("transactional.id", topic),
    ])
    try producer.initTransactions(timeoutMs: 30_000)
    for (number, commits) in [true, false, true, false].enumerated() {
      try producer.beginTransaction()
      for item in 0..<3 {
        try producer.produce(topic: topic, partition: 0, value: Array("\(number).\(item)".utf8))
      }
      try producer.flush(timeoutMs: 10_000)
      if commits {
        try producer.commitTransaction(timeoutMs: 10_000)
      } else {
        try producer.abortTransaction(timeoutMs: 10_000)
      }
    }
    let reader = try reader(topic)
    let at = partition(topic, 0)
    try reader.consumer.assign([at])
    try reader.consumer.start([PartitionOffset(at, 0)])
    #expect(try reader.poll { $0.ends[at] == 16 })
    #expect(reader.offsets[at] == [0, 1, 2, 8, 9, 10])
    #expect(reader.values == ["0.0", "0.1", "0.2", "2.0", "2.1", "2.2"])
    #expect(
      try reader.consumer.watermarks(of: at, timeoutMs: 5_000) == Watermarks(low: 0, high: 16))
  }

  @Test("a start below the low watermark is an error; the low watermark is told")
  func retention() throws {
    let topic = freshTopic("retention")
    try cluster.createTopic(topic, partitions: 1)
    try fill(cluster.bootstrap, topic, partitions: 1, count: 20)
    let at = partition(topic, 0)
    let administration = try cluster.administration()
    try administration.deleteRecords(before: PartitionOffset(at, 12))
    let reader = try reader(topic)
    #expect(
      try reader.consumer.watermarks(of: at, timeoutMs: 5_000) == Watermarks(low: 12, high: 20))
    try reader.consumer.assign([at])
    try reader.consumer.start([PartitionOffset(at, 3)])
    #expect(try reader.poll { $0.partitionErrors[at]?.code == .offsetOutOfRange })
    #expect(reader.count == 0)
    try reader.consumer.start([PartitionOffset(at, 12)])
    #expect(try reader.poll { $0.ends[at] == 20 })
    #expect(reader.offsets[at] == Array(12..<20))
  }

  @Test("two members share a topic; a rebalance before the start waits for nobody's ledger")
  func rebalance() throws {
    let topic = freshTopic("rebalance")
    try cluster.createTopic(topic, partitions: 4)
    try fill(cluster.bootstrap, topic, partitions: 4, count: 200)
    let first = try reader(topic)
    try first.consumer.subscribe([topic])
    #expect(try first.poll { $0.assigned.count == 4 })

    // The first has not started anything when the second comes: its assignment is taken back.
    let second = try reader(topic)
    try second.consumer.subscribe([topic])
    #expect(
      try first.poll {
        _ = try? second.poll(seconds: 0.02)
        return $0.assigned.count == 2 && second.assigned.count == 2
      })
    #expect(first.revocations.map(\.partitions.count) == [4])
    #expect(first.revocations.first?.lost == false)
    #expect(first.count == 0)
    #expect(Set(first.assigned).isDisjoint(with: second.assigned))
    #expect(throws: KafkaError.self) {
      try first.consumer.start([PartitionOffset(second.assigned[0], 0)])
    }

    for member in [first, second] {
      try member.consumer.start(member.assigned.map { PartitionOffset($0, 50) })
    }
    #expect(try first.poll { $0.count == 300 })
    #expect(try second.poll { $0.count == 300 })

    // The second leaves; the first takes its partitions over from where the test's ledger stands.
    second.consumer.close(timeoutMs: 5_000)
    #expect(try first.poll { $0.assigned.count == 4 })
    try first.consumer.start(first.assigned.map { PartitionOffset($0, 200) })
    try fill(cluster.bootstrap, topic, partitions: 4, count: 10)
    #expect(try first.poll { $0.count == 340 })
    for (at, offsets) in first.offsets {
      let own = second.offsets[at] == nil ? Array(Int64(50)..<200) : []
      #expect(offsets == own + Array(200..<210))
    }
  }

  @Test("a static member that comes back has its partitions at once; a twin is fenced")
  func staticMembership() throws {
    let topic = freshTopic("static")
    try cluster.createTopic(topic, partitions: 2)
    let one: KafkaProperty = ("group.instance.id", "one")
    let before = try reader(topic, one)
    let partner = try reader(topic, ("group.instance.id", "two"))
    for member in [before, partner] { try member.consumer.subscribe([topic]) }
    #expect(
      try before.poll {
        _ = try? partner.poll(seconds: 0.02)
        return $0.assigned.count == 1 && partner.assigned.count == 1
      })
    let had = before.assigned
    let rebalances = partner.revocations.count
    before.consumer.close(timeoutMs: 5_000)

    let after = try reader(topic, one)
    try after.consumer.subscribe([topic])
    #expect(
      try after.poll {
        _ = try? partner.poll(seconds: 0.02)
        return $0.assigned == had
      })
    #expect(partner.revocations.count == rebalances)

    let twin = try reader(topic, one)
    try twin.consumer.subscribe([topic])
    #expect(
      try after.poll {
        _ = try? twin.poll(seconds: 0.02)
        return $0.errors.contains { $0.code == .fenced && $0.isFatal }
      })
  }

  @Test("a static member that takes an empty subscription leaves; its partner has all at once")
  func staticMemberLeaves() throws {
    let topic = freshTopic("leaves")
    try cluster.createTopic(topic, partitions: 2)
    // Far beyond what the test waits.
    let session: KafkaProperty = ("session.timeout.ms", "300000")
    let leaver = try reader(topic, ("group.instance.id", "one"), session)
    let partner = try reader(topic, ("group.instance.id", "two"), session)
    #expect(!leaver.consumer.isMember)
    for member in [leaver, partner] { try member.consumer.subscribe([topic]) }
    #expect(
      try leaver.poll {
        _ = try? partner.poll(seconds: 0.02)
        return $0.assigned.count == 1 && partner.assigned.count == 1
      })
    #expect(leaver.consumer.isMember)
    #expect(try leaver.consumer.countMembers(timeoutMs: 5_000) == 2)
    try leaver.consumer.subscribe([])
    #expect(try leaver.poll { !$0.consumer.isMember })
    leaver.consumer.close(timeoutMs: 5_000)
    #expect(try partner.poll { $0.assigned.count == 2 })
    #expect(try partner.consumer.countMembers(timeoutMs: 5_000) == 1)
    partner.consumer.close(timeoutMs: 5_000)
    let stranger = try reader(topic)
    #expect(try stranger.consumer.countMembers(timeoutMs: 5_000) == 1)
  }

  @Test("a topic that does not exist is told; one that is made later is read")
  func unknownTopic() throws {
    let topic = freshTopic("later")
    let reader = try reader(topic, ("topic.metadata.refresh.interval.ms", "500"))
    try reader.consumer.subscribe([topic])
    #expect(
      try reader.poll {
        $0.errors.contains { $0.code == .topicUnknown && $0.text.contains(topic) }
      })
    #expect(
      try reader.consumer.topics(named: topic, timeoutMs: 5_000).first?.error?.code
        == .topicUnknown)
    try cluster.createTopic(topic, partitions: 1)
    #expect(try reader.poll { $0.assigned == [partition(topic, 0)] })
  }
}
