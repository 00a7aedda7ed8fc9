internal import CRDKafka
import Pipeline

/// Reads records for the bus: one thread polls, nothing is read that was not started at an offset.
///
/// The members that change or read the assignment, and both polls, belong to one thread at a time:
/// the poll thread. `wake`, `close` and what `ClusterQueries.swift` adds may be called from any
/// thread; queries block for at most the time they are given.
///
/// Two queues are the heart of it. Records of all partitions come through one, everything else
/// through the other. So a rebalance is seen at once although megabytes of records wait, and under
/// backpressure `pollIdle` keeps the membership alive while the records stay where they are.
public final class Consumer: @unchecked Sendable {
  let client: Client
  /// Rebalances, errors, log lines: librdkafka's consumer queue.
  let control: OpaquePointer
  /// Records, ends of partitions and partition errors.
  let records: OpaquePointer
  let wakeSignal: WakeSignal
  /// The group's name.
  let group: String

  // The poll thread's own.
  var slots = PartitionSlots()
  var isInGroup = false
  /// A revoked assignment has not been given back yet.
  var mustUnassign = false
  var isCommitting = false
  /// Events of the bus's own making, which the next poll delivers.
  var undelivered: [ConsumerEvent] = []
  var replenisher: Replenisher

  /// Makes a client; connects in the background.
  /// - Parameter properties: librdkafka's, `bootstrap.servers` and `group.id` among them. A group
  ///   id is needed for a fixed assignment too.
  /// - Throws: `invalidProperty`, naming the property: unknown, out of range, or one on which the
  ///   bus's promise stands.
  public init(properties: [KafkaProperty]) throws(KafkaError) {
    let configuration = try Configuration.consumer(properties)
    rd_kafka_conf_set_events(
      configuration.pointer,
      RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG | RD_KAFKA_EVENT_STATS
        | RD_KAFKA_EVENT_OFFSET_COMMIT)
    group = properties.last { utf8Equal($0.name, "group.id") }?.value ?? ""
    replenisher = try Replenisher(configuration, properties)
    wakeSignal = try WakeSignal()
    let handle = try configuration.makeClient(RD_KAFKA_CONSUMER)
    client = Client(owning: handle)
    guard let control = rd_kafka_queue_get_consumer(handle),
      let records = rd_kafka_queue_new(handle)
    else {
      rd_kafka_destroy(handle)
      throw KafkaError(
        code: .invalidProperty, text: "group.id is needed, for a fixed assignment too",
        context: "property group.id")
    }
    self.control = control
    self.records = records
    rd_kafka_poll_set_consumer(handle)
    rd_kafka_set_log_queue(handle, control)
    wakeSignal.watch(control)
    wakeSignal.watch(records)
  }

  /// Refuses what ``init(properties:)`` would refuse of each property, and makes no client.
  public static func examine(_ properties: [KafkaProperty]) throws(KafkaError) {
    _ = try Configuration.consumer(properties)
  }

  deinit { _ = close(timeoutMs: 0) }

  /// The assigned partitions, in the order that `Record.slot` counts.
  public var partitions: [TopicPartition] { slots.partitions }

  /// Ends a poll that sleeps. Any thread.
  public func wake() { wakeSignal.signal() }

  /// Leaves the group (a static member does not, for it may come back, unless an empty subscription
  /// has made it leave before) and frees the client. Any thread;
  /// a poll in progress ends first.
  /// - Returns: false when that took longer than `timeoutMs`, as it can in librdkafka 2.0.2 while
  ///   the broker is away. The client is then left to the end of the process.
  @discardableResult
  public func close(timeoutMs: Int32) -> Bool {
    let queues = Queues(all: [control, records])
    let signal = wakeSignal
    signal.signal()
    return client.close(timeoutMs: timeoutMs) { handle in
      for queue in queues.all { rd_kafka_queue_io_event_enable(queue, -1, nil, 0) }
      // A rebalance that was delivered but never answered would hold the close for ever.
      rd_kafka_assign(handle, nil)
      rd_kafka_consumer_close(handle)
      for queue in queues.all { rd_kafka_queue_destroy(queue) }
      withExtendedLifetime(signal) {}
    }
  }

  /// Queue references on their way to the thread that ends them; librdkafka locks them itself.
  private struct Queues: @unchecked Sendable {
    var all: [OpaquePointer]
  }
}
