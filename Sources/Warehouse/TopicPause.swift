import Pipeline

/// A topic that its breaker paused, as `trucd.breaker` holds it: the last time for each source.
public struct TopicPause: Hashable, Sendable {
  public var source: Int64
  public var topic: String
  /// Which contracts judged the topic then (`ContractCatalog.digest`). While others serve, the pause
  /// is over.
  public var contracts: Int64
  /// For an operator, without a value of a record.
  public var reason: String
  /// Seconds since 1970, set by the warehouse.
  public var pausedSeconds: Int64
  /// Seconds since 1970; nil while it lasts.
  public var resumedSeconds: Int64?
  /// The operator who accepted the refused records; nil where a changed contract ended the pause, or
  /// the breaker was turned off.
  public var resumedBy: String?

  public init(
    source: Int64, topic: String, contracts: Int64, reason: String, pausedSeconds: Int64 = 0,
    resumedSeconds: Int64? = nil, resumedBy: String? = nil
  ) {
    self.source = source
    self.topic = topic
    self.contracts = contracts
    self.reason = reason
    self.pausedSeconds = pausedSeconds
    self.resumedSeconds = resumedSeconds
    self.resumedBy = resumedBy
  }

  public var lasts: Bool { resumedSeconds == nil }

  /// Whether the topic must not be read, given the contracts that judge it now.
  public func holds(_ contracts: Int64) -> Bool { lasts && self.contracts == contracts }

  /// The pause's end, given the contracts that judge the topic now: an operator accepted only what
  /// those of then refuse. Nil while it lasts.
  public func end(_ contracts: Int64) -> EndedPause? {
    resumedSeconds.map {
      EndedPause(seconds: $0, isAccepted: resumedBy != nil && self.contracts == contracts)
    }
  }

  /// Reads `source, topic, contracts, reason, paused_at, resumed_at, resumed_by`, times in seconds.
  public init?(row: [String?]) {
    guard row.count == 7, let source: Int64 = row.integer(0), let topic = row[1],
      let contracts: Int64 = row.integer(2), let reason = row[3], let paused: Int64 = row.integer(4)
    else { return nil }
    self.init(
      source: source, topic: topic, contracts: contracts, reason: reason, pausedSeconds: paused,
      resumedSeconds: row.integer(5), resumedBy: row[6])
  }
}
