import Testing

@testable import Pipeline

@Suite("A lane's view of the ledger")
struct LaneLedgerTests {
  static let place = TopicPartition(topic: "env.air", partition: 3)
  static let print = Fingerprint(offset: 9, timestamp: 1, hash: 2)
  static let advance = LedgerAdvance(
    source: 1, at: place, expected: 5, next: 10, fingerprint: print, adds: Totals())

  static func entry(next: Int64, print: Fingerprint?, source: Int64 = 1) -> LedgerEntry {
    LedgerEntry(
      source: source, at: place, firstOffset: 0, nextOffset: next, fingerprint: print,
      totals: Totals())
  }

  @Test("A lost answer is resolved by the row alone")
  func resolution() {
    let advance = Self.advance
    #expect(
      LaneLedger.resolve(advance, by: Self.entry(next: 10, print: Self.print)) == .committed)
    #expect(LaneLedger.resolve(advance, by: Self.entry(next: 5, print: nil)) == .untouched)
    #expect(LaneLedger.resolve(advance, by: Self.entry(next: 8, print: nil)) == .missed)
    let foreign = Fingerprint(offset: 9, timestamp: 1, hash: 3)
    #expect(LaneLedger.resolve(advance, by: Self.entry(next: 10, print: foreign)) == .missed)
    #expect(
      LaneLedger.resolve(advance, by: Self.entry(next: 10, print: Self.print, source: 2))
        == .missed)
  }

  @Test("What was compared belongs to its source alone, until the partition is opened anew")
  func compared() {
    var ledger = LaneLedger()
    let partition = LanePartition(
      slot: 2, epoch: 4, source: 1, at: Self.place, expected: 5, low: 0)
    ledger.open(partition)
    ledger.compared(Self.print, slot: 2, source: 7)
    ledger.compared(Self.print, slot: 9, source: 1)
    #expect(ledger.all == [partition])
    ledger.compared(Self.print, slot: 2, source: 1)
    #expect(ledger[2]?.compared == Self.print)
    ledger.open(partition)
    #expect(ledger[2]?.compared == nil)
  }

  @Test("Records of an older epoch have no partition any more")
  func epochs() {
    var ledger = LaneLedger()
    ledger.open(
      LanePartition(slot: 2, epoch: 4, source: 1, at: Self.place, expected: 5, low: 0))
    let buffer = RecordBuffer()
    for epoch: UInt32 in [3, 4] {
      buffer.append(
        slot: 2, epoch: epoch, offset: 5, timestamp: 0, key: nil, value: nil, now: 0)
    }
    buffer.append(slot: 7, epoch: 4, offset: 5, timestamp: 0, key: nil, value: nil, now: 0)
    let runs = Array(buffer.runs(in: 0..<buffer.count))
    #expect(runs.map(\.indices) == [0..<1, 1..<2, 2..<3])
    #expect(ledger.partition(of: runs[0]) == nil)
    #expect(ledger.partition(of: runs[1])?.expected == 5)
    #expect(ledger.partition(of: runs[2]) == nil)
    ledger.committed([SlotAdvance(slot: 2, epoch: 4, ledger: Self.advance)])
    #expect(ledger[2]?.expected == 10)
    ledger.close(slot: 2)
    #expect(ledger.all.isEmpty)
  }
}

@Suite("Waiting between attempts")
struct BackoffTests {
  @Test("Waits double up to the bound, with jitter of at most a half")
  func doubling() {
    var generator = SystemRandomNumberGenerator()
    var backoff = Backoff(firstMilliseconds: 100, lastMilliseconds: 1_000)
    for full: Int64 in [100, 200, 400, 800, 1_000, 1_000, 1_000] {
      let wait = backoff.next(using: &generator)
      #expect(wait >= full / 2 && wait <= full)
    }
    for _ in 0..<200 { _ = backoff.next(using: &generator) }
    #expect(backoff.next(using: &generator) <= 1_000)
    backoff.reset()
    #expect(backoff.next(using: &generator) <= 100)
  }
}
