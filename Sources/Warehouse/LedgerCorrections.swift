import Contracts
import Pipeline

/// What a load found of records that the ledger's first statement counted as loaded, or as
/// tombstones.
public struct LedgerCorrections {
  public struct Correction: Hashable, Sendable {
    public var source: Int64
    public var partition: Int32
    /// Counted as loaded, refused by the database.
    public var refusedRows = 0
    /// Counted as tombstones, refused by the database.
    public var refusedDeletions = 0
    /// Counted as loaded; a newer version of their key stands.
    public var superseded = 0

    public func apply(to totals: inout Totals) {
      totals.loaded -= Int64(refusedRows + superseded)
      totals.tombstones -= Int64(refusedDeletions)
      totals.quarantined += Int64(refusedRows + refusedDeletions)
      totals.superseded += Int64(superseded)
    }

    var isNone: Bool { refusedRows == 0 && refusedDeletions == 0 && superseded == 0 }
  }

  private var corrections: [Correction] = []

  public init() {}

  /// What is to be corrected, by source and partition.
  public var all: [Correction] {
    corrections.filter { !$0.isNone }
      .sorted { ($0.source, $0.partition) < ($1.source, $1.partition) }
  }

  public mutating func addRefused(_ row: QuarantineRow, isDeletion: Bool) {
    let place = place(row.source, row.at.partition)
    if isDeletion {
      corrections[place].refusedDeletions += 1
    } else {
      corrections[place].refusedRows += 1
    }
  }

  /// - Parameters:
  ///   - sent: the records of a table that bring versions.
  ///   - refused: those of them that the database refused.
  ///   - effective: the records of which a version took effect.
  public mutating func addSuperseded(
    sent: RecordTally, refused: [QuarantineRow], effective: RecordTally
  ) {
    var left = sent
    for row in refused { left.add(source: row.source, partition: row.at.partition, count: -1) }
    for entry in effective.entries {
      left.add(source: entry.source, partition: entry.partition, count: -entry.count)
    }
    for entry in left.entries where entry.count > 0 {
      corrections[place(entry.source, entry.partition)].superseded += entry.count
    }
  }

  private mutating func place(_ source: Int64, _ partition: Int32) -> Int {
    if let known = corrections.firstIndex(where: {
      $0.source == source && $0.partition == partition
    }) {
      return known
    }
    corrections.append(Correction(source: source, partition: partition))
    return corrections.count - 1
  }
}

/// Numbers of records by source and partition. A batch has few of these, mostly one after the
/// other.
public struct RecordTally: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var source: Int64
    public var partition: Int32
    public var count: Int
  }

  public private(set) var entries: [Entry] = []
  private var last = 0

  public init() {}

  @inline(__always)
  public mutating func add(source: Int64, partition: Int32, count: Int = 1) {
    if last < entries.count, entries[last].source == source, entries[last].partition == partition {
      entries[last].count += count
    } else {
      addElsewhere(source, partition, count)
    }
  }

  private mutating func addElsewhere(_ source: Int64, _ partition: Int32, _ count: Int) {
    last =
      entries.firstIndex { $0.source == source && $0.partition == partition } ?? entries.count
    if last == entries.count {
      entries.append(Entry(source: source, partition: partition, count: 0))
    }
    entries[last].count += count
  }

  public mutating func add(_ other: RecordTally) {
    for entry in other.entries {
      add(source: entry.source, partition: entry.partition, count: entry.count)
    }
  }

  public mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    last = 0
  }
}
