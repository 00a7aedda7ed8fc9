internal import CRDKafka
import Glibc
import Pipeline

/// Assignments are eager and start paused. librdkafka's own idea of a position is never used: each
/// partition is read from the offset that `start` names, whenever its ledger row has been read,
/// while the others run and polling goes on.
extension Consumer {
  /// Joins the group for these topics: exact names. A later call with another list replaces it.
  public func subscribe(_ topics: [String]) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("subscribe")) { handle throws(KafkaError) in
      let list = PartitionList(topics.map { TopicPartition(topic: $0, partition: -1) }, offset: -1)
      try check(rd_kafka_subscribe(handle, list.pointer), "subscribe")
      isInGroup = true
    }
  }

  /// Takes these partitions without a group: a fixed assignment, which replaces the one before.
  /// - Throws: `other` on a consumer that has subscribed.
  public func assign(_ partitions: [TopicPartition]) throws(KafkaError) {
    guard !isInGroup else {
      throw KafkaError(
        code: .other, text: "this consumer is in a group, which assigns its partitions",
        context: "assign")
    }
    try client.use(orElse: KafkaError.closed("assign")) { handle throws(KafkaError) in
      try take(partitions, handle)
    }
  }

  /// Gives all partitions back: the answer to `.revoked`, and the end of a fixed assignment.
  public func unassign() throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("unassign")) { handle throws(KafkaError) in
      slots.replace(with: [])
      mustUnassign = false
      try check(rd_kafka_assign(handle, nil), "unassign")
    }
  }

  /// Whether the partitions last revoked were lost without a hand-over: somebody else may own them.
  public var assignmentLost: Bool {
    client.isOpen { handle in rd_kafka_assignment_lost(handle) != 0 }
  }

  /// Delivers these partitions from these offsets on: the first time, after a pause, or in place of
  /// what was being read. What was fetched before and not delivered is dropped.
  ///
  /// Waits for librdkafka's own thread, not for the broker: some microseconds as a rule.
  /// - Throws: `notAssigned`, naming the partition; those before it in the list have started.
  public func start(_ positions: [PartitionOffset], timeoutMs: Int32 = 5_000) throws(KafkaError) {
    guard !positions.isEmpty else { return }
    for position in positions { try requireAssigned(position.at) }
    try client.use(orElse: KafkaError.closed("start")) { handle throws(KafkaError) in
      // Resume comes first: it does not wake the fetcher, the seek does. What the moment between
      // them fetches is dropped by the seek.
      let all = PartitionList(positions)
      try check(rd_kafka_resume_partitions(handle, all.pointer), "start")
      do throws(KafkaError) {
        try seek(handle, positions, timeoutMs)
      } catch {
        rd_kafka_pause_partitions(handle, all.pointer)
        throw error
      }
    }
  }

  /// Stops delivery. What was fetched and not delivered is dropped, so this is for long stalls;
  /// `start` goes on.
  public func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
    guard !partitions.isEmpty else { return }
    try client.use(orElse: KafkaError.closed("pause")) { handle throws(KafkaError) in
      let list = PartitionList(partitions, offset: 0)
      try check(rd_kafka_pause_partitions(handle, list.pointer), "pause")
    }
  }

  private func requireAssigned(_ at: TopicPartition) throws(KafkaError) {
    if !mustUnassign, slots.index(of: at) != nil { return }
    throw KafkaError(
      code: .notAssigned, text: "the partition is not assigned to this consumer",
      context: at.description)
  }

  /// Seeks, again while a partition is still stopping from an assignment before.
  private func seek(
    _ handle: OpaquePointer, _ positions: [PartitionOffset], _ timeoutMs: Int32
  ) throws(KafkaError) {
    var left = positions
    var patienceMs = timeoutMs
    while true {
      let list = PartitionList(left)
      try check(rd_kafka_seek_partitions(handle, list.pointer, timeoutMs), "start")
      let refused = list.results().filter { $0.error != RD_KAFKA_RESP_ERR_NO_ERROR }
      guard let first = refused.first else { return }
      guard patienceMs > 0, refused.allSatisfy({ KafkaError.Code($0.error) == .notAssigned })
      else { throw KafkaError(first.error, context: first.at.at.description) }
      left = refused.map(\.at)
      usleep(10_000)
      patienceMs -= 10
    }
  }

  // MARK: Rebalance

  func rebalance(_ event: OpaquePointer, _ handle: OpaquePointer) -> ConsumerEvent? {
    let partitions = PartitionList.partitions(of: rd_kafka_event_topic_partition_list(event))
    switch rd_kafka_event_error(event) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      do throws(KafkaError) {
        try take(partitions, handle)
        return .assigned(slots.partitions)
      } catch {
        return .failed(error)
      }
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
      mustUnassign = true
      return .revoked(partitions, lost: rd_kafka_assignment_lost(handle) != 0)
    case let error:
      slots.replace(with: [])
      rd_kafka_assign(handle, nil)
      return .failed(KafkaError(error, context: "rebalance"))
    }
  }

  /// Takes an assignment at once, all of it paused. The group is therefore never kept waiting for
  /// the caller's ledger, and a further rebalance in the meantime arrives as any other does.
  private func take(_ partitions: [TopicPartition], _ handle: OpaquePointer) throws(KafkaError) {
    slots.replace(with: partitions)
    mustUnassign = false
    // Never reached: the pause stands before and after, and `start` always seeks.
    let list = PartitionList(partitions, offset: 0)
    for partition in partitions { try route(partition, handle) }
    rd_kafka_pause_partitions(handle, list.pointer)
    try check(rd_kafka_assign(handle, list.pointer), "assign")
    rd_kafka_pause_partitions(handle, list.pointer)
  }

  /// Has a partition's records go to the record queue. Must come before its fetcher starts.
  private func route(_ at: TopicPartition, _ handle: OpaquePointer) throws(KafkaError) {
    guard let queue = rd_kafka_queue_get_partition(handle, at.topic, at.partition) else {
      throw KafkaError(
        code: .topicUnknown, text: "librdkafka has no such partition", context: at.description)
    }
    rd_kafka_queue_forward(queue, records)
    rd_kafka_queue_destroy(queue)
  }
}
