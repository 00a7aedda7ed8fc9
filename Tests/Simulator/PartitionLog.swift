import Pipeline

/// What stands at one offset of a simulated partition.
struct LogEntry {
  enum Kind {
    /// Fits its contract.
    case valid
    /// Does not.
    case invalid
    /// Fits its contract; the database refuses its row.
    case poison
    case tombstone
    /// A control record: delivered to nobody.
    case marker
    /// Of an aborted transaction: delivered to nobody.
    case aborted
  }

  /// Unlike any other in the run.
  var id: Int64
  var kind: Kind
  var isCompacted = false

  var isVisible: Bool {
    switch kind {
    case .marker, .aborted: false
    case .valid, .invalid, .poison, .tombstone: !isCompacted
    }
  }

  var value: [UInt8]? {
    switch kind {
    case .valid: Array("{\"id\":\(id)}".utf8)
    case .poison: Array("{\"id\":-\(id)}".utf8)
    case .invalid: Array("{\"id\":\"\(id)\"}".utf8)
    case .tombstone, .marker, .aborted: nil
    }
  }

  var key: [UInt8] { Array("k\(id)".utf8) }
}

/// One partition as Kafka holds it, and all that it ever held.
struct PartitionLog {
  let at: TopicPartition
  /// Grows when the topic is made again or the log is truncated. A client hears of it before it is
  /// given a record of the new revision.
  private(set) var revision = 0
  private(set) var low: Int64 = 0
  /// By offset, expired ones included.
  private(set) var entries: [LogEntry] = []
  /// The revisions before.
  private(set) var former: [[LogEntry]] = []
  /// Where a transaction is open; nothing from there on is delivered.
  private(set) var openTransaction: Int64?
  /// Below it a new revision holds plain records only, and all of them: the comparison of the last
  /// record taken has something to compare.
  private(set) var plainUntil: Int64 = 0
  /// Highest low watermark that retention set.
  private(set) var expired: Int64 = 0

  init(at: TopicPartition) { self.at = at }

  var end: Int64 { Int64(entries.count) }
  /// The end as a `read_committed` consumer sees it.
  var stableEnd: Int64 { openTransaction ?? end }
  var needsPlain: Bool { end <= plainUntil }

  /// All that ever stood at an offset.
  func candidates(at offset: Int64) -> [LogEntry] {
    ([entries] + former).compactMap { $0.indices.contains(Int(offset)) ? $0[Int(offset)] : nil }
  }

  mutating func append(_ entry: LogEntry) { entries.append(entry) }

  mutating func beginTransaction() { openTransaction = end }

  /// Ends the open transaction with its control record; an aborted one's records stay unseen.
  mutating func endTransaction(commits: Bool, marker: LogEntry) {
    guard let start = openTransaction else { return }
    if !commits {
      for place in Int(start)..<entries.count { entries[place].kind = .aborted }
    }
    entries.append(marker)
    openTransaction = nil
  }

  /// Removes what stands before `offset`. False where the log is not ripe for it.
  mutating func expire(before offset: Int64) -> Bool {
    guard offset > low, offset <= stableEnd, offset > plainUntil || plainUntil == 0 else {
      return false
    }
    low = offset
    expired = max(expired, low)
    return true
  }

  /// A newer record of the key stands elsewhere.
  mutating func compact(_ offset: Int64) -> Bool {
    guard offset >= max(low, plainUntil), offset > 0, offset + 1 < stableEnd,
      entries[Int(offset)].isVisible
    else { return false }
    entries[Int(offset)].isCompacted = true
    return true
  }

  /// The topic was deleted and made again.
  mutating func recreate() {
    renew(keeping: 0)
    low = 0
  }

  /// A leader that lacked the last records took over.
  mutating func truncate(to offset: Int64) { renew(keeping: offset) }

  private mutating func renew(keeping count: Int64) {
    former.append(entries)
    plainUntil = max(plainUntil, end)
    entries.removeLast(entries.count - Int(count))
    openTransaction = nil
    revision += 1
  }
}
