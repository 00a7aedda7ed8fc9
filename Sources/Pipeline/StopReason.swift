/// Why a partition stands still until somebody acts. Loud, and never a jump.
public enum StopReason: Hashable, Sendable {
  /// The next offset lies below the low watermark: records expired before they were read.
  case retentionPassed(next: Int64, low: Int64)
  /// The next offset lies beyond the end of the partition, and stayed there.
  case beyondEnd(next: Int64, high: Int64)
  /// The record at the last offset taken is another one than was taken: the topic was made again.
  case fingerprintMismatch(offset: Int64)
  /// The ledger moved without this owner three times in a row.
  case secondOwner
  /// The table, or a privilege on it, does not fit the contract.
  case unfit(String)
  /// The warehouse does not take its rows for now, while it takes others: a lock, a full tablespace.
  case waiting(String)
  case quarantineRefused(String)
  /// The broker keeps delivering a batch whose checksum fails, or another error of the partition.
  case unreadable(String)
  /// The breaker: the topic's share of refused records jumped.
  case tooManyRefused(String)

  /// A short name for metrics: one word a case.
  public var code: String {
    switch self {
    case .retentionPassed: "retention_passed"
    case .beyondEnd: "beyond_end"
    case .fingerprintMismatch: "fingerprint_mismatch"
    case .secondOwner: "second_owner"
    case .unfit: "unfit"
    case .waiting: "waiting"
    case .quarantineRefused: "quarantine_refused"
    case .unreadable: "unreadable"
    case .tooManyRefused: "too_many_refused"
    }
  }

  /// What happened, for an operator.
  public var reason: String {
    switch self {
    case .retentionPassed(let next, let low):
      """
      the next record to read is \(next), but the oldest one that Kafka still holds is \(low): \
      \(low - next) offsets expired unread
      """
    case .beyondEnd(let next, let high):
      """
      the next record to read is \(next), but the partition ends at \(high): it was truncated, or \
      the topic was deleted and made again
      """
    case .fingerprintMismatch(let offset):
      """
      the record at offset \(offset) is not the one that was taken there: the topic was deleted and \
      made again
      """
    case .secondOwner:
      "the ledger moved three times without this daemon: another one reads the same partition"
    case .unfit(let detail): "the warehouse cannot take its rows: \(detail)"
    case .waiting(let detail): "the warehouse does not take its rows for now: \(detail)"
    case .quarantineRefused(let detail): "the quarantine refused a row: \(detail)"
    case .unreadable(let detail): "Kafka cannot deliver the next record: \(detail)"
    case .tooManyRefused(let detail): detail
    }
  }

  /// What an operator can do about it.
  public func wayOut(at place: TopicPartition) -> String {
    switch self {
    case .retentionPassed(_, let low):
      "To accept the loss and go on: trucd ledger discard \(place) --to \(low)"
    case .beyondEnd, .fingerprintMismatch:
      "To read the new topic from its start: trucd ledger renew \(place.topic)"
    case .secondOwner:
      "Let each daemon read its own partitions, or give all of them the same group.id"
    case .unfit, .waiting, .quarantineRefused, .unreadable:
      "Once this is mended the partition goes on by itself"
    case .tooManyRefused:
      """
      Once its contract is mended the topic goes on by itself; to accept what is refused and go on: \
      trucd topic resume \(place.topic)
      """
    }
  }

  /// Whether the partition may be tried again without an operator's command in the ledger.
  public var mendsItself: Bool {
    switch self {
    case .unfit, .waiting, .quarantineRefused, .unreadable, .tooManyRefused: true
    case .retentionPassed, .beyondEnd, .fingerprintMismatch, .secondOwner: false
    }
  }

  /// Whether it is the whole topic that stands, and not this partition alone.
  public var isOfTopic: Bool { if case .tooManyRefused = self { true } else { false } }
}
