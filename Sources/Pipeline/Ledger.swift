/// A topic and a partition of it.
public struct TopicPartition: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var topic: String
  public var partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  /// The lock order of the design: topic (by UTF-8 bytes), then partition.
  public static func < (a: Self, b: Self) -> Bool {
    if a.topic.utf8.elementsEqual(b.topic.utf8) { return a.partition < b.partition }
    return a.topic.utf8.lexicographicallyPrecedes(b.topic.utf8)
  }

  public var description: String { "\(topic)/\(partition)" }
}

/// A (cluster id, topic, generation), and the key under which ledger and rows refer to it.
public struct Source: Hashable, Sendable {
  /// First 8 bytes of the SHA-256 of cluster id, topic and generation.
  public var id: Int64
  public var cluster: String
  public var topic: String
  /// 1 for a topic's first life; an operator's acceptance of a topic made again adds 1.
  public var generation: Int32

  public init(id: Int64, cluster: String, topic: String, generation: Int32) {
    self.id = id
    self.cluster = cluster
    self.topic = topic
    self.generation = generation
  }
}

/// What identifies the last record taken, so that a topic made again is noticed.
public struct Fingerprint: Hashable, Sendable {
  public var offset: Int64
  /// Kafka's timestamp in milliseconds since 1970; −1 where the record has none.
  public var timestamp: Int64
  /// First 8 bytes of the SHA-256 of key and value.
  public var hash: Int64

  public init(offset: Int64, timestamp: Int64, hash: Int64) {
    self.offset = offset
    self.timestamp = timestamp
    self.hash = hash
  }
}

/// Running totals of a partition. `next_offset − first_offset` equals the sum of all six, always.
public struct Totals: Hashable, Sendable {
  public var loaded: Int64 = 0
  public var superseded: Int64 = 0
  public var quarantined: Int64 = 0
  public var tombstones: Int64 = 0
  public var discarded: Int64 = 0
  /// Offsets for which no record was delivered: control records, aborted transactions, compaction.
  public var gaps: Int64 = 0

  public init() {}

  public var sum: Int64 { loaded + superseded + quarantined + tombstones + discarded + gaps }
}

/// One row of `trucd.ledger`.
public struct LedgerEntry: Hashable, Sendable {
  public var source: Int64
  public var at: TopicPartition
  public var firstOffset: Int64
  public var nextOffset: Int64
  /// Nil until the first record has been taken.
  public var fingerprint: Fingerprint?
  /// Of the record that a second look found in its place last, or of the first one taken; nil until
  /// then.
  public var compared: Fingerprint?
  public var totals: Totals

  public init(
    source: Int64, at: TopicPartition, firstOffset: Int64, nextOffset: Int64,
    fingerprint: Fingerprint?, compared: Fingerprint? = nil, totals: Totals
  ) {
    self.source = source
    self.at = at
    self.firstOffset = firstOffset
    self.nextOffset = nextOffset
    self.fingerprint = fingerprint
    self.compared = compared
    self.totals = totals
  }
}

/// A partition whose ledger row is wanted, made with `first = next = low` where it is missing.
public struct LedgerRequest: Hashable, Sendable {
  public var source: Int64
  public var at: TopicPartition
  /// The partition's low watermark, where a partition never seen starts.
  public var low: Int64

  public init(source: Int64, at: TopicPartition, low: Int64) {
    self.source = source
    self.at = at
    self.low = low
  }
}

/// One partition's step in a batch: the compare-and-swap of its ledger row.
public struct LedgerAdvance: Hashable, Sendable {
  public var source: Int64
  public var at: TopicPartition
  /// The value of `next_offset` that this owner last read or wrote.
  public var expected: Int64
  public var next: Int64
  /// Nil where the batch holds gaps only; the row then keeps the fingerprint it has.
  public var fingerprint: Fingerprint?
  /// Of the record found in its place last; nil where none was since the row was read: the row then
  /// keeps the one it has.
  public var compared: Fingerprint?
  /// What this batch adds.
  public var adds: Totals

  public init(
    source: Int64, at: TopicPartition, expected: Int64, next: Int64, fingerprint: Fingerprint?,
    compared: Fingerprint? = nil, adds: Totals
  ) {
    self.source = source
    self.at = at
    self.expected = expected
    self.next = next
    self.fingerprint = fingerprint
    self.compared = compared
    self.adds = adds
  }
}
