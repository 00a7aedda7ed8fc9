import JSON

/// Runs the examples of contracts through the same chain as records of Kafka.
public final class ExampleRunner {
  private let catalog: ContractCatalog
  private let judge: RecordJudge

  public init(_ catalog: ContractCatalog, limits: ReaderLimits = ReaderLimits()) {
    self.catalog = catalog
    judge = RecordJudge(limits: limits)
  }

  /// What differs between what the author expects and what becomes of the example, one line each;
  /// empty where it passes.
  public func differences(of example: Example) -> [String] {
    guard example.faults.isEmpty else { return example.faults }
    guard let serving = catalog.contract(named: example.contract) else {
      return ["there is no contract `\(example.contract)`, or it does not load"]
    }
    guard let route = route(of: example, serving) else {
      return ["no contract lists the topic `\(example.topic ?? "")`"]
    }
    let value = PaddedBytes(example.value)
    return withExtendedLifetime(value) {
      let judgement = example.headers.withHeaders { header in
        judge.judge(value.bytes, by: route, hasHeaders: !example.headers.isEmpty, header: header)
      }
      return compare(judgement, example)
    }
  }

  private func route(of example: Example, _ serving: ServingContract) -> TopicRoute? {
    guard let topic = example.topic else { return TopicRoute(trying: serving) }
    return serving.contract.status == .draft
      ? TopicRoute(trying: serving) : catalog.route(for: topic)
  }

  private func compare(_ judgement: Judgement, _ example: Example) -> [String] {
    switch (judgement, example.verdict) {
    case (.rejected(let rejection), .accepted):
      return ["expected to be accepted, but rejected at stage \(rejection.stage.rawValue):"]
        + rejection.errors.prefix(20).map { "  \($0.instanceLocation): \($0.message.en)" }
    case (.row(_, let serving), .rejected):
      return ["expected to be rejected, but accepted by \(serving.contract.name)"]
    case (.row(let row, let serving), .accepted):
      guard serving.contract.name.hasSameBytes(as: example.contract) else {
        return ["judged by \(serving.contract.name) instead of \(example.contract)"]
      }
      return example.expected.map { RowComparison.differences(row, serving, expected: $0) } ?? []
    case (.rejected(let rejection), .rejected):
      return example.expected.map { ErrorComparison.differences(rejection, expected: $0) } ?? []
    }
  }
}

extension [(name: String, value: [UInt8])] {
  /// Calls `body` with a look-up of the last header of a name, whose bytes are valid meanwhile.
  fileprivate func withHeaders<Result>(
    _ body: ((String) -> UnsafeBufferPointer<UInt8>?) -> Result
  ) -> Result {
    let values = map { PaddedBytes($0.value) }
    return withExtendedLifetime(values) {
      body { name in
        lastIndex { $0.name.hasSameBytes(as: name) }.map { values[$0].bytes }
      }
    }
  }
}
