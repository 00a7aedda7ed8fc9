internal import CRDKafka
import Dispatch
import Glibc
import Pipeline

/// Assignments are eager and start paused. librdkafka's own idea of a position is never used: each
/// partition is read from the offset that `start` names, whenever its ledger row has been read,
/// while the others run and polling goes on.
extension Consumer {
  /// Joins the group for these topics: exact names. A later call with another list replaces it.
  ///
  /// An empty list leaves the group: what was assigned comes back as `.revoked`, which `unassign`
  /// answers as any other.
  public func subscribe(_ topics: [String]) throws(KafkaError) {
    try client.use(orElse: KafkaError.closed("subscribe")) { handle throws(KafkaError) in
      // librdkafka takes an empty list for a mistake.
      guard !topics.isEmpty else {
        return try check(rd_kafka_unsubscribe(handle), "unsubscribe")
      }
      let list = PartitionList(topics.map { TopicPartition(topic: $0, partition: -1) }, offset: -1)
      try check(list.lend { rd_kafka_subscribe(handle, $0) }, "subscribe")
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

  /// Delivers these partitions from these offsets on: the first time, after a pause or an error, or in
  /// place of what was being read. What was fetched before and not delivered is dropped.
  ///
  /// Waits for librdkafka's own threads, never for the broker: some microseconds as a rule.
  /// - Throws: `notAssigned`, naming the partition; none of the list has started then. Where others
  ///   that ran have stopped with it, each is reported as `.partitionFailed`.
  public func start(_ positions: [PartitionOffset], timeoutMs: Int32 = 5_000) throws(KafkaError) {
    guard !positions.isEmpty else { return }
    let chosen = try positions.map { position throws(KafkaError) in try slot(of: position.at) }
    try client.use(orElse: KafkaError.closed("start")) { handle throws(KafkaError) in
      for (slot, position) in zip(chosen, positions) { slots.start(slot, at: position.offset) }
      var started = positions
      do throws(KafkaError) {
        hold(positions.map(\.at), handle)
        var isRunning = try seek(handle, positions, timeoutMs)
        // An error on its way can end a fetcher once more, hardly twice.
        for _ in 0..<3 {
          if isRunning, try release(started, handle, timeoutMs) { return }
          started = slots.running
          try restart(handle, timeoutMs)
          isRunning = true
        }
        throw KafkaError(RD_KAFKA_RESP_ERR__STATE, context: "start")
      } catch {
        hold(started.map(\.at), handle)
        for slot in chosen { slots.pause(slot) }
        giveUp(started, error)
        throw error
      }
    }
  }

  /// Stops delivery. What was fetched and not delivered is dropped, so this is for long stalls;
  /// `start` goes on.
  /// - Throws: `notAssigned`, naming the partition.
  public func pause(_ partitions: [TopicPartition]) throws(KafkaError) {
    guard !partitions.isEmpty else { return }
    let chosen = try partitions.map { at throws(KafkaError) in try slot(of: at) }
    try client.use(orElse: KafkaError.closed("pause")) { handle throws(KafkaError) in
      for slot in chosen { slots.pause(slot) }
      let list = PartitionList(partitions, offset: 0)
      try check(list.lend { rd_kafka_pause_partitions(handle, $0) }, "pause")
    }
  }

  private func slot(of at: TopicPartition) throws(KafkaError) -> Int {
    if !mustUnassign, let slot = slots.index(of: at) { return slot }
    throw KafkaError(
      code: .notAssigned, text: "the partition is not assigned to this consumer",
      context: at.description)
  }

  /// Has nothing of these fetched, across a new assignment too.
  func hold(_ partitions: [TopicPartition], _ handle: OpaquePointer) {
    _ = PartitionList(partitions, offset: 0).lend { rd_kafka_pause_partitions(handle, $0) }
  }

  /// Lets held partitions go.
  /// - Returns: false where a fetcher does not run.
  private func release(
    _ positions: [PartitionOffset], _ handle: OpaquePointer, _ timeoutMs: Int32
  ) throws(KafkaError) -> Bool {
    for position in positions { try route(position.at, handle) }
    // Resume does not wake the fetcher, the seek does. What the moment between them fetches is
    // dropped by the seek.
    try check(PartitionList(positions).lend { rd_kafka_resume_partitions(handle, $0) }, "start")
    return try seek(handle, positions, timeoutMs)
  }

  /// Notes as not running, and has reported, what still counts as running of these.
  private func giveUp(_ positions: [PartitionOffset], _ error: KafkaError) {
    for position in positions {
      guard let slot = slots.index(of: position.at), slots.next[slot] != nil else { continue }
      slots.pause(slot)
      var own = error
      own.context = position.at.description
      undelivered.append(.partitionFailed(position.at, own))
    }
  }

  /// - Returns: false where a fetcher does not run, so that there is nothing to seek.
  private func seek(
    _ handle: OpaquePointer, _ positions: [PartitionOffset], _ timeoutMs: Int32
  ) throws(KafkaError) -> Bool {
    let list = PartitionList(positions)
    try check(list.lend { rd_kafka_seek_partitions(handle, $0, timeoutMs) }, "start")
    for result in list.results() where result.error != RD_KAFKA_RESP_ERR_NO_ERROR {
      let error = KafkaError(result.error, context: result.at.at.description)
      if error.code == .notAssigned { return false }
      throw error
    }
    return true
  }

  /// After an offset that is gone librdkafka 2.0.2 leaves a partition's fetcher for dead: no seek
  /// revives it. A new assignment does.
  ///
  /// It stops all fetchers, which undoes their routes. So all are held until they run again and are
  /// routed; `release` then has them go on from where delivery stood.
  private func restart(_ handle: OpaquePointer, _ timeoutMs: Int32) throws(KafkaError) {
    let partitions = slots.partitions
    hold(partitions, handle)
    let all = slots.running + slots.idle.map { PartitionOffset($0, 0) }
    try check(PartitionList(all).lend { rd_kafka_assign(handle, $0) }, "start")
    let end = DispatchTime.now() + .milliseconds(Int(timeoutMs))
    while try !run(all, handle) {
      guard DispatchTime.now() < end else {
        throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, context: "start")
      }
      usleep(1_000)
    }
    for partition in partitions { try route(partition, handle) }
  }

  /// Whether the fetchers run again. The answer to a seek that the start of its fetcher overtakes
  /// is lost, so each is waited for briefly.
  private func run(
    _ positions: [PartitionOffset], _ handle: OpaquePointer
  ) throws(KafkaError) -> Bool {
    do throws(KafkaError) {
      return try seek(handle, positions, 100)
    } catch {
      guard error.code == .timedOut else { throw error }
      return false
    }
  }

  /// Whether a partition's fetcher stands. Asked of its position, which drops and repeats nothing.
  func standsStill(_ slot: Int, _ handle: OpaquePointer) -> Bool {
    guard let next = slots.next[slot] else { return false }
    do throws(KafkaError) {
      return try !seek(handle, [PartitionOffset(slots.partitions[slot], next)], 1_000)
    } catch {
      return true
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
    _ = list.lend { rd_kafka_pause_partitions(handle, $0) }
    try check(list.lend { rd_kafka_assign(handle, $0) }, "assign")
    _ = list.lend { rd_kafka_pause_partitions(handle, $0) }
  }

  /// Has a partition's records go to the record queue. The first time must come before its fetcher
  /// starts, or they go to the consumer queue.
  private func route(_ at: TopicPartition, _ handle: OpaquePointer) throws(KafkaError) {
    guard let queue = rd_kafka_queue_get_partition(handle, at.topic, at.partition) else {
      throw KafkaError(
        code: .topicUnknown, text: "librdkafka has no such partition", context: at.description)
    }
    rd_kafka_queue_forward(queue, records)
    rd_kafka_queue_destroy(queue)
  }
}
