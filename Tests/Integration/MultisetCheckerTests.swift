import Pipeline
import Support
import Testing

@Suite("The checker of the promise can fail")
struct MultisetCheckerTests {
  static let at = TopicPartition(topic: "t", partition: 0)

  static func sound() -> Findings {
    var found = Findings()
    found.produced = [0, 1, 3].map { RecordPlace(at, $0) }
    found.tombstones = [RecordPlace(at, 2)]
    found.warehouse = [RecordPlace(at, 0), RecordPlace(at, 3)]
    found.quarantine = [RecordPlace(at, 1)]
    var totals = Totals()
    (totals.loaded, totals.quarantined, totals.tombstones) = (2, 1, 1)
    found.ledger = [
      LedgerEntry(
        source: 1, at: at, firstOffset: 0, nextOffset: 4, fingerprint: nil, totals: totals)
    ]
    return found
  }

  @Test("A sound state passes")
  func soundState() { #expect(MultisetChecker.complaints(Self.sound()).isEmpty) }

  @Test("A lost record, a doubled one and a foreign one are each found")
  func places() {
    var lost = Self.sound()
    lost.warehouse.removeLast()
    #expect(MultisetChecker.complaints(lost).contains { $0.contains("1 records lost: t/0@3") })
    var doubled = Self.sound()
    doubled.warehouse.append(RecordPlace(Self.at, 0))
    #expect(MultisetChecker.complaints(doubled).contains { $0.contains("twice") })
    var both = Self.sound()
    both.quarantine.append(RecordPlace(Self.at, 3))
    #expect(MultisetChecker.complaints(both).contains { $0.contains("t/0@3") })
  }

  @Test("Totals that do not add up, or do not equal the counts, are found")
  func totals() {
    var sum = Self.sound()
    sum.ledger[0].nextOffset = 5
    #expect(MultisetChecker.complaints(sum).contains { $0.contains("not the sum") })
    var count = Self.sound()
    count.ledger[0].totals.loaded = 3
    count.ledger[0].totals.gaps = -1
    #expect(MultisetChecker.complaints(count).contains { $0.contains("loaded says 3, counted 2") })
    var unread = Self.sound()
    unread.ledger = []
    #expect(MultisetChecker.complaints(unread).contains { $0.contains("no ledger row") })
  }
}
