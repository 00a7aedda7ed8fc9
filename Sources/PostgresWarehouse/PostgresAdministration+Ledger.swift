import Contracts
import Pipeline
import Warehouse

/// Sources, and what an operator may do to the ledger.
extension PostgresAdministration {
  public func sources(cluster: String, topics: [String]) throws(WarehouseError) -> [Source] {
    var found: [Source] = []
    for topic in topics {
      if let known = try newest(cluster, topic) {
        found.append(known)
      } else {
        found.append(try add(Source(cluster: cluster, topic: topic, generation: 1)))
      }
    }
    return found
  }

  public func startGeneration(cluster: String, topic: String) throws(WarehouseError) -> Source {
    let generation = try newest(cluster, topic)?.generation ?? 0
    return try add(Source(cluster: cluster, topic: topic, generation: generation + 1))
  }

  private func newest(_ cluster: String, _ topic: String) throws(WarehouseError) -> Source? {
    let query = Statement(
      """
      SELECT source, generation FROM trucd.source WHERE cluster = $1 AND topic = $2 \
      ORDER BY generation DESC LIMIT 1
      """, [.text(cluster), .text(topic)])
    guard let row = try ask(query, table: "trucd.source").rows.first,
      let id: Int64 = row.integer(0), let generation: Int32 = row.integer(1)
    else { return nil }
    return Source(id: id, cluster: cluster, topic: topic, generation: generation)
  }

  /// Another daemon may have added the same source meanwhile, which is as good.
  private func add(_ source: Source) throws(WarehouseError) -> Source {
    _ = try ask(
      Statement(
        """
        INSERT INTO trucd.source (source, cluster, topic, generation) VALUES ($1, $2, $3, $4) \
        ON CONFLICT DO NOTHING
        """,
        [
          .integer(source.id), .text(source.cluster), .text(source.topic),
          .integer(source.generation),
        ]), table: "trucd.source")
    return source
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
      source: source, partition: partition, expected: expected, to: offset)
    return try ask(statement, table: LedgerStatements.table).affected == 1
  }

  public func ledger() throws(WarehouseError) -> [LedgerEntry] {
    try ask(LedgerStatements.all, table: LedgerStatements.table).rows.compactMap {
      LedgerEntry(row: $0)
    }
  }

  public func restoreFingerprint(
    source: Int64, partition: Int32, to fingerprint: Fingerprint
  ) throws(WarehouseError) {
    _ = try ask(
      LedgerStatements.restore(source: source, partition: partition, to: fingerprint),
      table: LedgerStatements.table)
  }
}
