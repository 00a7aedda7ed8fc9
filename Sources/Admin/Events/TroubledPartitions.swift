import Pipeline

/// Partitions that have the same trouble at the same time, mostly for the same reason: told in one
/// event, with their number and an example, so that an outage is no flood.
public struct TroubledPartitions: Sendable {
  private var reasons: [TopicPartition: String] = [:]
  /// One was added since the last telling.
  private var isNews = false
  private var isTold = false

  public init() {}

  public var isEmpty: Bool { reasons.isEmpty }

  public mutating func add(_ at: TopicPartition, _ reason: String) {
    reasons[at] = reason
    isNews = true
  }

  public mutating func removeAll() { reasons = [:] }

  /// Leaves only those that are still in trouble.
  public mutating func keep(_ isTroubled: (TopicPartition) -> Bool) {
    reasons = reasons.filter { isTroubled($0.key) }
  }

  /// All of them, if one was added since this was asked last.
  public mutating func news() -> TroubledPartitions? {
    defer { isNews = false }
    guard isNews, !reasons.isEmpty else { return nil }
    isTold = true
    return self
  }

  /// True once, when none is left of those that were told.
  public mutating func isOver() -> Bool {
    guard isTold, reasons.isEmpty else { return false }
    isTold = false
    return true
  }

  /// How many there are, for people.
  var count: String { reasons.count == 1 ? "1 partition" : "\(reasons.count) partitions" }

  /// The first by name, with its reason.
  var example: String {
    reasons.min { $0.key < $1.key }.map { "\($0.key): \($0.value)" } ?? ""
  }

  /// What log and /readyz say of partitions whose ledger is ahead of their end.
  public var awaitingLeader: String {
    let seconds = PartitionState.leaderLagMillisecondsMax / 1_000
    return "the ledger is ahead of \(count): \(example). A leader may lag, or the topic was made "
      + "again; what lasts for \(seconds) s stops the partition"
  }

  var fields: [Event.Field] {
    [Event.Field("count", reasons.count), Event.Field("example", example)]
  }
}
