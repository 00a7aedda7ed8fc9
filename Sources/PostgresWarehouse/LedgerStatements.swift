import Pipeline
import Warehouse

/// The statements on `trucd.ledger`. Each names one row, so that locks are taken in the order in
/// which the statements stand.
enum LedgerStatements {
  static let table = "trucd.ledger"

  static func make(_ request: LedgerRequest) -> Statement {
    Statement(
      """
      INSERT INTO trucd.ledger (source, partition, topic, first_offset, next_offset) \
      VALUES ($1, $2, $3, $4, $4) ON CONFLICT DO NOTHING
      """,
      [
        .integer(request.source), .integer(request.at.partition), .text(request.at.topic),
        .integer(request.low),
      ])
  }

  static func lock(source: Int64, partition: Int32) -> Statement {
    Statement(
      "SELECT \(LedgerEntry.columns) FROM trucd.ledger WHERE source = $1 AND partition = $2 FOR UPDATE",
      [.integer(source), .integer(partition)])
  }

  /// - Parameter lacking: what the table lacks of the columns that came later.
  static func all(lacking: Set<String>) -> Statement {
    Statement(
      """
      SELECT \(LedgerEntry.columns(lacking: lacking)) FROM trucd.ledger \
      ORDER BY topic, partition, source
      """)
  }

  /// Those of the columns that came later which the table has.
  static let later = Statement(
    """
    SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('trucd.ledger') \
    AND attnum > 0 AND NOT attisdropped AND attname = ANY ($1::text[])
    """, [.text("{\(LedgerEntry.laterColumns.joined(separator: ","))}")])

  /// The compare-and-swap: `UPDATE 0` where another owner moved the row. Where nothing was compared
  /// yet, the record to compare is the first that the row names.
  static func advance(_ step: LedgerAdvance) -> Statement {
    Statement(
      """
      UPDATE trucd.ledger SET next_offset = $4, last_offset = coalesce($5, last_offset), \
      last_timestamp = coalesce($6, last_timestamp), last_hash = coalesce($7, last_hash), \
      loaded = loaded + $8, superseded = superseded + $9, quarantined = quarantined + $10, \
      tombstones = tombstones + $11, discarded = discarded + $12, gaps = gaps + $13, \
      compared_offset = coalesce($14, compared_offset, last_offset, $5), \
      compared_timestamp = coalesce($15, compared_timestamp, last_timestamp, $6), \
      compared_hash = coalesce($16, compared_hash, last_hash, $7), \
      updated_at = now() WHERE source = $1 AND partition = $2 AND next_offset = $3
      """,
      [
        .integer(step.source), .integer(step.at.partition), .integer(step.expected),
        .integer(step.next), .optional(step.fingerprint?.offset),
        .optional(step.fingerprint?.timestamp), .optional(step.fingerprint?.hash),
        .integer(step.adds.loaded), .integer(step.adds.superseded),
        .integer(step.adds.quarantined), .integer(step.adds.tombstones),
        .integer(step.adds.discarded), .integer(step.adds.gaps),
        .optional(step.compared?.offset), .optional(step.compared?.timestamp),
        .optional(step.compared?.hash),
      ])
  }

  /// What the load found.
  static func correct(_ correction: LedgerCorrections.Correction) -> Statement {
    Statement(
      """
      UPDATE trucd.ledger SET loaded = loaded - $3 - $5, quarantined = quarantined + $3 + $4, \
      tombstones = tombstones - $4, superseded = superseded + $5 \
      WHERE source = $1 AND partition = $2
      """,
      [
        .integer(correction.source), .integer(correction.partition),
        .integer(correction.refusedRows), .integer(correction.refusedDeletions),
        .integer(correction.superseded),
      ])
  }

  static func restore(source: Int64, partition: Int32, to fingerprint: Fingerprint) -> Statement {
    Statement(
      """
      UPDATE trucd.ledger SET last_offset = $3, last_timestamp = $4, last_hash = $5, \
      compared_offset = $3, compared_timestamp = $4, compared_hash = $5, updated_at = now() \
      WHERE source = $1 AND partition = $2 AND last_offset >= $3
      """,
      [
        .integer(source), .integer(partition), .integer(fingerprint.offset),
        .integer(fingerprint.timestamp), .integer(fingerprint.hash),
      ])
  }

  /// An operator's move; the fingerprints go, for what they name may be what did not fit.
  /// - Parameter lacking: what the table lacks of the columns that came later.
  static func discard(
    source: Int64, partition: Int32, expected: Int64, to offset: Int64, lacking: Set<String>
  ) -> Statement {
    Statement(
      """
      UPDATE trucd.ledger SET next_offset = $4, discarded = discarded + ($4 - $3), \
      \(LedgerEntry.forgetting(lacking: lacking)), updated_at = now() \
      WHERE source = $1 AND partition = $2 AND next_offset = $3
      """,
      [.integer(source), .integer(partition), .integer(expected), .integer(offset)])
  }
}
