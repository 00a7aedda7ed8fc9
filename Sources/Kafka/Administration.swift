internal import CRDKafka
import Pipeline

/// Makes and ends topics. Any thread; each call blocks for at most the time it is given.
public final class KafkaAdministration: Sendable {
  private let client: Client

  public init(properties: [KafkaProperty]) throws(KafkaError) {
    let configuration = try Configuration.producer(properties)
    client = Client(owning: try configuration.makeClient(RD_KAFKA_PRODUCER))
  }

  deinit { close(timeoutMs: 0) }

  @discardableResult
  public func close(timeoutMs: Int32) -> Bool { client.close(timeoutMs: timeoutMs) { _ in } }

  /// - Parameter settings: of the topic, such as `("cleanup.policy", "compact")`.
  /// - Throws: `topicExists`, `timedOut`, `notAuthorised`.
  public func createTopic(
    _ name: String, partitions: Int32, replication: Int32 = 1, settings: [KafkaProperty] = [],
    timeoutMs: Int32 = 15_000
  ) throws(KafkaError) {
    var reason = [CChar](repeating: 0, count: 512)
    guard
      let topic = rd_kafka_NewTopic_new(name, partitions, replication, &reason, reason.count)
    else { throw KafkaError(code: .invalidProperty, text: text(of: reason), context: name) }
    defer { rd_kafka_NewTopic_destroy(topic) }
    for setting in settings {
      try check(rd_kafka_NewTopic_set_config(topic, setting.name, setting.value), setting.name)
    }
    try run(name, timeoutMs) { handle, queue, options in
      var topics: [OpaquePointer?] = [topic]
      rd_kafka_CreateTopics(handle, &topics, 1, options, queue)
    } result: { event in
      var count = 0
      let all = rd_kafka_event_CreateTopics_result(event)
      return rd_kafka_CreateTopics_result_topics(all, &count)?.pointee
    }
  }

  /// - Throws: `topicUnknown`, `timedOut`, `notAuthorised`.
  public func deleteTopic(_ name: String, timeoutMs: Int32 = 15_000) throws(KafkaError) {
    guard let topic = rd_kafka_DeleteTopic_new(name) else { return }
    defer { rd_kafka_DeleteTopic_destroy(topic) }
    try run(name, timeoutMs) { handle, queue, options in
      var topics: [OpaquePointer?] = [topic]
      rd_kafka_DeleteTopics(handle, &topics, 1, options, queue)
    } result: { event in
      var count = 0
      let all = rd_kafka_event_DeleteTopics_result(event)
      return rd_kafka_DeleteTopics_result_topics(all, &count)?.pointee
    }
  }

  /// Makes `before.offset` the partition's low watermark.
  /// - Throws: `offsetOutOfRange`, `topicUnknown`, `timedOut`, `notAuthorised`.
  public func deleteRecords(
    before: PartitionOffset, timeoutMs: Int32 = 15_000
  ) throws(KafkaError) {
    guard let deletion = PartitionList([before]).lend({ rd_kafka_DeleteRecords_new($0) }) else {
      return
    }
    defer { rd_kafka_DeleteRecords_destroy(deletion) }
    let context = before.at.description
    try client.answer(context, timeoutMs) { handle, queue, options in
      var deletions: [OpaquePointer?] = [deletion]
      rd_kafka_DeleteRecords(handle, &deletions, 1, options, queue)
    } read: { event throws(KafkaError) in
      let offsets = rd_kafka_DeleteRecords_result_offsets(
        rd_kafka_event_DeleteRecords_result(event))
      if let element = offsets?.pointee.elems { try check(element.pointee.err, context) }
    }
  }

  /// Sends a request for one topic and judges its result.
  private func run(
    _ context: String, _ timeoutMs: Int32, _ send: Client.AdminRequest,
    result: (OpaquePointer) -> OpaquePointer?
  ) throws(KafkaError) {
    try client.answer(context, timeoutMs, send) { event throws(KafkaError) in
      guard let result = result(event) else { return }
      let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
      let error = rd_kafka_topic_result_error(result)
      if error != RD_KAFKA_RESP_ERR_NO_ERROR {
        throw KafkaError(error, text: text, context: context)
      }
    }
  }
}
