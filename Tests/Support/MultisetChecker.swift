import Pipeline

/// One record's place in Kafka.
public struct RecordPlace: Hashable, Sendable, Comparable, CustomStringConvertible {
  public var at: TopicPartition
  public var offset: Int64

  public init(_ at: TopicPartition, _ offset: Int64) {
    self.at = at
    self.offset = offset
  }

  public static func < (a: Self, b: Self) -> Bool {
    a.at == b.at ? a.offset < b.offset : a.at < b.at
  }

  public var description: String { "\(at)@\(offset)" }
}

/// What a test produced and what it found afterwards.
public struct Findings: Sendable {
  /// Visible records with a value, and without one.
  public var produced: [RecordPlace] = []
  public var tombstones: [RecordPlace] = []
  /// One place a row; with several rows a record, one a record.
  public var warehouse: [RecordPlace] = []
  public var quarantine: [RecordPlace] = []
  public var ledger: [LedgerEntry] = []

  public init() {}
}

/// The promise, checked: produced = warehouse ⊎ quarantine ⊎ tombstones, as multisets, and the
/// ledger's sums and totals agree with the counts.
public enum MultisetChecker {
  /// What does not hold; empty where all does.
  public static func complaints(_ found: Findings) -> [String] {
    places(found) + sums(found) + totals(found)
  }

  private static func places(_ found: Findings) -> [String] {
    var counts: [RecordPlace: Int] = [:]
    for place in found.produced { counts[place, default: 0] += 1 }
    for place in found.warehouse + found.quarantine { counts[place, default: 0] -= 1 }
    let lost = counts.filter { $0.value > 0 }.keys.sorted()
    let extra = counts.filter { $0.value < 0 }.keys.sorted()
    return complaint("lost", lost) + complaint("there twice, or never produced", extra)
  }

  private static func complaint(_ what: String, _ places: [RecordPlace]) -> [String] {
    guard !places.isEmpty else { return [] }
    let shown = places.prefix(5).map(\.description).joined(separator: ", ")
    return ["\(places.count) records \(what): \(shown)"]
  }

  /// `next_offset − first_offset` = the sum of all six totals.
  public static func sums(_ found: Findings) -> [String] {
    found.ledger.filter { $0.nextOffset - $0.firstOffset != $0.totals.sum }.map {
      "\($0.at): \($0.nextOffset) − \($0.firstOffset) is not the sum of totals \($0.totals.sum)"
    }
  }

  private static func totals(_ found: Findings) -> [String] {
    func count(_ places: [RecordPlace], _ at: TopicPartition) -> Int64 {
      Int64(places.filter { $0.at == at }.count)
    }
    var complaints: [String] = []
    for entry in found.ledger {
      let expected = [
        ("loaded", entry.totals.loaded, count(found.warehouse, entry.at)),
        ("quarantined", entry.totals.quarantined, count(found.quarantine, entry.at)),
        ("tombstones", entry.totals.tombstones, count(found.tombstones, entry.at)),
      ]
      for (name, total, counted) in expected where total != counted {
        complaints.append("\(entry.at): \(name) says \(total), counted \(counted)")
      }
    }
    let known = Set(found.ledger.map(\.at))
    let unread = Set((found.produced + found.tombstones).map(\.at)).subtracting(known)
    return complaints + unread.sorted().map { "\($0) has records and no ledger row" }
  }
}
