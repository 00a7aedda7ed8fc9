import Contracts
import Foundation
import JSON
import JSONSchema
import Testing

@testable import trucd

@Suite("The demo's events under the shipped contracts")
struct DemoOutcomesTests {
  @Test("come out as the demo expects them to")
  func outcomes() throws {
    let catalog = ContractCatalog.load(try Self.shippedContracts())
    try #require(catalog.problems.isEmpty, "\(catalog.problems)")
    let judge = SmallJudge(catalog: catalog)
    for event in DemoEvents(seed: 3, count: 5000) {
      let outcome = judge.outcome(of: event)
      #expect(
        outcome == event.outcome,
        "\(event.topic), \(event.fault?.rawValue ?? "sound"), record \(event.timestamp)")
    }
  }

  private static func shippedContracts() throws -> [ContractFile] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Schemas")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter(ContractFolder.counts)
      .map {
        ContractFile(path: $0, bytes: Array(try Data(contentsOf: folder.appending(path: $0))))
      }
  }
}

/// Decides on a record as the bus does, up to the row.
private struct SmallJudge {
  let catalog: ContractCatalog
  private let envelopes = EnvelopeReader()
  private let workspace = Workspace()
  private let mapper = RowMapper()

  init(catalog: ContractCatalog) {
    self.catalog = catalog
  }

  func outcome(of event: DemoEvent) -> DemoOutcome {
    guard let value = event.value else { return .tombstone }
    let bytes = PaddedBytes(value)
    return withExtendedLifetime(bytes) { outcome(of: bytes.bytes, event) }
  }

  private func outcome(of value: UnsafeBufferPointer<UInt8>, _ event: DemoEvent) -> DemoOutcome {
    let headers = event.headers.map { (name: $0.name, value: PaddedBytes($0.value)) }
    defer { withExtendedLifetime(headers) {} }
    do {
      let envelope = try envelopes.open(value, hasHeaders: !headers.isEmpty) { name in
        headers.last { $0.name == name }?.value.bytes
      }
      guard let serving = try catalog.route(for: event.topic)?.contract(for: envelope.hint) else {
        return .quarantined(.contract)
      }
      switch serving.contract.schema.validate(envelope.body, limits: ReaderLimits(), in: workspace)
      {
      case .malformed: return .quarantined(.decode)
      case .invalid, .undecided: return .quarantined(.validate)
      case .valid:
        let row = mapper.row(of: envelope.body, workspace, by: serving)
        return row == nil ? .quarantined(.normalise) : .loaded
      }
    } catch is EnvelopeError {
      return .quarantined(.decode)
    } catch {
      return .quarantined(.contract)
    }
  }
}
