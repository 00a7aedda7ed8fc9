internal import CRDKafka
import Pipeline
import Synchronization

/// A header of a record to be sent; `value` nil is a header without value.
public struct KafkaHeader: Hashable, Sendable {
  public var name: String
  public var value: [UInt8]?

  public init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }
}

/// Sends records. Any thread.
///
/// Idempotent by default: librdkafka's own retries neither lose nor repeat nor reorder a record.
public final class Producer: Sendable {
  /// What became of a record: where it is, or why it is nowhere.
  public typealias Delivery = @Sendable (PartitionOffset, KafkaError?) -> Void

  /// What became of all records so far.
  public struct Deliveries: Hashable, Sendable {
    public var delivered = 0
    public var failed = 0
    public var firstFailure: KafkaError?

    public init() {}
  }

  let client: Client
  private let ledger: DeliveryLedger

  /// - Parameter onDelivery: called once a record, on whichever thread calls `produce` or `flush`.
  public init(
    properties: [KafkaProperty], onDelivery: Delivery? = nil
  ) throws(KafkaError) {
    let configuration = try Configuration.producer(properties)
    ledger = DeliveryLedger(onDelivery)
    rd_kafka_conf_set_opaque(
      configuration.pointer, Unmanaged.passUnretained(ledger).toOpaque())
    rd_kafka_conf_set_dr_msg_cb(configuration.pointer, deliveryReport)
    rd_kafka_conf_set_error_cb(configuration.pointer, clientError)
    client = Client(owning: try configuration.makeClient(RD_KAFKA_PRODUCER))
  }

  deinit { close(timeoutMs: 0) }

  public var deliveries: Deliveries { ledger.deliveries }

  /// Queues one record. While the queue is full it waits, at most `timeoutMs`.
  /// - Parameters:
  ///   - partition: nil leaves the choice to the partitioner (by key, else sticky).
  ///   - value: nil sends a tombstone.
  ///   - timestampMs: milliseconds since 1970; nil takes the present.
  /// - Throws: `queueFull` after the time; `messageTooLarge`, `topicUnknown`, `fenced`.
  public func produce(
    topic: String, partition: Int32? = nil, key: [UInt8]? = nil, value: [UInt8]?,
    headers: [KafkaHeader] = [], timestampMs: Int64? = nil, timeoutMs: Int32 = 60_000
  ) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("produce")) { handle throws(KafkaError) in
      let record = OutgoingRecord(
        topic: topic, partition: partition ?? -1, key: key, value: value, headers: headers,
        timestampMs: timestampMs ?? 0)
      var patienceMs = timeoutMs
      while true {
        do throws(KafkaError) {
          try record.send(handle)
          rd_kafka_poll(handle, 0)
          return
        } catch {
          guard error.code == .queueFull, patienceMs > 0 else { throw error }
          rd_kafka_poll(handle, min(patienceMs, 50))
          patienceMs -= 50
        }
      }
    }
  }

  /// Waits until every record so far was delivered or has failed.
  /// - Throws: `timedOut`, with the last thing that librdkafka complained of. Afterwards `deliveries`
  ///   tells what failed.
  public func flush(timeoutMs: Int32) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("flush")) { handle throws(KafkaError) in
      let result = rd_kafka_flush(handle, timeoutMs)
      guard result != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
      var error = KafkaError(result, context: "flush")
      if let complaint = ledger.complaint { error.text += "; last error: \(complaint.text)" }
      throw error
    }
  }

  /// Frees the client; what is still queued is lost. Call `flush` before.
  /// - Returns: false when that took longer than `timeoutMs` and goes on unseen.
  @discardableResult
  public func close(timeoutMs: Int32) -> Bool {
    let ledger = ledger
    return client.close(timeoutMs: timeoutMs) { handle in
      rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
      rd_kafka_flush(handle, 100)
      withExtendedLifetime(ledger) {}
    }
  }
}

/// Counts deliveries; librdkafka calls it from the thread that polls.
final class DeliveryLedger: Sendable {
  private let onDelivery: Producer.Delivery?
  private let state = Mutex(Producer.Deliveries())
  private let lastComplaint = Mutex<KafkaError?>(nil)

  init(_ onDelivery: Producer.Delivery?) { self.onDelivery = onDelivery }

  var deliveries: Producer.Deliveries { state.withLock { $0 } }

  /// What librdkafka said last about brokers or itself.
  var complaint: KafkaError? {
    get { lastComplaint.withLock { $0 } }
    set { lastComplaint.withLock { $0 = newValue } }
  }

  func report(_ message: UnsafePointer<rd_kafka_message_t>) {
    let failed = message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR
    let topic = failed || onDelivery != nil ? topicName(message) : ""
    let error = failed ? KafkaError(message.pointee.err, context: topic) : nil
    state.withLock { state in
      if let error {
        state.failed += 1
        state.firstFailure = state.firstFailure ?? error
      } else {
        state.delivered += 1
      }
    }
    let at = TopicPartition(topic: topic, partition: message.pointee.partition)
    onDelivery?(PartitionOffset(at, message.pointee.offset), error)
  }

  private func topicName(_ message: UnsafePointer<rd_kafka_message_t>) -> String {
    message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? ""
  }
}

private func deliveryReport(
  _: OpaquePointer?, _ message: UnsafePointer<rd_kafka_message_t>?,
  _ opaque: UnsafeMutableRawPointer?
) {
  guard let message, let opaque else { return }
  Unmanaged<DeliveryLedger>.fromOpaque(opaque).takeUnretainedValue().report(message)
}

private func clientError(
  _: OpaquePointer?, _ number: Int32, _ reason: UnsafePointer<CChar>?,
  _ opaque: UnsafeMutableRawPointer?
) {
  guard let opaque else { return }
  let text = reason.map { String(cString: $0) }
  Unmanaged<DeliveryLedger>.fromOpaque(opaque).takeUnretainedValue().complaint =
    KafkaError(rd_kafka_resp_err_t(rawValue: number), text: text)
}
