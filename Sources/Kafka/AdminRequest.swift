internal import CRDKafka

/// Requests of librdkafka's admin kind, which any client may send.
extension Client {
  /// Sends with the handle, a queue for the answer, and options.
  typealias AdminRequest = (OpaquePointer, OpaquePointer, OpaquePointer?) -> Void

  /// Sends a request and waits for its answer, at most `timeoutMs`.
  func answer<Answer>(
    _ context: String, _ timeoutMs: Int32, _ send: AdminRequest,
    read: (OpaquePointer) throws(KafkaError) -> Answer
  ) throws(KafkaError) -> Answer {
    try use(orElse: KafkaError.closed(context)) { handle throws(KafkaError) in
      let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_ANY)
      defer { rd_kafka_AdminOptions_destroy(options) }
      guard let queue = rd_kafka_queue_new(handle) else { throw KafkaError.closed(context) }
      defer { rd_kafka_queue_destroy(queue) }
      var reason = [CChar](repeating: 0, count: 512)
      rd_kafka_AdminOptions_set_request_timeout(options, timeoutMs, &reason, reason.count)
      send(handle, queue, options)
      guard let event = rd_kafka_queue_poll(queue, timeoutMs) else {
        throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: context)
      }
      defer { rd_kafka_event_destroy(event) }
      let error = rd_kafka_event_error(event)
      let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
      if error != RD_KAFKA_RESP_ERR_NO_ERROR {
        throw KafkaError(error, text: text, context: context)
      }
      return try read(event)
    }
  }
}
