import Pipeline

/// A result row as the databases' text protocols give it.
extension [String?] {
  /// A column that the statement's own text makes a whole number; nil for NULL.
  public func integer<I: FixedWidthInteger>(_ column: Int, as type: I.Type = I.self) -> I? {
    self[column].flatMap { I($0) }
  }
}

extension Source {
  /// Reads source, cluster, topic and generation.
  public init?(row: [String?]) {
    guard row.count == 4, let id: Int64 = row.integer(0), let cluster = row[1], let topic = row[2],
      let generation: Int32 = row.integer(3)
    else { return nil }
    self.init(id: id, cluster: cluster, topic: topic, generation: generation)
  }
}

extension LedgerEntry {
  /// Columns of the ledger that came later. A table of an earlier release has none of them until a
  /// daemon of this one has started.
  public static let laterColumns = ["compared_offset", "compared_timestamp", "compared_hash"]

  /// The columns of the ledger that `init(row:)` reads, in its order.
  public static let columns = columns(lacking: [])

  /// - Parameter lacking: what the table lacks of `laterColumns`.
  public static func columns(lacking: Set<String>) -> String {
    let later = laterColumns.map { lacking.contains($0) ? "NULL" : $0 }.joined(separator: ", ")
    return """
      source, partition, topic, first_offset, next_offset, last_offset, last_timestamp, last_hash, \
      loaded, superseded, quarantined, tombstones, discarded, gaps, \(later)
      """
  }

  /// What forgets a row's fingerprints, as a statement's list of columns to set.
  public static func forgetting(lacking: Set<String>) -> String {
    (["last_offset", "last_timestamp", "last_hash"] + laterColumns.filter { !lacking.contains($0) })
      .map { "\($0) = NULL" }.joined(separator: ", ")
  }

  /// Nil where a column is not what the table declares.
  public init?(row: [String?]) {
    guard row.count == 17, let source: Int64 = row.integer(0),
      let partition: Int32 = row.integer(1), let topic = row[2], let first: Int64 = row.integer(3),
      let next: Int64 = row.integer(4)
    else { return nil }
    var totals = Totals()
    totals.loaded = row.integer(8) ?? 0
    totals.superseded = row.integer(9) ?? 0
    totals.quarantined = row.integer(10) ?? 0
    totals.tombstones = row.integer(11) ?? 0
    totals.discarded = row.integer(12) ?? 0
    totals.gaps = row.integer(13) ?? 0
    self.init(
      source: source, at: TopicPartition(topic: topic, partition: partition), firstOffset: first,
      nextOffset: next, fingerprint: Fingerprint(row: row, from: 5),
      compared: Fingerprint(row: row, from: 14), totals: totals)
  }
}

extension Fingerprint {
  /// Three columns from one on; nil where they are NULL.
  fileprivate init?(row: [String?], from column: Int) {
    guard let offset: Int64 = row.integer(column), let timestamp: Int64 = row.integer(column + 1),
      let hash: Int64 = row.integer(column + 2)
    else { return nil }
    self.init(offset: offset, timestamp: timestamp, hash: hash)
  }
}

extension ServedContract {
  /// Reads `contract, name, version, hash in hexadecimal, text`.
  public init?(row: [String?]) {
    guard row.count == 5, let contract: Int64 = row.integer(0), let name = row[1],
      let version = row[2], let hash = row[3], let text = row[4]
    else { return nil }
    let digits = hash.compactMap(\.hexDigitValue)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
    self.init(
      contract: contract, name: name, version: version, hash: bytes, text: Array(text.utf8))
  }
}
