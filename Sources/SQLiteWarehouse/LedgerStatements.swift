import Pipeline
import Warehouse

/// The statements on `trucd_ledger`.
struct LedgerStatements {
  let database: Database

  func make(_ request: LedgerRequest) throws(SQLiteFault) {
    try database.run(
      """
      INSERT INTO trucd_ledger (source, partition, topic, first_offset, next_offset) \
      VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING
      """,
      [
        .integer(request.source), .integer(Int64(request.at.partition)), .text(request.at.topic),
        .integer(request.low),
      ])
  }

  func read(source: Int64, partition: Int32) throws(SQLiteFault) -> LedgerEntry? {
    let rows = try database.rows(
      "SELECT \(LedgerEntry.columns) FROM trucd_ledger WHERE source = ?1 AND partition = ?2",
      [.integer(source), .integer(Int64(partition))])
    return rows.first.flatMap { LedgerEntry(row: $0) }
  }

  func all() throws(SQLiteFault) -> [LedgerEntry] {
    try database.rows(
      """
      SELECT \(LedgerEntry.columns(lacking: try laterColumnsLacking())) FROM trucd_ledger \
      ORDER BY topic, partition, source
      """
    ).compactMap { LedgerEntry(row: $0) }
  }

  /// What the ledger lacks where no daemon of this release has started yet: an operator's commands
  /// work all the same, and leave its making to the daemon.
  private func laterColumnsLacking() throws(SQLiteFault) -> Set<String> {
    let found = try database.rows("SELECT name FROM pragma_table_info('trucd_ledger')")
    return Set(LedgerEntry.laterColumns).subtracting(found.compactMap { $0[0] })
  }

  /// The compare-and-swap. Where nothing was compared yet, the record to compare is the first that the
  /// row names.
  /// - Returns: whether the row held the expected offset.
  func advance(_ step: LedgerAdvance) throws(SQLiteFault) -> Bool {
    try database.run(
      """
      UPDATE trucd_ledger SET next_offset = ?4, last_offset = coalesce(?5, last_offset), \
      last_timestamp = coalesce(?6, last_timestamp), last_hash = coalesce(?7, last_hash), \
      loaded = loaded + ?8, superseded = superseded + ?9, quarantined = quarantined + ?10, \
      tombstones = tombstones + ?11, discarded = discarded + ?12, gaps = gaps + ?13, \
      compared_offset = coalesce(?14, compared_offset, last_offset, ?5), \
      compared_timestamp = coalesce(?15, compared_timestamp, last_timestamp, ?6), \
      compared_hash = coalesce(?16, compared_hash, last_hash, ?7), \
      updated_at = \(SQLiteDialect.now) WHERE source = ?1 AND partition = ?2 AND next_offset = ?3
      """,
      [
        .integer(step.source), .integer(Int64(step.at.partition)), .integer(step.expected),
        .integer(step.next), .optional(step.fingerprint?.offset),
        .optional(step.fingerprint?.timestamp), .optional(step.fingerprint?.hash),
        .integer(step.adds.loaded), .integer(step.adds.superseded),
        .integer(step.adds.quarantined), .integer(step.adds.tombstones),
        .integer(step.adds.discarded), .integer(step.adds.gaps),
        .optional(step.compared?.offset), .optional(step.compared?.timestamp),
        .optional(step.compared?.hash),
      ])
    return database.changes == 1
  }

  /// What the load found.
  func correct(_ correction: LedgerCorrections.Correction) throws(SQLiteFault) {
    try database.run(
      """
      UPDATE trucd_ledger SET loaded = loaded - ?3 - ?5, quarantined = quarantined + ?3 + ?4, \
      tombstones = tombstones - ?4, superseded = superseded + ?5 \
      WHERE source = ?1 AND partition = ?2
      """,
      [
        .integer(correction.source), .integer(Int64(correction.partition)),
        .integer(Int64(correction.refusedRows)), .integer(Int64(correction.refusedDeletions)),
        .integer(Int64(correction.superseded)),
      ])
  }

  func restore(source: Int64, partition: Int32, to fingerprint: Fingerprint) throws(SQLiteFault) {
    try database.run(
      """
      UPDATE trucd_ledger SET last_offset = ?3, last_timestamp = ?4, last_hash = ?5, \
      compared_offset = ?3, compared_timestamp = ?4, compared_hash = ?5, \
      updated_at = \(SQLiteDialect.now) \
      WHERE source = ?1 AND partition = ?2 AND last_offset >= ?3
      """,
      [
        .integer(source), .integer(Int64(partition)), .integer(fingerprint.offset),
        .integer(fingerprint.timestamp), .integer(fingerprint.hash),
      ])
  }

  /// An operator's move; the fingerprints go, for what they name may be what did not fit.
  func discard(source: Int64, partition: Int32, expected: Int64, to offset: Int64)
    throws(SQLiteFault) -> Bool
  {
    try database.run(
      """
      UPDATE trucd_ledger SET next_offset = ?4, discarded = discarded + (?4 - ?3), \
      \(LedgerEntry.forgetting(lacking: try laterColumnsLacking())), \
      updated_at = \(SQLiteDialect.now) WHERE source = ?1 AND partition = ?2 AND next_offset = ?3
      """,
      [.integer(source), .integer(Int64(partition)), .integer(expected), .integer(offset)])
    return database.changes == 1
  }
}
