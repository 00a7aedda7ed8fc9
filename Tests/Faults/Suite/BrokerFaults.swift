import Glibc
import Kafka
import Pipeline
import Support

extension Fault {
  /// Brokers are hurt, and records go before they are read.
  static let brokerFaults: [Fault] = [
    Fault(
      "broker-killed", invariant: exactlyOnce,
      injection: "each of the three brokers is killed in turn in mid-load, and started again"
    ) {
      try $0.eachBroker(away: 4) {
        $0.kill(node: $1)
      } back: {
        $0.restart(node: $1)
      }
    },
    Fault(
      "broker-paused", invariant: exactlyOnce,
      injection: "each of the three brokers is stopped by SIGSTOP in turn for 15 s in mid-load"
    ) {
      try $0.eachBroker(away: 15) {
        $0.pause(node: $1)
      } back: {
        $0.resume(node: $1)
      }
    },
    Fault(
      "retention-passed",
      invariant: "the partition stops; the loss is counted once an operator accepts it",
      injection: "while the daemon is stopped, records that it has not read are deleted"
    ) { try $0.passRetention() },
    Fault(
      "idle-expired", invariant: "reading goes on at the ledger's offset, nothing lost or twice",
      injection:
        "all records of an idle topic, the last one taken among them, expire (retention.ms) "
        + "while the daemon is stopped"
    ) { try $0.expire() },
  ]
}

extension FaultStage {
  fileprivate func eachBroker(
    away seconds: UInt32, hurt: (KafkaCluster, Int) -> Void, back: (KafkaCluster, Int) -> Void
  ) throws -> String {
    guard cluster.isOurs else {
      throw FaultSkipped(reason: "the cluster is not the tests' own")
    }
    let scenario = try scenario(partitions: 6)
    let daemon = start(scenario.daemon(consumer: "batch_bytes_max = 65536"))
    var count = 3_000
    try scenario.produce(count)
    try settle(scenario, at: count)
    var longest = 0.0
    for node in 1...3 {
      try scenario.produce(3_000, from: count)
      count += 3_000
      hurt(cluster, node)
      sleep(seconds)
      do {
        // Two brokers of three lead all partitions soon.
        try scenario.produce(3_000, from: count)
        count += 3_000
        longest = max(longest, try settle(scenario, at: count, restarting: daemon))
        back(cluster, node)
      } catch {
        back(cluster, node)
        throw error
      }
      sleep(8)
    }
    try scenario.produce(3_000, from: count)
    _ = try settle(scenario, at: count + 3_000, restarting: daemon)
    try stop(daemon)
    let statuses = Set(endings).sorted().map(String.init).joined(separator: ", ")
    let ends = endings.isEmpty ? "" : ", restarts: \(endings.count) (status \(statuses))"
    return "with one broker of three away a slice was loaded within \(tenths(longest))\(ends); "
      + "\(try promise(scenario))"
  }

  fileprivate func passRetention() throws -> String {
    let scenario = try scenario(partitions: 1)
    let daemon = start(scenario.daemon())
    let place = TopicPartition(topic: scenario.topics[0], partition: 0)
    try scenario.produce(1_000)
    try settle(scenario, at: 1_000)
    try stop(daemon)
    try scenario.produce(1_000, from: 1_000)
    let administration = try scenario.cluster.administration()
    try administration.deleteRecords(before: PartitionOffset(place, 1_500), timeoutMs: 10_000)
    start(daemon)
    try wait(for: "the partition to stop") { daemon.mentions("stopped: ") > 0 }
    try require(
      scenario.accounted() == 1_000, "nothing is read before an operator accepts the loss")
    try operate(daemon, ["ledger", "discard", "\(place)", "--to", "1500"])
    let seconds = try settle(scenario, at: 2_000)
    try stop(daemon)
    let entry = scenario.ledger()[0]
    try require(entry.totals.discarded == 500, "\(entry.totals.discarded) discarded, not 500")
    let found = scenario.findings()
    let complaints = MultisetChecker.sums(found)
    try require(complaints.isEmpty, complaints.joined(separator: "; "))
    try require(Set(found.warehouse).count == found.warehouse.count, "a record is there twice")
    return "stopped; 500 discarded by an operator's command, all taken \(tenths(seconds)) later"
  }

  fileprivate func expire() throws -> String {
    let scenario = try scenario(
      partitions: 1, settings: [("retention.ms", "6000"), ("segment.ms", "1000")])
    let daemon = start(scenario.daemon())
    try scenario.produce(600)
    try settle(scenario, at: 600, seconds: 5)
    let kept = scenario.findings()
    try stop(daemon)
    let administration = try Consumer(properties: [
      ("bootstrap.servers", scenario.cluster.bootstrap), ("group.id", "\(scenario.database)-look"),
    ])
    let place = TopicPartition(topic: scenario.topics[0], partition: 0)
    try wait(for: "all records to expire") {
      (try? administration.watermarks(of: place, timeoutMs: 5_000))?.low == 600
    }
    _ = administration.close(timeoutMs: 2_000)
    start(daemon)
    try wait(for: "the daemon to begin uncompared") {
      daemon.mentions("past its retention and was not compared") > 0
    }
    try scenario.produce(600, from: 600)
    let seconds = try settle(scenario, at: 1_200)
    try stop(daemon)
    var found = scenario.findings()
    // What has expired is what a consumer saw before.
    let seen = Set(found.produced + found.tombstones)
    found.produced += kept.produced.filter { !seen.contains($0) }
    found.tombstones += kept.tombstones.filter { !seen.contains($0) }
    let complaints = MultisetChecker.complaints(found)
    try require(complaints.isEmpty, complaints.joined(separator: "; "))
    return "went on uncompared, which was said and counted; 1,200 records, 0 lost, 0 twice, the "
      + "second half after \(tenths(seconds))"
  }
}
