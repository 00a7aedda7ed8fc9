/// What a lane knows of one of its partitions: where the ledger stands as this owner last read or
/// wrote it.
public struct LanePartition: Hashable, Sendable {
  public var slot: Int32
  public var epoch: UInt32
  public var source: Int64
  public var at: TopicPartition
  public var expected: Int64
  /// The low watermark when the partition was opened: where a ledger row would begin if it had
  /// vanished, as after a restore of an older database.
  public var low: Int64
  /// Of the record that a second look found in its place last; each step of the ledger tells it.
  public var compared: Fingerprint?

  public init(
    slot: Int32, epoch: UInt32, source: Int64, at: TopicPartition, expected: Int64, low: Int64
  ) {
    self.slot = slot
    self.epoch = epoch
    self.source = source
    self.at = at
    self.expected = expected
    self.low = low
  }
}

/// The partitions of a lane by slot, and the rule by which an unknown commit is resolved.
public struct LaneLedger: Hashable, Sendable {
  private var partitions: [LanePartition?] = []

  public init() {}

  public subscript(slot: Int32) -> LanePartition? {
    Int(slot) < partitions.count ? partitions[Int(slot)] : nil
  }

  public var all: [LanePartition] { partitions.compactMap(\.self) }

  /// The partition of records, unless they are of an older epoch and therefore stale.
  public func partition(of run: RecordRun) -> LanePartition? {
    guard let partition = self[run.slot], partition.epoch == run.epoch else { return nil }
    return partition
  }

  public mutating func open(_ partition: LanePartition) {
    while partitions.count <= Int(partition.slot) { partitions.append(nil) }
    partitions[Int(partition.slot)] = partition
  }

  public mutating func close(slot: Int32) {
    if Int(slot) < partitions.count { partitions[Int(slot)] = nil }
  }

  public mutating func closeAll() { partitions.removeAll() }

  /// A record of the source was found in its place, or the one that it follows is past its retention.
  public mutating func compared(_ record: Fingerprint, slot: Int32, source: Int64) {
    guard self[slot]?.source == source else { return }
    partitions[Int(slot)]?.compared = record
  }

  /// The batch is durable: the ledger now stands where the batch moved it.
  public mutating func committed(_ advances: [SlotAdvance]) {
    for advance in advances where partitions[Int(advance.slot)] != nil {
      partitions[Int(advance.slot)]?.expected = advance.ledger.next
    }
  }

  /// What a ledger row read after a lost answer says about the batch that was under way.
  public enum Resolution: Hashable, Sendable {
    /// The batch took effect.
    case committed
    /// It did not; the batch can be sent again from memory.
    case untouched
    /// Somebody else moved the row.
    case missed
  }

  public static func resolve(_ advance: LedgerAdvance, by entry: LedgerEntry) -> Resolution {
    guard entry.source == advance.source else { return .missed }
    if entry.nextOffset == advance.expected { return .untouched }
    let sameFingerprint = advance.fingerprint == nil || entry.fingerprint == advance.fingerprint
    return entry.nextOffset == advance.next && sameFingerprint ? .committed : .missed
  }
}

/// A ledger step together with the slot that it belongs to.
public struct SlotAdvance: Hashable, Sendable {
  public var slot: Int32
  public var epoch: UInt32
  public var ledger: LedgerAdvance

  public init(slot: Int32, epoch: UInt32, ledger: LedgerAdvance) {
    self.slot = slot
    self.epoch = epoch
    self.ledger = ledger
  }
}
