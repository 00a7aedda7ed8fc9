import Contracts

/// Turns a buffer of records into one warehouse transaction: judges each record, keeps the totals
/// of its partition, counts the offsets for which nothing was delivered.
public struct BatchBuilder {
  /// A batch and what its commit will mean.
  public struct Built {
    public var batch: Batch
    /// One a partition, in lock order.
    public var advances: [SlotAdvance]
    /// Partitions whose records did not begin at or after the ledger's offset.
    public var early: [LanePartition]
    /// The breakers of the topics, by source, as they stand once the batch is committed.
    public var breakers: [Int64: Breaker]
  }

  /// What a partition has gathered so far.
  private struct Gathered {
    var partition: LanePartition
    var cursor: Int64
    var adds = Totals()
    /// Index of the last record taken; −1 before the first.
    var lastRecord: Int32 = -1
    /// Records taken so far.
    var taken: Int64 { adds.sum - adds.gaps }
  }

  private let judge: Judge

  public init(judge: Judge) { self.judge = judge }

  /// Judges the records of `buffer` that belong to `ledger`'s epochs and that `including` lets in.
  /// Nil when no partition moves. The same buffer may be built again, with fewer partitions.
  ///
  /// Behind the record with which a topic's breaker trips nothing more of the topic is taken.
  public func build(
    _ buffer: RecordBuffer, ledger: LaneLedger, breakers: [Int64: Breaker] = [:],
    including: (LanePartition) -> Bool = { _ in true }
  ) -> Built? {
    judge.begin()
    let early = early(buffer, ledger, including)
    var watch = BreakerWatch(breakers)
    var gathered: [Gathered] = []
    var slotPlaces: [Int32: Int] = [:]
    var quarantine: [QuarantineRow] = []
    for run in buffer.runs {
      guard let partition = ledger.partition(of: run), including(partition),
        early[run.slot] == nil, !watch.holds(partition.source)
      else { continue }
      let place = place(of: partition, in: &gathered, places: &slotPlaces)
      for index in run.indices
      where !take(buffer[index], of: partition, into: &gathered[place], quarantine: &quarantine) {
        watch.refused(partition.source, ofTaken: taken(of: partition.source, gathered))
        if watch.holds(partition.source) { break }
      }
    }
    for (source, parts) in Dictionary(grouping: gathered, by: \.partition.source) {
      watch.ended(source, taken: parts.reduce(0) { $0 + $1.taken })
    }
    let advances = gathered.filter { $0.cursor > $0.partition.expected }
      .map { advance($0, buffer) }
      .sorted { $0.ledger.at < $1.ledger.at }
    if advances.isEmpty && early.isEmpty { return nil }
    let (judge, judged, places) = (judge, gathered, slotPlaces)
    let batch = Batch(
      advances: advances.map(\.ledger), loads: judge.loads(), quarantine: quarantine,
      refuse: { record, fault in
        let view = buffer[Int(record)]
        return judge.refuse(view, at: judged[places[view.slot] ?? 0].partition, fault: fault)
      })
    return Built(
      batch: batch, advances: advances, early: early.values.sorted { $0.slot < $1.slot },
      breakers: watch.breakers)
  }

  /// Records of a topic that were taken so far.
  private func taken(of source: Int64, _ gathered: [Gathered]) -> Int64 {
    gathered.reduce(0) { $1.partition.source == source ? $0 + $1.taken : $0 }
  }

  /// Partitions of which Kafka delivered something before the ledger's offset, or out of order:
  /// nothing of theirs may be written.
  private func early(
    _ buffer: RecordBuffer, _ ledger: LaneLedger, _ including: (LanePartition) -> Bool
  ) -> [Int32: LanePartition] {
    var early: [Int32: LanePartition] = [:]
    var cursors: [Int32: Int64] = [:]
    for run in buffer.runs {
      guard let partition = ledger.partition(of: run), including(partition) else { continue }
      var cursor = cursors[run.slot] ?? partition.expected
      if !buffer.isInOrder(run.indices, from: &cursor) { early[run.slot] = partition }
      cursors[run.slot] = cursor
    }
    return early
  }

  private func place(
    of partition: LanePartition, in gathered: inout [Gathered], places: inout [Int32: Int]
  ) -> Int {
    if let last = gathered.last, last.partition.slot == partition.slot { return gathered.count - 1 }
    if let place = places[partition.slot] { return place }
    gathered.append(Gathered(partition: partition, cursor: partition.expected))
    places[partition.slot] = gathered.count - 1
    return gathered.count - 1
  }

  /// False where the record was refused.
  private func take(
    _ record: RecordView, of partition: LanePartition, into gathered: inout Gathered,
    quarantine: inout [QuarantineRow]
  ) -> Bool {
    gathered.adds.gaps += record.offset - gathered.cursor
    gathered.cursor = record.offset
    if record.isEnd { return true }
    gathered.cursor += 1
    gathered.lastRecord = record.index
    switch judge.judge(record, at: partition) {
    case .loaded: gathered.adds.loaded += 1
    case .tombstone: gathered.adds.tombstones += 1
    case .quarantined(let row):
      gathered.adds.quarantined += 1
      quarantine.append(row)
      return false
    }
    return true
  }

  private func advance(_ gathered: Gathered, _ buffer: RecordBuffer) -> SlotAdvance {
    let partition = gathered.partition
    let last = gathered.lastRecord < 0 ? nil : buffer[Int(gathered.lastRecord)].fingerprint
    return SlotAdvance(
      slot: partition.slot, epoch: partition.epoch,
      ledger: LedgerAdvance(
        source: partition.source, at: partition.at, expected: partition.expected,
        next: gathered.cursor, fingerprint: last, compared: partition.compared,
        adds: gathered.adds))
  }
}

extension RecordView {
  /// Offset, timestamp and the first 8 bytes of the SHA-256 of key and value, lengths in front so
  /// that a byte cannot wander from one to the other.
  public var fingerprint: Fingerprint {
    Fingerprint.of(offset: offset, timestamp: timestamp, key: key, value: value)
  }
}

extension Fingerprint {
  public static func of(
    offset: Int64, timestamp: Int64, key: UnsafeBufferPointer<UInt8>?,
    value: UnsafeBufferPointer<UInt8>?
  ) -> Fingerprint {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + (key?.count ?? 0) + (value?.count ?? 0))
    for span in [key, value] {
      withUnsafeBytes(of: Int32(span?.count ?? -1).littleEndian) { bytes.append(contentsOf: $0) }
      if let span { bytes.append(contentsOf: span) }
    }
    return Fingerprint(offset: offset, timestamp: timestamp, hash: Digest.key(bytes))
  }
}
