import Dispatch
import Kafka
import Pipeline
import Support
import Testing

/// Needs a cluster of its own, since it kills it.
@Suite("A consumer and a broker that dies", .enabled(if: KafkaCluster.shared?.isOurs == true))
struct BrokerFaultTests {
  @Test("a killed broker that comes back costs no record; with it away for good, close is bounded")
  func killed() throws {
    let cluster = try #require(KafkaCluster.start(nodes: 1))
    try cluster.createTopic("kept", partitions: 2)
    try fill(cluster.bootstrap, "kept", partitions: 2, count: 100)
    let reader = try Reader(cluster.bootstrap, group: "kept")
    reader.onRebalance = { reader in
      if reader.assigned.isEmpty {
        try reader.consumer.unassign()
      } else {
        try reader.consumer.start(
          reader.assigned.map { PartitionOffset($0, Int64(reader.offsets[$0]?.count ?? 0)) })
      }
    }
    try reader.consumer.subscribe(["kept"])
    #expect(try reader.poll { $0.count == 200 })

    cluster.kill(node: 1)
    #expect(try reader.poll { $0.errors.contains { $0.code == .brokerUnavailable } })
    cluster.restart(node: 1)
    try fill(cluster.bootstrap, "kept", partitions: 2, count: 100)
    #expect(try reader.poll(seconds: 40) { $0.count == 400 })
    let wrong = reader.offsets.filter { $0.value != Array(0..<200) }
    #expect(wrong.isEmpty)

    cluster.kill(node: 1)
    _ = try reader.poll(seconds: 1)
    let start = DispatchTime.now()
    reader.consumer.close(timeoutMs: 2_000)
    #expect(DispatchTime.now() < start + 3)
  }
}
