import Kafka
import Pipeline

extension Supervisor {
  /// A record was delivered: its partition decides what becomes of it.
  func take(_ record: Record) -> Flow {
    guard record.slot < slotOfClient.count else { return .more }
    let number = slotOfClient[record.slot]
    let (disposition, lane, epoch, isUncompared) = deliver(record, to: &slots[number])
    switch disposition {
    case .drop: return .more
    case .stop(let reason):
      halt(number, reason)
      return .more
    case .take: break
    }
    if isUncompared {
      context.events.emit(.startedUncompared(at: slots[number].at, offset: record.offset))
    }
    let isFull = intake.fill(lane) { buffer in
      buffer.append(
        slot: number, epoch: epoch, offset: record.offset, timestamp: record.timestampMs,
        key: record.key, value: record.value, headers: headers(of: record),
        now: Clock.milliseconds)
    }
    return isFull ? .enough : .more
  }

  private func deliver(
    _ record: Record, to slot: inout Slot
  ) -> (PartitionState.Disposition, lane: Int, epoch: UInt32, isUncompared: Bool) {
    let uncompared = slot.state.uncompared
    let disposition = slot.delivered(offset: record.offset) { Fingerprint(of: record) }
    return (disposition, slot.lane, slot.state.epoch, slot.state.uncompared > uncompared)
  }

  func reachedEnd(_ place: TopicPartition, next: Int64) {
    guard let number = slots.number(of: place) else { return }
    slots[number].high = max(slots[number].high, next)
    let uncompared = slots[number].state.uncompared
    let disposition = slots[number].state.endReached(at: next)
    noteUncompared(number, since: uncompared, next: next)
    guard disposition == .take else { return }
    intake.buffer(of: slots[number].lane).appendEnd(
      slot: number, epoch: slots[number].state.epoch, offset: next, now: Clock.milliseconds)
  }

  /// The last record taken was compacted away: nothing was compared, and that is said.
  private func noteUncompared(_ number: Int32, since count: Int, next: Int64) {
    guard slots[number].state.uncompared > count else { return }
    tellUncompared(number, next: next)
  }

  /// Counts and says a ledger row whose record Kafka no longer holds.
  func tellUncompared(_ number: Int32, next: Int64) {
    context.metrics.compared("uncompared")
    context.events.emit(.startedUncompared(at: slots[number].at, offset: next))
  }

  private func headers(of record: Record) -> [(name: [UInt8], value: [UInt8]?)] {
    let headers = record.headers
    guard headers.count > 0 else { return [] }
    var copied: [(name: [UInt8], value: [UInt8]?)] = []
    headers.visit { name, value in copied.append((Array(name), value.map { Array($0) })) }
    return copied
  }

  /// Whether a full lane keeps records from being polled. A short stall leaves them where they are;
  /// a long one pauses the lane's partitions and gives their prefetch up, so that the other lanes
  /// read on.
  func isHeldUp(_ now: Int64) -> Bool {
    let full = intake.fullLanes
    stalledSince = stalledSince.filter { full.contains($0.key) }
    var isHeldUp = false
    for lane in full {
      let since = stalledSince[lane] ?? now
      stalledSince[lane] = since
      let reading = slots.assigned.filter {
        $0.lane == lane && !$0.isPaused && $0.state.stopReason == nil
      }
      if reading.isEmpty { continue }
      guard now - since >= options.stallPause.milliseconds else {
        isHeldUp = true
        continue
      }
      // What was filled but not handed over stays: it is taken and in order. What Kafka delivers
      // after the pause comes through the opening, with its comparison.
      pause(reading.map(\.number))
      context.events.emit(
        .fetchingPaused(reason: "lane \(lane) has been full for \((now - since) / 1_000) s"))
    }
    return isHeldUp
  }

  func pause(_ numbers: [Int32]) {
    for number in numbers { slots[number].isPaused = true }
    do throws(KafkaError) {
      try consumer.pause(numbers.map { slots[$0].at })
    } catch {
      // Not assigned any more: nothing of it is delivered either.
      context.events.emit(.consumerFailed(code: error.code.rawValue, reason: error.summary))
    }
  }

  /// Lanes that have room again read on, after the comparison that every resume asks for. A partition
  /// may have been paused while its first record was awaited to be compared.
  func resumeStalled() {
    var hasResumed = false
    defer { if hasResumed { context.events.emit(.fetchingResumed()) } }
    for slot in slots.assigned
    where slot.isPaused && slot.state.isReading && !intake.isFull(slot.lane)
      && intake.isIdle(slot.lane)
    {
      slots[slot.number].isPaused = false
      hasResumed = true
      act(slots[slot.number].state.recheckNeeded(), on: slot.number)
    }
  }
}
