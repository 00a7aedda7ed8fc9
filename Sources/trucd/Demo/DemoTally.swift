import Pipeline

/// What was published, and what the warehouse must therefore hold in the end.
struct DemoTally {
  private(set) var total: Int64 = 0
  private(set) var loaded: Int64 = 0
  private(set) var tombstones: Int64 = 0
  private(set) var quarantined: [QuarantineRow.Stage: Int64] = [:]
  private(set) var byFault: [DemoFault: Int64] = [:]

  mutating func count(_ event: DemoEvent) {
    total += 1
    if let fault = event.fault { byFault[fault, default: 0] += 1 }
    switch event.outcome {
    case .loaded: loaded += 1
    case .tombstone: tombstones += 1
    case .quarantined(let stage): quarantined[stage, default: 0] += 1
    }
  }

  var quarantinedTotal: Int64 { quarantined.values.reduce(0, +) }
}
