import Contracts
import Synchronization
import Testing

@testable import Admin
@testable import trucd

@Suite("What is said of contracts")
struct ContractTellerTests {
  /// Keeps the events that were logged.
  private final class Recorder: LogSink {
    let events = Mutex<[Event]>([])

    func write(_ event: Event, unsaid: Int) { events.withLock { $0.append(event) } }

    func messages(of name: String) -> [String] {
      events.withLock { $0.filter { $0.name == name }.map(\.message) }
    }
  }

  private func file(_ name: String, status: String = "active") -> ContractFile {
    ContractFile(
      path: "env/\(name).v1.schema.json",
      bytes: Array(
        """
        {"type": "object", "properties": {"id": {"type": "integer"}},
         "x-trucd": {"topics": ["env.air"], "owner": "H17.99", "table": "t", "status": "\(status)"}}
        """.utf8))
  }

  @Test("Only what served is retired: no draft, and no contract that lost its topic to another one")
  func retired() {
    let recorder = Recorder()
    let registry = MetricRegistry()
    let metrics = BusMetrics(registry: registry, version: "test")
    var teller = ContractTeller(
      events: Events(logger: Logger(sink: recorder, level: .debug), registry: registry),
      health: RunHealth(health: Health(), metrics: metrics), metrics: metrics)
    let first = ContractCatalog.load([file("a")])
    teller.tell(first)
    let draft = file("draft", status: "draft")
    let both = ContractCatalog.load(
      [file("a"), file("b"), draft], keeping: first)
    teller.tell(both)
    #expect(recorder.messages(of: "contract_left_out").count == 1)
    teller.tell(ContractCatalog.load([file("a")], keeping: both))
    #expect(recorder.messages(of: "contract_retired").isEmpty)
    teller.tell(.empty)
    #expect(recorder.messages(of: "contract_retired") == ["env/a.v1 is retired"])
  }
}
