/// The record of a partition by which a second look at Kafka tells whether the topic is still the one
/// that was read: values in, verdicts out.
///
/// It is not the last record taken. A topic that was deleted, made again and filled above the old
/// position is read on without any error, and its last record taken is then one of the new topic.
/// So the record compared is one that lay in its place at the comparison before, and only after it
/// was found there again does a later one take its turn. The ledger keeps it, so that a daemon that
/// dies in between leaves it to the next.
public struct Anchor: Hashable, Sendable {
  /// What is looked for.
  public struct Question: Hashable, Sendable {
    public var source: Int64
    /// Taken at the last comparison at the latest.
    public var record: Fingerprint
    /// The last record taken when the question was put.
    var latest: Fingerprint
  }

  /// What lies in the record's place.
  public enum Finding: Hashable, Sendable {
    case record(Fingerprint)
    /// Later records, or the end: compaction removed it.
    case gone
    /// The low watermark lies beyond it.
    case expired
    /// The partition ends before it.
    case beyondEnd
    /// Kafka did not tell, with the reason.
    case unknown(String)
  }

  public enum Verdict: Hashable, Sendable {
    case same
    /// The record is past its retention, or compacted away.
    case uncompared
    /// Another record lies there: the topic was made again, or its log was cut and written anew.
    case madeAgain
    /// Watermarks and ledger row must be looked at again.
    case recheck
    case unknown(String)
    /// The partition's source changed, or it was compared otherwise, since the question was put.
    case stale
  }

  private var source: Int64?
  private var record: Fingerprint?
  private var latest: Fingerprint?

  public init() {}

  /// The ledger row was read. A record kept for comparison stays: the row's may be of a topic that was
  /// made again since. A row without any has been moved by an operator, who accepts what lies there.
  public mutating func opened(_ entry: LedgerEntry) {
    if source == entry.source, let record, record.offset < entry.nextOffset,
      let taken = entry.fingerprint
    {
      latest = taken
      return
    }
    source = entry.source
    record = entry.compared ?? entry.fingerprint
    latest = entry.fingerprint
  }

  /// Whether records were taken of which nothing is proven yet.
  public var isBehind: Bool { record != latest }

  /// A batch of the source is durable; nil where it held no record.
  public mutating func taken(_ fingerprint: Fingerprint?, of source: Int64) {
    guard source == self.source, let fingerprint else { return }
    record = record ?? fingerprint
    latest = fingerprint
  }

  /// What to look for; nil where no record was ever taken.
  public var question: Question? {
    guard let source, let record, let latest else { return nil }
    return Question(source: source, record: record, latest: latest)
  }

  public mutating func answered(_ question: Question, _ finding: Finding) -> Verdict {
    guard question.source == source, question.record == record else { return .stale }
    switch finding {
    case .record(question.record):
      record = question.latest
      return .same
    case .record: return .madeAgain
    case .gone, .expired:
      record = question.latest
      return .uncompared
    case .beyondEnd: return .recheck
    case .unknown(let reason): return .unknown(reason)
    }
  }
}
