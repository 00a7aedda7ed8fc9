import Contracts

/// Turns a buffer of records into one warehouse transaction: judges each record, keeps the totals
/// of its partition, counts the offsets for which nothing was delivered.
public struct BatchBuilder {
  /// A batch and what its commit will mean.
  public struct Built {
    public var batch: Batch
    /// One a partition, in lock order.
    public var advances: [SlotAdvance]
    /// The record of the buffer behind the last one looked at.
    public var end: Int
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

  /// What goes to quarantine so far.
  private struct Quarantine {
    private(set) var rows: [QuarantineRow] = []
    private(set) var bytes = 0

    mutating func append(_ row: QuarantineRow) {
      rows.append(row)
      bytes += row.byteCount
    }
  }

  private let judge: Judge
  private let bytesMax: Int

  /// - Parameter bytesMax: a batch ends with the record that brings its rows and quarantine rows to
  ///   this size, for what becomes of a record may be many times as large as the record is.
  public init(judge: Judge, bytesMax: Int = .max) {
    self.judge = judge
    self.bytesMax = bytesMax
  }

  /// Judges the records of `buffer` that belong to `ledger`'s epochs and that `including` lets in.
  /// Nil when no partition moves. The same records may be built again, with fewer partitions.
  ///
  /// Behind the record with which a topic's breaker trips nothing more of the topic is taken.
  /// - Parameters:
  ///   - start: the first record to look at.
  ///   - end: the one behind the last; nil where it is found by the size of what is built.
  public func build(
    _ buffer: RecordBuffer, from start: Int = 0, to end: Int? = nil, ledger: LaneLedger,
    breakers: [Int64: Breaker] = [:], including: (LanePartition) -> Bool = { _ in true }
  ) -> Built? {
    judge.begin()
    let runs = buffer.runs(in: start..<(end ?? buffer.count))
    let bytesMax = end == nil ? bytesMax : .max
    let early = early(runs, of: buffer, ledger, including)
    var watch = BreakerWatch(breakers)
    var gathered: [Gathered] = []
    var slotPlaces: [Int32: Int] = [:]
    var quarantine = Quarantine()
    var cut: Int?
    for run in runs where cut == nil {
      guard let partition = ledger.partition(of: run), including(partition),
        early[run.slot] == nil, !watch.holds(partition.source)
      else { continue }
      let place = place(of: partition, in: &gathered, places: &slotPlaces)
      for index in run.indices {
        if !take(buffer[index], of: partition, into: &gathered[place], quarantine: &quarantine) {
          watch.refused(partition.source, ofTaken: taken(of: partition.source, gathered))
          if watch.holds(partition.source) { break }
        }
        if judge.rowBytes + quarantine.bytes >= bytesMax {
          cut = index + 1
          break
        }
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
      advances: advances.map(\.ledger), loads: judge.loads(), quarantine: quarantine.rows,
      refuse: { record, fault in
        let view = buffer[Int(record)]
        return judge.refuse(view, at: judged[places[view.slot] ?? 0].partition, fault: fault)
      })
    return Built(
      batch: batch, advances: advances, end: cut ?? end ?? buffer.count,
      early: early.values.sorted { $0.slot < $1.slot },
      breakers: watch.breakers)
  }

  /// Records of a topic that were taken so far.
  private func taken(of source: Int64, _ gathered: [Gathered]) -> Int64 {
    gathered.reduce(0) { $1.partition.source == source ? $0 + $1.taken : $0 }
  }

  /// Partitions of which Kafka delivered something before the ledger's offset, or out of order:
  /// nothing of theirs may be written.
  private func early(
    _ runs: RecordRuns, of buffer: RecordBuffer, _ ledger: LaneLedger,
    _ including: (LanePartition) -> Bool
  ) -> [Int32: LanePartition] {
    var early: [Int32: LanePartition] = [:]
    var cursors: [Int32: Int64] = [:]
    for run in runs {
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
    quarantine: inout Quarantine
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
