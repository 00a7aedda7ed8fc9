/// What became of one record. Every record gets exactly one.
public enum Outcome {
  /// Its rows lie in the row buffers.
  case loaded
  case tombstone
  case quarantined(QuarantineRow)
}

/// How many records of a topic had which outcome, for metrics and the breaker.
public struct OutcomeCount: Hashable, Sendable {
  public var topic: String
  public var totals: Totals

  public init(topic: String, totals: Totals) {
    self.topic = topic
    self.totals = totals
  }
}
