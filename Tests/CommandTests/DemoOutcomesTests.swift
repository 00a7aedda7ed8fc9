import Contracts
import JSON
import Testing

@testable import trucd

@Suite("The demo's events under the shipped contracts")
struct DemoOutcomesTests {
  @Test("come out as the demo expects them to")
  func outcomes() throws {
    let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let catalog = ContractCatalog.load(try FolderReader(directory: folder + "/Schemas").read())
    let judge = RecordJudge()
    for event in DemoEvents(seed: 3, count: 5000) {
      let route = try #require(catalog.route(for: event.topic))
      #expect(
        Self.outcome(of: event, judge, route) == event.outcome,
        "\(event.topic), \(event.fault?.rawValue ?? "sound"), at \(event.timestamp)")
    }
  }

  private static func outcome(
    of event: DemoEvent, _ judge: RecordJudge, _ route: TopicRoute
  ) -> DemoOutcome {
    guard let value = event.value.map({ PaddedBytes($0) }) else { return .tombstone }
    let headers = event.headers.map { (name: $0.name, value: PaddedBytes($0.value)) }
    return withExtendedLifetime((value, headers)) {
      let judgement = judge.judge(value.bytes, by: route, hasHeaders: !headers.isEmpty) { name in
        headers.last { $0.name == name }?.value.bytes
      }
      return switch judgement {
      case .row: .loaded
      case .rejected(let rejection):
        DemoOutcome(stage: rejection.stage)
      }
    }
  }
}

extension DemoOutcome {
  fileprivate init(stage: RecordError.Stage) {
    self =
      switch stage {
      case .decode: .quarantined(.decode)
      case .contract: .quarantined(.contract)
      case .validate: .quarantined(.validate)
      case .normalise: .quarantined(.normalise)
      case .load: .quarantined(.load)
      }
  }
}
