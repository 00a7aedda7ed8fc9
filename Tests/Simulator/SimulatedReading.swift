import Pipeline

/// Where a simulated Kafka client stands in a partition.
struct ClientPosition {
  var next: Int64 = 0
  var isReading = false
  /// The log's revision that the client knows.
  var revision = 0
  /// The end that it has reported.
  var reportedEnd: Int64 = -1

  init(revision: Int = 0) { self.revision = revision }
}

extension SimulatedDaemon {
  static let recordsAtOnce = 12

  func startReading(_ number: Int, at offset: Int64) {
    var start = offset
    if world.bug == .seekOffByOne && offset < world.logs[number].stableEnd { start += 1 }
    positions[number].next = start
    positions[number].reportedEnd = -1
    positions[number].isReading = true
  }

  func canDeliver(_ number: Int) -> Bool {
    let (slot, position, log) = (slots[number], positions[number], world.logs[number])
    return slot.isAssigned && !slot.isPaused && position.isReading && world.isBrokerUp
      && (position.revision != log.revision || position.next < log.stableEnd
        || position.reportedEnd != log.stableEnd)
  }

  func deliver() {
    let first = Int(world.random.within(0...Int64(slots.count - 1)))
    for step in slots.indices {
      let number = (first + step) % slots.count
      if canDeliver(number) { deliver(number) }
    }
  }

  private func deliver(_ number: Int) {
    let log = world.logs[number]
    guard positions[number].revision == log.revision,
      (log.low...max(log.end, log.low)).contains(positions[number].next)
    else { return partitionFailed(number) }
    var left = Self.recordsAtOnce
    while positions[number].next < log.stableEnd && left > 0 {
      let offset = positions[number].next
      positions[number].next += 1
      left -= 1
      let entry = log.entries[Int(offset)]
      guard entry.isVisible else { continue }
      if !take(entry, offset, number) || !positions[number].isReading { return }
    }
    let end = log.stableEnd
    guard positions[number].next >= end, positions[number].reportedEnd != end else { return }
    positions[number].reportedEnd = end
    guard slots[number].state.endReached(at: end) == .take else { return }
    intake.buffer(of: lane(of: number)).appendEnd(
      slot: Int32(number), epoch: epoch(of: number), offset: end, now: world.now)
  }

  /// A record was delivered. False where its lane can take no more.
  private func take(_ entry: LogEntry, _ offset: Int64, _ number: Int) -> Bool {
    let timestamp = 1_700_000_000_000 + entry.id
    let (key, value) = (entry.key, entry.value)
    let phase = slots[number].state.phase
    let disposition = slots[number].state.delivered(offset: offset) {
      if world.bug == .fingerprintIgnored, case .verifying(let last, _) = phase { return last }
      return Self.fingerprint(offset, timestamp, key, value)
    }
    switch disposition {
    case .drop: return true
    case .stop(let reason):
      halt(number, reason)
      return true
    case .take: break
    }
    key.withUnsafeBytes { key in
      func append(_ value: UnsafeRawBufferPointer?) {
        intake.buffer(of: lane(of: number)).append(
          slot: Int32(number), epoch: epoch(of: number), offset: offset, timestamp: timestamp,
          key: key, value: value, now: world.now)
      }
      if let value { value.withUnsafeBytes { append($0) } } else { append(nil) }
    }
    return !intake.isFull(lane(of: number))
  }

  private static func fingerprint(
    _ offset: Int64, _ timestamp: Int64, _ key: [UInt8], _ value: [UInt8]?
  ) -> Fingerprint {
    key.withUnsafeBufferPointer { key in
      guard let value else {
        return Fingerprint.of(offset: offset, timestamp: timestamp, key: key, value: nil)
      }
      return value.withUnsafeBufferPointer {
        Fingerprint.of(offset: offset, timestamp: timestamp, key: key, value: $0)
      }
    }
  }

  /// Out of range, unknown or moved: where it stands now is read again.
  private func partitionFailed(_ number: Int) {
    positions[number].revision = world.logs[number].revision
    positions[number].isReading = false
    _ = slots[number].state.recheckNeeded()
    openLater(number)
  }

  /// Whether a full lane keeps records from being polled; after a long stall its partitions pause.
  func isHeldUp() -> Bool {
    let full = intake.fullLanes
    stalledSince = stalledSince.filter { full.contains($0.key) }
    var isHeldUp = false
    for lane in full {
      let since = stalledSince[lane] ?? world.now
      stalledSince[lane] = since
      let reading = slots.indices.filter {
        slots[$0].isAssigned && self.lane(of: $0) == lane && !slots[$0].isPaused
          && slots[$0].state.stopReason == nil
      }
      if reading.isEmpty { continue }
      guard world.now - since >= Self.stallPauseMilliseconds else {
        isHeldUp = true
        continue
      }
      for number in reading { slots[number].isPaused = true }
    }
    return isHeldUp
  }

  /// Lanes that have room again read on, after the comparison that every resume asks for.
  func resumeStalled() {
    for number in slots.indices
    where slots[number].isAssigned && slots[number].isPaused && slots[number].state.isReading
      && !intake.isFull(lane(of: number)) && intake.isIdle(lane(of: number))
    {
      slots[number].isPaused = false
      act(slots[number].state.recheckNeeded(), on: number)
    }
  }
}
