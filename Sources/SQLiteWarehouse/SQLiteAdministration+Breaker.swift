import Warehouse

/// `trucd_breaker`: a row a source, so that a restart does not forget a pause.
extension SQLiteAdministration {
  public func pauses() throws(WarehouseError) -> [TopicPause] {
    try rows(
      """
      SELECT source, topic, contracts, reason, CAST(strftime('%s', paused_at) AS INTEGER), \
      CAST(strftime('%s', resumed_at) AS INTEGER), resumed_by FROM trucd_breaker \
      ORDER BY topic, source
      """, of: OwnTables.breaker
    ).compactMap { TopicPause(row: $0) }
  }

  public func pause(_ pause: TopicPause) throws(WarehouseError) {
    try write(table: OwnTables.breaker) { () throws(SQLiteFault) in
      try database.run(
        """
        INSERT INTO trucd_breaker (source, topic, contracts, reason, paused_at) \
        VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET \
        contracts = excluded.contracts, reason = excluded.reason, paused_at = excluded.paused_at, \
        resumed_at = NULL, resumed_by = NULL \
        WHERE resumed_at IS NOT NULL OR trucd_breaker.contracts <> excluded.contracts
        """,
        [
          .integer(pause.source), .text(pause.topic), .integer(pause.contracts),
          .text(pause.reason), .text(ValueText.now()),
        ])
    }
  }

  public func resume(source: Int64, by name: String?) throws(WarehouseError) -> Bool {
    try write(table: OwnTables.breaker) { () throws(SQLiteFault) in
      try database.run(
        """
        UPDATE trucd_breaker SET resumed_at = ?, resumed_by = ? \
        WHERE source = ? AND resumed_at IS NULL
        """, [.text(ValueText.now()), .optional(name), .integer(source)])
      return database.changes == 1
    }
  }
}
