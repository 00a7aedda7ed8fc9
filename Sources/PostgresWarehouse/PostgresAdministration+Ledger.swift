import Contracts
import Pipeline
import Warehouse

/// Sources, and what an operator may do to the ledger.
extension PostgresAdministration {
  public func newestSource(cluster: String, topic: String) throws(WarehouseError) -> Source? {
    let query = Statement(
      """
      SELECT source, cluster, topic, generation FROM trucd.source \
      WHERE cluster = $1 AND topic = $2 ORDER BY generation DESC LIMIT 1
      """, [.text(cluster), .text(topic)])
    return try ask(query, table: "trucd.source").rows.first.flatMap { Source(row: $0) }
  }

  public func add(_ source: Source) throws(WarehouseError) {
    let statement = Statement(
      """
      INSERT INTO trucd.source (source, cluster, topic, generation) VALUES ($1, $2, $3, $4) \
      ON CONFLICT DO NOTHING
      """,
      [
        .integer(source.id), .text(source.cluster), .text(source.topic),
        .integer(source.generation),
      ])
    _ = try ask(statement, table: "trucd.source")
  }

  public func discard(source: Int64, partition: Int32, expected: Int64, to offset: Int64)
    throws(WarehouseError) -> Bool
  {
    guard offset >= expected else {
      throw WarehouseError(
        .misconfigured, "offset \(offset) lies before \(expected); a partition only moves forward",
        table: LedgerStatements.table)
    }
    let statement = LedgerStatements.discard(
      source: source, partition: partition, expected: expected, to: offset,
      lacking: try laterColumnsLacking())
    return try ask(statement, table: LedgerStatements.table).affected == 1
  }

  public func ledger() throws(WarehouseError) -> [LedgerEntry] {
    let all = LedgerStatements.all(lacking: try laterColumnsLacking())
    return try ask(all, table: LedgerStatements.table).rows.compactMap { LedgerEntry(row: $0) }
  }

  /// What the ledger lacks where no daemon of this release has started yet: an operator's commands
  /// work all the same, and leave its making to the daemon.
  private func laterColumnsLacking() throws(WarehouseError) -> Set<String> {
    let found = try ask(LedgerStatements.later, table: LedgerStatements.table).rows
    return Set(LedgerEntry.laterColumns).subtracting(found.compactMap { $0[0] })
  }

  public func restoreFingerprint(
    source: Int64, partition: Int32, to fingerprint: Fingerprint
  ) throws(WarehouseError) {
    _ = try ask(
      LedgerStatements.restore(source: source, partition: partition, to: fingerprint),
      table: LedgerStatements.table)
  }
}
