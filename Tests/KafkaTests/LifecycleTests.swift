import Dispatch
import Kafka
import Pipeline
import Testing

@Suite("A consumer's life")
struct LifecycleTests {
  @Test("wake ends a sleeping poll from another thread")
  func wake() throws {
    let broker = try MockBroker()
    let consumer = try Reader(broker.bootstrap).consumer
    let start = DispatchTime.now()
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { consumer.wake() }
    while DispatchTime.now() < start + 0.15 {
      try consumer.poll(timeoutMs: 5_000, onRecord: { _ in .more }, onEvent: { _ in })
    }
    #expect(DispatchTime.now() < start + 3)
  }

  @Test("after close every call says so, and a second close is nothing")
  func closed() throws {
    let broker = try MockBroker()
    let consumer = try Reader(broker.bootstrap).consumer
    #expect(consumer.close(timeoutMs: 5_000))
    #expect(consumer.close(timeoutMs: 5_000))
    #expect(throws: KafkaError.self) {
      try consumer.poll(timeoutMs: 0, onRecord: { _ in .more }, onEvent: { _ in })
    }
    #expect(throws: KafkaError.self) { try consumer.clusterID(timeoutMs: 100) }
    #expect(!consumer.commitForLagTools([PartitionOffset(partition("t", 0), 1)]))
  }

  @Test("a start outside the assignment names the partition")
  func notAssigned() throws {
    let broker = try MockBroker()
    let consumer = try Reader(broker.bootstrap).consumer
    do throws(KafkaError) {
      try consumer.start([PartitionOffset(partition("other", 3), 0)])
      Issue.record("start did not throw")
    } catch {
      #expect(error.code == .notAssigned)
      #expect(error.context == "other/3")
    }
  }

  @Test("an empty subscription gives the partitions back; another one takes them again")
  func emptySubscription() throws {
    let broker = try MockBroker()
    try broker.createTopic("left", partitions: 2)
    let reader = try Reader(broker.bootstrap)
    reader.onRebalance = { if $0.assigned.isEmpty { try $0.consumer.unassign() } }
    try reader.consumer.subscribe([])
    try reader.consumer.subscribe(["left"])
    #expect(try reader.poll { $0.assigned.count == 2 })
    try reader.consumer.subscribe([])
    #expect(try reader.poll { $0.revocations.count == 1 })
    #expect(reader.revocations[0].partitions.count == 2)
    #expect(!reader.revocations[0].lost)
    #expect(reader.consumer.partitions.isEmpty)
    try reader.consumer.subscribe(["left"])
    #expect(try reader.poll { $0.assigned.count == 2 })
  }

  @Test("idle polls keep the membership and leave the records; no polls lose it")
  func maxPoll() throws {
    let broker = try MockBroker()
    try broker.createTopic("idle", partitions: 1)
    try fill(broker.bootstrap, "idle", partitions: 1, count: 10)
    let reader = try Reader(
      broker.bootstrap,
      [
        ("session.timeout.ms", "4000"), ("max.poll.interval.ms", "4000"),
        ("heartbeat.interval.ms", "500"),
      ])
    reader.onRebalance = { reader in
      if reader.assigned.isEmpty {
        try reader.consumer.unassign()
      } else {
        try reader.consumer.start([PartitionOffset(partition("idle", 0), 0)])
      }
    }
    try reader.consumer.subscribe(["idle"])
    #expect(try reader.poll(idle: true) { !$0.assigned.isEmpty })
    #expect(try !reader.poll(seconds: 6, idle: true) { $0.count > 0 || !$0.revocations.isEmpty })
    #expect(!reader.errors.contains { $0.code == .maxPollExceeded })
    #expect(try reader.poll { $0.count == 10 })

    DispatchQueue.global().sync { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 6) }
    #expect(try reader.poll { $0.errors.contains { $0.code == .maxPollExceeded } })
    #expect(try reader.poll { !$0.revocations.isEmpty })
    #expect(reader.revocations.last?.lost == true)
  }

  @Test(
    "close is bounded while no broker answers, in a group and out of it", arguments: [true, false])
  func closeWithoutBroker(inGroup: Bool) throws {
    let broker = try MockBroker()
    try broker.createTopic("gone", partitions: 1)
    let reader = try Reader(broker.bootstrap)
    if inGroup {
      try reader.consumer.subscribe(["gone"])
      #expect(try reader.poll { !$0.assigned.isEmpty })
    } else {
      try reader.consumer.assign([partition("gone", 0)])
    }
    try reader.consumer.start([PartitionOffset(partition("gone", 0), 0)])
    #expect(try reader.poll { $0.ends.count == 1 })
    try broker.setDown()
    _ = try reader.poll(seconds: 0.5)
    let start = DispatchTime.now()
    reader.consumer.close(timeoutMs: 1_500)
    #expect(DispatchTime.now() < start + 2.5)
  }
}
