import Pipeline

/// What is durable in the simulated warehouse. A restore puts an older value in its place.
struct DatabaseState {
  struct Place: Hashable, Comparable {
    var source: Int64
    var at: TopicPartition

    static func < (a: Self, b: Self) -> Bool { (a.at, a.source) < (b.at, b.source) }
  }

  /// A row of a contract's table or of the quarantine.
  struct Row {
    var place: Place
    var offset: Int64
    var id: Int64
  }

  var rows: [Row] = []
  var quarantine: [Row] = []
  var ledger: [Place: LedgerEntry] = [:]
  /// The newest generation of each topic; 1 where there is none.
  var generations: [String: Int32] = [:]
  /// Offsets given up by an operator.
  var discards: [Place: [Range<Int64>]] = [:]

  func source(of topic: String) -> Source {
    Source(cluster: "simulated", topic: topic, generation: generations[topic] ?? 1)
  }

  /// Rows of the ledger, made where they are missing.
  mutating func open(_ requests: [LedgerRequest]) -> [LedgerEntry] {
    requests.map { request in
      let place = Place(source: request.source, at: request.at)
      if let entry = ledger[place] { return entry }
      let entry = LedgerEntry(
        source: request.source, at: request.at, firstOffset: request.low, nextOffset: request.low,
        fingerprint: nil, totals: Totals())
      ledger[place] = entry
      return entry
    }
  }

  /// The partitions whose row does not hold the expected offset.
  func missed(_ advances: [LedgerAdvance]) -> [TopicPartition] {
    advances.filter {
      ledger[Place(source: $0.source, at: $0.at)]?.nextOffset != $0.expected
    }.map(\.at)
  }

  mutating func apply(_ advances: [LedgerAdvance], refused: [QuarantineRow]) {
    for advance in advances {
      let place = Place(source: advance.source, at: advance.at)
      guard var entry = ledger[place] else { continue }
      let moved = Int64(refused.filter { $0.source == advance.source && $0.at == advance.at }.count)
      entry.nextOffset = advance.next
      entry.fingerprint = advance.fingerprint ?? entry.fingerprint
      entry.totals.loaded += advance.adds.loaded - moved
      entry.totals.quarantined += advance.adds.quarantined + moved
      entry.totals.tombstones += advance.adds.tombstones
      entry.totals.gaps += advance.adds.gaps
      ledger[place] = entry
    }
  }

  mutating func discard(_ place: Place, to offset: Int64) {
    guard var entry = ledger[place], entry.nextOffset < offset else { return }
    discards[place, default: []].append(entry.nextOffset..<offset)
    entry.totals.discarded += offset - entry.nextOffset
    entry.nextOffset = offset
    entry.fingerprint = nil
    ledger[place] = entry
  }
}
