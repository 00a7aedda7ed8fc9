import Warehouse

/// `trucd.breaker`: a row a source, so that a restart does not forget a pause.
extension PostgresAdministration {
  private static let table = "trucd.breaker"

  public func pauses() throws(WarehouseError) -> [TopicPause] {
    let query = Statement(
      """
      SELECT source, topic, contracts, reason, floor(extract(epoch FROM paused_at))::bigint, \
      floor(extract(epoch FROM resumed_at))::bigint, resumed_by FROM trucd.breaker \
      ORDER BY topic, source
      """)
    return try ask(query, table: Self.table).rows.compactMap { TopicPause(row: $0) }
  }

  public func pause(_ pause: TopicPause) throws(WarehouseError) {
    let statement = Statement(
      """
      INSERT INTO trucd.breaker (source, topic, contracts, reason) VALUES ($1, $2, $3, $4) \
      ON CONFLICT (source) DO UPDATE SET contracts = excluded.contracts, \
      reason = excluded.reason, paused_at = excluded.paused_at, resumed_at = NULL, resumed_by = NULL \
      WHERE breaker.resumed_at IS NOT NULL OR breaker.contracts <> excluded.contracts
      """,
      [
        .integer(pause.source), .text(pause.topic), .integer(pause.contracts),
        .text(pause.reason),
      ])
    _ = try ask(statement, table: Self.table)
  }

  public func resume(source: Int64, by name: String?) throws(WarehouseError) -> Bool {
    let statement = Statement(
      """
      UPDATE trucd.breaker SET resumed_at = now(), resumed_by = $2 \
      WHERE source = $1 AND resumed_at IS NULL
      """, [.integer(source), .optional(name)])
    return try ask(statement, table: Self.table).affected == 1
  }
}
