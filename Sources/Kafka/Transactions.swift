internal import CRDKafka

/// Transactions of a producer that has a `transactional.id`.
extension Producer {
  /// Fences earlier producers of the same id. Once, before the first transaction.
  public func initTransactions(timeoutMs: Int32) throws(KafkaError) {
    try transact("init transactions") { rd_kafka_init_transactions($0, timeoutMs) }
  }

  public func beginTransaction() throws(KafkaError) {
    try transact("begin transaction", rd_kafka_begin_transaction)
  }

  /// Flushes, then makes the records visible to `read_committed` consumers.
  public func commitTransaction(timeoutMs: Int32) throws(KafkaError) {
    try transact("commit transaction") { rd_kafka_commit_transaction($0, timeoutMs) }
  }

  public func abortTransaction(timeoutMs: Int32) throws(KafkaError) {
    try transact("abort transaction") { rd_kafka_abort_transaction($0, timeoutMs) }
  }

  private func transact(
    _ name: String, _ call: (OpaquePointer) -> OpaquePointer?
  ) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed(name)) { handle throws(KafkaError) in
      try check(call(handle), name)
    }
  }
}
