import Contracts

/// What a lane does next, between two answers.
extension LaneState {
  mutating func proceed() -> Action {
    while true {
      if let action = step() { return action }
    }
  }

  /// One step; nil where the next one follows at once.
  private mutating func step() -> Action? {
    switch stage {
    case .building: return build()
    case .settled:
      closeTripped()
      topic == nil ? finish() : nextTopic()
    case .faulted(let failure):
      if topic == nil { beginPass() } else { stopFaulty(failure) }
    case .waiting(let failure):
      if topic == nil { return .wait(failure) }
      cause = failure
      if isConnected && !topicsLeft.isEmpty { nextTopic() } else { return endPass(failure) }
    case .done: return .done
    }
    return nil
  }

  mutating func attempt(_ topic: String?) {
    self.topic = topic
    rounds = 0
    stage = .building
  }

  /// One transaction, without the partitions that turned out to have moved.
  private mutating func build() -> Action? {
    // Taking the batch for done would leave a gap: it stops loudly instead.
    guard let builder, let buffer else {
      stage = .faulted(LaneFailure(unfit: "records came before any contract did"))
      return nil
    }
    guard rounds < Self.roundsMax else {
      stage = .faulted(
        LaneFailure(unfit: "the ledger row reads as expected and cannot be moved"))
      return nil
    }
    rounds += 1
    let built = takeEarly(for: buffer).map(\.built) ?? build(buffer, by: builder)
    if end == nil { note(end: built?.end ?? buffer.count, of: buffer) }
    for partition in built?.early ?? [] { miss(partition.slot, partition.epoch) }
    guard let built, !built.advances.isEmpty else {
      stage = .settled
      return nil
    }
    self.built = built
    if !isConnected { return .connect }
    return uncertain.isEmpty ? .commit(built.batch) : resolve(uncertain, commits: true)
  }

  /// Whatever is built of the batch again is of the same records: partitions that are settled by then
  /// have their records behind it still to come.
  private mutating func note(end: Int, of buffer: RecordBuffer) {
    self.end = end
    rest = end < buffer.count ? (buffer, end) : nil
  }

  private func build(_ buffer: RecordBuffer, by builder: BatchBuilder) -> BatchBuilder.Built? {
    builder.build(buffer, from: start, to: end, ledger: ledger, breakers: breakers.all) {
      partition in
      !settledSlots.contains(partition.slot)
        && (topic.map { $0.utf8.elementsEqual(partition.at.topic.utf8) } ?? true)
    }
  }

  /// What was judged before its turn, where it is what would be built now.
  private mutating func takeEarly(for buffer: RecordBuffer) -> EarlyBatch? {
    defer { early = nil }
    guard let early, topic == nil, settledSlots.isEmpty,
      early.isRight(for: buffer, from: start, ledger: ledger, breakers: breakers.all)
    else { return nil }
    swap(&builder, &secondBuilder)
    return early
  }

  /// Compares rows of the ledger with what a transaction expected of them.
  mutating func resolve(_ advances: [SlotAdvance], commits: Bool) -> Action {
    reading = (advances.filter { ledger[$0.slot]?.epoch == $0.epoch }, commits)
    if reading.advances.isEmpty { return ledgerRead([]) }
    return .readLedger(
      reading.advances.map {
        LedgerRequest(
          source: $0.ledger.source, at: $0.ledger.at,
          low: ledger[$0.slot]?.low ?? $0.ledger.expected)
      })
  }

  /// Tries each topic that is still open.
  mutating func beginPass() {
    cause = nil
    topicsLeft = openTopics()[...]
    nextTopic()
  }

  private mutating func nextTopic() {
    if let next = topicsLeft.popFirst() { return attempt(next) }
    if let cause { stage = .waiting(cause) } else { finish() }
  }

  /// Where one partition is known to be at fault that one stops, and the others of the topic are
  /// tried again.
  private mutating func stopFaulty(_ failure: LaneFailure) {
    guard let topic, case .fault(let reason) = failure.kind else { return nextTopic() }
    if let place = failure.place, ledger.all.contains(where: { $0.at == place }) {
      stop(reason) { $0.at == place }
      attempt(topic)
    } else {
      stop(reason) { $0.at.topic.utf8.elementsEqual(topic.utf8) }
      nextTopic()
    }
  }

  /// Topics that have waited long stop by themselves where the lane has others that could go on.
  private mutating func endPass(_ failure: LaneFailure) -> Action? {
    passes += 1
    let waiting = openTopics()
    let othersCouldGoOn = ledger.all.contains { !waiting.contains($0.at.topic) }
    guard passes > Self.waitingPassesMax && isConnected && othersCouldGoOn else {
      return .wait(failure)
    }
    stop(.waiting(failure.message)) { waiting.contains($0.at.topic) }
    finish()
    return nil
  }

  mutating func finish() {
    stage = .done
    built = nil
    reading = ([], false)
    buffer = nil
    early = nil
  }

  mutating func confirm(_ advances: [SlotAdvance], isByLedger: Bool) {
    ledger.committed(advances)
    settledSlots.formUnion(advances.map(\.slot))
    reports.append(.committed(advances, isByLedger: isByLedger))
  }

  mutating func miss(_ slot: Int32, _ epoch: UInt32) {
    ledger.close(slot: slot)
    reports.append(.missed(slot: slot, epoch: epoch))
  }

  private mutating func stop(_ reason: StopReason, where isAtFault: (LanePartition) -> Bool) {
    for partition in ledger.all where isAtFault(partition) {
      ledger.close(slot: partition.slot)
      reports.append(.failed(slot: partition.slot, epoch: partition.epoch, reason))
    }
  }

  /// Topics whose breaker tripped are read no further.
  private mutating func closeTripped() {
    for (source, trip) in breakers.tripped {
      let partitions = ledger.all.filter { $0.source == source }
      guard let first = partitions.first else { continue }
      for partition in partitions { ledger.close(slot: partition.slot) }
      reports.append(
        .tripped(
          LaneTrip(
            source: source, topic: first.at.topic, trip: trip,
            partitions: partitions.map { ($0.slot, $0.epoch) })))
    }
  }

  private func openTopics() -> [String] {
    guard let buffer else { return [] }
    var slots: Set<Int32> = []
    for index in start..<(end ?? buffer.count) { slots.insert(buffer[index].slot) }
    slots.subtract(settledSlots)
    return Set(slots.compactMap { ledger[$0]?.at.topic }).sorted()
  }
}
