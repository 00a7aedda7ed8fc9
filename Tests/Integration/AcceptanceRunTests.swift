import Glibc
import Kafka
import Pipeline
import Support
import Synchronization
import Testing

/// Everything at once: volume, five SIGKILLs of the daemon, a crash of PostgreSQL and a broker's
/// death on the way. `TRUCD_TEST_RECORDS` sets the number of records (default 100,000; the
/// acceptance of the first release asks for 1,000,000).
@Suite("The acceptance run", .serialized)
struct AcceptanceRunTests {
  @Test("Nothing lost, nothing twice, and the sum rule at every moment")
  func allFaults() throws {
    let count = environment("TRUCD_TEST_RECORDS").flatMap { Int($0) } ?? 100_000
    guard PostgresServer.canStart, let cluster = KafkaCluster.start(nodes: 1) else {
      print(
        "Integration: the acceptance run is left out; it needs a Kafka and a PostgreSQL to hurt")
      return
    }
    defer { cluster.stop() }
    let server = try PostgresServer.separate()
    let scenario = try #require(
      Scenario("acceptance", cluster: cluster, postgres: server, topics: 2, partitions: 4))
    let daemon = scenario.daemon(
      consumer: "batch_bytes_max = 262144", kafka: "\"session.timeout.ms\" = 6000")
    daemon.start()

    let slices = 8
    for slice in 0..<slices {
      try scenario.produce(count / slices, from: slice * (count / slices))
      usleep(UInt32.random(in: 0..<300_000))
      switch slice {
      case 0, 1, 3, 4, 6:
        daemon.kill()
        daemon.start()
      case 2:
        try server.stopImmediately()
        usleep(700_000)
        try server.start()
      case 5:
        cluster.kill(node: 1)
        usleep(1_000_000)
        cluster.restart(node: 1)
      default: break
      }
      #expect(MultisetChecker.sums(with(scenario.ledger())).isEmpty, "after slice \(slice)")
    }
    #expect(scenario.settles(at: count, seconds: 300), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    let found = scenario.findings()
    print(
      "acceptance run: \(found.produced.count + found.tombstones.count) records produced, "
        + "\(found.warehouse.count) rows, \(found.quarantine.count) in quarantine, "
        + "\(found.tombstones.count) tombstones")
    let complaints = MultisetChecker.complaints(found)
    #expect(complaints.isEmpty, "\(complaints)")
  }

  private func with(_ ledger: [LedgerEntry]) -> Findings {
    var found = Findings()
    found.ledger = ledger
    return found
  }
}
