internal import CRDKafka
import Pipeline

extension Consumer {
  /// Delivers what is there; sleeps at most `timeoutMs` for it where there is nothing.
  ///
  /// Both closures may call `start`, `pause`, `assign` and `unassign`; a record that is being
  /// delivered stays valid.
  /// - Parameters:
  ///   - recordsMax: after so many records the call returns, so that the caller sees its clock.
  ///   - onRecord: `.enough` ends the call; the records behind stay in the queue.
  /// - Returns: the number of records delivered.
  /// - Throws: `closed` only. All else is an event.
  @discardableResult
  public func poll(
    timeoutMs: Int32, recordsMax: Int = 4_096, onRecord: (Record) -> Flow,
    onEvent: (ConsumerEvent) -> Void
  ) throws(KafkaError) -> Int {
    try client.use(orElse: KafkaError.closed("poll")) { handle throws(KafkaError) in
      let progress = drain(handle, recordsMax, onRecord, onEvent)
      if progress.any || timeoutMs == 0 { return progress.records }
      wakeSignal.wait(timeoutMs: timeoutMs)
      return drain(handle, recordsMax, onRecord, onEvent).records
    }
  }

  /// As `poll`, but leaves all records in the queue: for the time when the lanes are full.
  ///
  /// It counts as a poll for `max.poll.interval.ms`, in every version, because it polls the
  /// consumer queue.
  public func pollIdle(
    timeoutMs: Int32, onEvent: (ConsumerEvent) -> Void
  ) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("poll")) { handle throws(KafkaError) in
      if drainControl(handle, onEvent) || timeoutMs == 0 { return }
      wakeSignal.wait(timeoutMs: timeoutMs)
      _ = drainControl(handle, onEvent)
    }
  }

  private func drain(
    _ handle: OpaquePointer, _ recordsMax: Int, _ onRecord: (Record) -> Flow,
    _ onEvent: (ConsumerEvent) -> Void
  ) -> (any: Bool, records: Int) {
    var any = drainControl(handle, onEvent)
    var taken = 0
    while taken < recordsMax, let message = rd_kafka_consume_queue(records, 0) {
      defer { rd_kafka_message_destroy(message) }
      any = true
      guard message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
        if let event = failure(message, handle) { onEvent(event) }
        continue
      }
      replenisher.took(handle, bytes: message.pointee.len + message.pointee.key_len)
      guard let topic = message.pointee.rkt,
        let slot = slots.deliver(
          topic: topic, partition: message.pointee.partition, to: message.pointee.offset + 1)
      else { continue }
      taken += 1
      if onRecord(Record(message, slot: slot)) == .enough { break }
    }
    return (any, taken)
  }

  /// What a message that carries an error stands for.
  private func failure(
    _ message: UnsafeMutablePointer<rd_kafka_message_t>, _ handle: OpaquePointer
  ) -> ConsumerEvent? {
    let error = message.pointee.err
    let text = rd_kafka_message_errstr(message).map { String(cString: $0) }
    guard let topic = message.pointee.rkt else { return .failed(KafkaError(error, text: text)) }
    let partition = message.pointee.partition
    guard let slot = slots.slot(topic: topic, partition: partition) else { return nil }
    let at = slots.partitions[slot]
    if error == RD_KAFKA_RESP_ERR__PARTITION_EOF {
      slots.deliver(slot, to: message.pointee.offset)
      return .endOfPartition(at, next: message.pointee.offset)
    }
    // librdkafka does not drop this one after a later `start`, as it does all others. It is true
    // only of a fetcher that stands.
    if error == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, !standsStill(slot, handle) { return nil }
    return .partitionFailed(at, KafkaError(error, text: text, context: at.description))
  }

  /// Serves everything but records. Returns whether there was anything.
  private func drainControl(
    _ handle: OpaquePointer, _ onEvent: (ConsumerEvent) -> Void
  ) -> Bool {
    var any = deliverOwn(onEvent)
    while let event = rd_kafka_queue_poll(control, 0) {
      defer { rd_kafka_event_destroy(event) }
      any = true
      if let delivered = translate(event, handle) { onEvent(delivered) }
    }
    return deliverOwn(onEvent) || any
  }

  private func deliverOwn(_ onEvent: (ConsumerEvent) -> Void) -> Bool {
    guard !undelivered.isEmpty else { return false }
    let events = undelivered
    undelivered = []
    events.forEach(onEvent)
    return true
  }

  private func translate(_ event: OpaquePointer, _ handle: OpaquePointer) -> ConsumerEvent? {
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_REBALANCE: return rebalance(event, handle)
    case RD_KAFKA_EVENT_ERROR: return error(event)
    case RD_KAFKA_EVENT_LOG: return logLine(event)
    case RD_KAFKA_EVENT_FETCH: return strayed(event, handle)
    case RD_KAFKA_EVENT_STATS:
      return rd_kafka_event_stats(event).map { .statistics(String(cString: $0)) }
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      isCommitting = false
      let error = rd_kafka_event_error(event)
      if error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR__NO_OFFSET {
        return nil
      }
      return .lagCommitFailed(KafkaError(error, context: "offsets for lag tools"))
    default: return nil
    }
  }

  /// A record that missed its route. What lies behind it would look like a gap, so the partition
  /// stops here and is started anew by the caller.
  private func strayed(_ event: OpaquePointer, _ handle: OpaquePointer) -> ConsumerEvent? {
    guard let message = rd_kafka_event_message_next(event), let topic = message.pointee.rkt,
      let slot = slots.slot(topic: topic, partition: message.pointee.partition),
      slots.next[slot] != nil
    else { return nil }
    let at = slots.partitions[slot]
    slots.pause(slot)
    hold([at], handle)
    return .partitionFailed(
      at,
      KafkaError(
        code: .other, text: "record \(message.pointee.offset) came by the wrong queue",
        context: at.description, isRetriable: true))
  }

  private func error(_ event: OpaquePointer) -> ConsumerEvent {
    let fatal = rd_kafka_event_error_is_fatal(event) != 0
    let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
    var error = KafkaError(rd_kafka_event_error(event), text: text, isFatal: fatal)
    guard let element = rd_kafka_event_topic_partition(event) else { return .failed(error) }
    defer { rd_kafka_topic_partition_destroy(element) }
    let at = TopicPartition(
      topic: String(cString: element.pointee.topic), partition: element.pointee.partition)
    error.context = at.description
    return .partitionFailed(at, error)
  }

  private func logLine(_ event: OpaquePointer) -> ConsumerEvent? {
    var facility: UnsafePointer<CChar>?
    var text: UnsafePointer<CChar>?
    var level: Int32 = 0
    guard rd_kafka_event_log(event, &facility, &text, &level) == 0 else { return nil }
    return .log(
      KafkaLogLine(
        level: level, facility: facility.map { String(cString: $0) } ?? "",
        text: text.map { String(cString: $0) } ?? ""))
  }
}
