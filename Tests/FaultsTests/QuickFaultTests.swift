import FaultSuite
import Support
import Testing

/// The part of `make faults` that takes seconds, on one broker.
@Suite("Faults on real parts", .serialized)
struct QuickFaultTests {
  @Test(arguments: Fault.all.filter(\.isQuick))
  func quick(_ fault: Fault) throws {
    guard let cluster = KafkaCluster.shared, (try? PostgresServer.shared.get()) != nil else {
      print("faults: \(fault.name) left out; it needs a real Kafka and PostgreSQL (see README)")
      return
    }
    switch fault.outcome(on: cluster) {
    case .held(let figures): print("faults: \(fault.name): \(figures)")
    case .skipped(let reason): print("faults: \(fault.name) left out: \(reason)")
    case .broken(let words): Issue.record("\(fault.name): \(words)")
    }
  }
}
