import Pipeline
import Warehouse

extension LaneWorker {
  /// How an attempt to commit a batch, or one topic of it, ended.
  private enum Attempt {
    case settled
    /// The environment is at fault: try again after a while.
    case wait(WarehouseError)
    /// Something other than the environment is at fault.
    case fault(WarehouseError)
  }

  /// A ledger row that misses and yet reads as expected this often is nothing to wait for.
  private static let roundsMax = 8
  /// How often a topic is tried before the others of its lane go on without it.
  private static let waitingRoundsMax = 4

  /// Commits a batch whole; where that fails for a reason other than the connection, topic by
  /// topic, so that only the topic at fault waits or stops. Returns when every partition of the
  /// batch is committed, stopped, stale, or when the lane gives up.
  func settle(_ buffer: RecordBuffer) {
    settledSlots.removeAll(keepingCapacity: true)
    uncertain = []
    closeStale()
    var backoff = Backoff()
    switch attempt(buffer, topic: nil) {
    case .settled: return
    case .fault: break
    case .wait(let error): if !wait(after: error, &backoff) { return giveUp() }
    }
    var rounds = 0
    while let error = settleTopicByTopic(buffer) {
      rounds += 1
      if rounds > Self.waitingRoundsMax && session.isConnected && othersCouldGoOn(buffer) {
        for topic in openTopics(of: buffer) { stop(topic, .waiting(error.description)) }
        return
      }
      if !wait(after: error, &backoff) { return giveUp() }
      closeStale()
    }
  }

  /// Whether this lane has topics beside those of the batch that still wait.
  private func othersCouldGoOn(_ buffer: RecordBuffer) -> Bool {
    let waiting = Set(openTopics(of: buffer))
    return ledger.all.contains { !waiting.contains($0.at.topic) }
  }

  /// The batch stays unfinished, so nothing behind it may be committed: it would leave a gap.
  private func giveUp() { ledger.closeAll() }

  /// Tries each topic that is still open. The error is what the rest waits for.
  private func settleTopicByTopic(_ buffer: RecordBuffer) -> WarehouseError? {
    var cause: WarehouseError?
    for topic in openTopics(of: buffer) {
      switch attemptWithoutFaulty(buffer, topic) {
      case .settled: break
      case .fault(let error): stop(topic, error.stopReason)
      case .wait(let error):
        cause = error
        if !session.isConnected { return cause }
      }
    }
    return cause
  }

  /// Tries a topic; where one partition is known to be at fault, that one stops and the others of
  /// the topic are tried again.
  private func attemptWithoutFaulty(_ buffer: RecordBuffer, _ topic: String) -> Attempt {
    while true {
      let outcome = attempt(buffer, topic: topic)
      guard case .fault(let error) = outcome, let place = error.place,
        ledger.all.contains(where: { $0.at == place })
      else { return outcome }
      stop(topic, error.stopReason, only: place)
    }
  }

  /// One transaction, repeated at once without the partitions that turned out to have moved.
  private func attempt(_ buffer: RecordBuffer, topic: String?) -> Attempt {
    // Taking the batch for done would leave a gap: it stops loudly instead.
    guard let builder else {
      return .fault(WarehouseError(.unfit, "records came before any contract did"))
    }
    for _ in 0..<Self.roundsMax {
      let built = builder.build(buffer, ledger: ledger) { partition in
        !settledSlots.contains(partition.slot)
          && (topic.map { $0.utf8.elementsEqual(partition.at.topic.utf8) } ?? true)
      }
      guard let built else { return .settled }
      for partition in built.early { miss(partition.slot, partition.epoch) }
      guard !built.advances.isEmpty else { return .settled }
      do throws(WarehouseError) {
        if try commit(built) { return .settled }
      } catch {
        switch error.code {
        case .unavailable: return .wait(error)
        case .outcomeUnknown:
          uncertain = built.advances
          context.events.emit(.commitOutcomeUnknown(partitions: uncertain.map(\.ledger.at)))
          return .wait(error)
        case .unfit, .quarantineRefused, .misconfigured: return .fault(error)
        }
      }
    }
    return .fault(WarehouseError(.unfit, "the ledger row reads as expected and cannot be moved"))
  }

  /// True when the batch is durable; false when some partitions moved, which are settled now.
  private func commit(_ built: BatchBuilder.Built) throws(WarehouseError) -> Bool {
    if try connect() || !uncertain.isEmpty {
      let lost = uncertain.isEmpty ? built.advances : uncertain
      let untouched = try resolve(lost.filter { ledger[$0.slot]?.epoch == $0.epoch })
      uncertain = []
      if !untouched { return false }
    }
    heartbeat.waits(for: "committing to the warehouse", atMost: context.commitTimeout)
    defer { heartbeat.beat() }
    let begun = Clock.seconds
    switch try session.commit(built.batch) {
    case .committed(let refused, let corrections):
      recovered()
      confirm(
        built.advances, refused: refused, corrections: corrections, seconds: Clock.seconds - begun)
      return true
    case .missed(let places):
      _ = try resolve(built.advances.filter { places.contains($0.ledger.at) })
      return false
    }
  }

  /// Reads rows of the ledger `FOR UPDATE`, so that a lost session that is still committing is
  /// waited for, and compares them with what the batch expected. True when all stand as expected.
  private func resolve(_ advances: [SlotAdvance]) throws(WarehouseError) -> Bool {
    guard !advances.isEmpty else { return true }
    heartbeat.waits(for: "reading the ledger", atMost: context.commitTimeout)
    defer { heartbeat.beat() }
    let entries = try session.openLedger(
      advances.map {
        LedgerRequest(
          source: $0.ledger.source, at: $0.ledger.at,
          low: ledger[$0.slot]?.low ?? $0.ledger.expected)
      })
    var untouched = true
    for (advance, entry) in zip(advances, entries) {
      switch LaneLedger.resolve(advance.ledger, by: entry) {
      case .untouched: continue
      case .committed: confirm([advance], refused: [], corrections: [], seconds: nil)
      case .missed: miss(advance.slot, advance.epoch)
      }
      untouched = false
    }
    return untouched
  }

  private func confirm(
    _ advances: [SlotAdvance], refused: [QuarantineRow],
    corrections: [LedgerCorrections.Correction], seconds: Double?
  ) {
    ledger.committed(advances)
    settledSlots.formUnion(advances.map(\.slot))
    context.observe(advances, refused: refused, corrections: corrections, seconds: seconds)
    context.report(.committed(advances))
  }

  private func miss(_ slot: Int32, _ epoch: UInt32) {
    ledger.close(slot: slot)
    context.report(.missed(slot: slot, epoch: epoch))
  }

  private func openTopics(of buffer: RecordBuffer) -> [String] {
    var topics: Set<String> = []
    for slot in Set((0..<buffer.count).map { buffer[$0].slot }) where !settledSlots.contains(slot) {
      if let partition = ledger[slot] { topics.insert(partition.at.topic) }
    }
    return topics.sorted()
  }

  /// Stops the partitions of a topic, or the one that is known to be at fault.
  private func stop(_ topic: String, _ reason: StopReason, only place: TopicPartition? = nil) {
    for partition in ledger.all
    where partition.at.topic.utf8.elementsEqual(topic.utf8)
      && (place ?? partition.at) == partition.at
    {
      ledger.close(slot: partition.slot)
      context.report(.failed(slot: partition.slot, epoch: partition.epoch, reason))
    }
  }
}

extension WarehouseError {
  /// What a fault that is not the environment's means for a topic.
  fileprivate var stopReason: StopReason {
    code == .quarantineRefused ? .quarantineRefused(description) : .unfit(description)
  }
}
