import Testing

@testable import Pipeline

@Suite("Where a partition starts, and when it stops")
struct PartitionStateTests {
  static let last = Fingerprint(offset: 41, timestamp: 1_000, hash: 7)

  static func entry(
    next: Int64, last: Fingerprint? = PartitionStateTests.last, source: Int64 = 1
  ) -> LedgerEntry {
    LedgerEntry(
      source: source, at: TopicPartition(topic: "env.air", partition: 0), firstOffset: 0,
      nextOffset: next, fingerprint: last, totals: Totals())
  }

  /// A partition that has compared its fingerprint and stands before offset 42.
  static func active() -> PartitionState {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 100, entry: entry(next: 42), now: 0)
    _ = state.delivered(offset: 41) { last }
    return state
  }

  @Test("A partition never seen starts at the ledger's offset, with nothing to compare")
  func neverSeen() {
    var state = PartitionState(epoch: 1)
    let action = state.opened(low: 5, high: 9, entry: Self.entry(next: 5, last: nil), now: 0)
    #expect(action == .read(from: 5))
    #expect(state.delivered(offset: 5) { Self.last } == .take)
  }

  @Test("The last record taken is read again, compared and dropped")
  func fingerprintMatches() {
    var state = PartitionState(epoch: 1)
    #expect(
      state.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 0) == .read(from: 41))
    #expect(!state.isActive)
    #expect(state.delivered(offset: 41) { Self.last } == .drop)
    #expect(state.isActive)
    #expect(state.delivered(offset: 42) { Self.last } == .take)
  }

  @Test("Another record at the last offset stops the partition, and nothing of it is taken")
  func fingerprintDiffers() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 0)
    let other = Fingerprint(offset: 41, timestamp: 1_000, hash: 8)
    #expect(state.delivered(offset: 41) { other } == .stop(.fingerprintMismatch(offset: 41)))
    #expect(state.delivered(offset: 42) { other } == .drop)
  }

  @Test("A record where a gap was proves that the topic was made again")
  func recordInAGap() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 100, entry: Self.entry(next: 50), now: 0)
    #expect(
      state.delivered(offset: 45) { Self.last } == .stop(.fingerprintMismatch(offset: 45)))
  }

  @Test(
    "A record in the gap behind the last record taken proves that the log was cut and written anew")
  func recordInAGapBehind() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 100, entry: Self.entry(next: 45), now: 0)
    #expect(state.delivered(offset: 41) { Self.last } == .drop)
    #expect(
      state.delivered(offset: 43) { Self.last } == .stop(.fingerprintMismatch(offset: 43)))
    #expect(state.stopReason == .fingerprintMismatch(offset: 43))
  }

  @Test("A compacted last record is counted and the next one is taken")
  func lastRecordCompacted() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 0)
    #expect(state.delivered(offset: 44) { Self.last } == .take)
    #expect(state.uncompared == 1)
  }

  @Test("The end of the partition in place of the last record means that it is gone")
  func endInPlaceOfLastRecord() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 42, entry: Self.entry(next: 42), now: 0)
    #expect(state.endReached(at: 42) == .drop)
    #expect(state.isActive)
    #expect(state.uncompared == 1)
  }

  @Test("An expired last record is not sought: reading starts at the next one")
  func lastRecordExpired() {
    var state = PartitionState(epoch: 1)
    #expect(
      state.opened(low: 42, high: 42, entry: Self.entry(next: 42), now: 0) == .read(from: 42))
    #expect(state.uncompared == 1)
  }

  @Test("Records that expired unread stop the partition")
  func retentionPassed() {
    var state = PartitionState(epoch: 1)
    #expect(
      state.opened(low: 60, high: 90, entry: Self.entry(next: 42), now: 0)
        == .stop(.retentionPassed(next: 42, low: 60)))
  }

  @Test("A ledger ahead of the log waits 30 s for a lagging leader, then stops")
  func beyondEnd() {
    var state = PartitionState(epoch: 1)
    let entry = Self.entry(next: 42)
    #expect(state.opened(low: 0, high: 10, entry: entry, now: 0) == .openAfter(milliseconds: 1_000))
    #expect(
      state.opened(low: 0, high: 10, entry: entry, now: 29_999)
        == .openAfter(milliseconds: 1_000))
    #expect(
      state.opened(low: 0, high: 10, entry: entry, now: 30_000)
        == .stop(.beyondEnd(next: 42, high: 10)))
  }

  @Test("A leader that catches up within 30 s lets the partition go on")
  func leaderCatchesUp() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 0, high: 10, entry: Self.entry(next: 42), now: 0)
    #expect(
      state.opened(low: 0, high: 42, entry: Self.entry(next: 42), now: 5_000) == .read(from: 41))
  }

  @Test("The 30 s begin anew after a time in which the broker did not answer")
  func leaderAwayMeanwhile() {
    var state = PartitionState(epoch: 1)
    let entry = Self.entry(next: 42)
    _ = state.opened(low: 0, high: 10, entry: entry, now: 0)
    state.openFailed()
    #expect(
      state.opened(low: 0, high: 10, entry: entry, now: 40_000)
        == .openAfter(milliseconds: 1_000))
  }

  @Test("Past its retention too, what stands before the next offset was written by somebody else")
  func rewrittenBelowNextAfterRetention() {
    var state = PartitionState(epoch: 0)
    _ = state.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 0)
    let action = state.opened(low: 43, high: 90, entry: Self.entry(next: 45), now: 0)
    #expect(action == .read(from: 43))
    var sound = state
    #expect(sound.delivered(offset: 45) { Self.last } == .take)
    #expect(
      state.delivered(offset: 43) { Self.last } == .stop(.fingerprintMismatch(offset: 43)))
  }

  @Test("An offset below the next one is dropped, one beyond it is taken")
  func order() {
    var state = Self.active()
    #expect(state.delivered(offset: 40) { Self.last } == .drop)
    #expect(state.delivered(offset: 47) { Self.last } == .take)
    #expect(state.delivered(offset: 47) { Self.last } == .drop)
  }

  @Test("The end of a partition moves the ledger over control records only")
  func end() {
    var state = Self.active()
    #expect(state.endReached(at: 42) == .drop)
    #expect(state.endReached(at: 44) == .take)
    #expect(state.endReached(at: 44) == .drop)
    #expect(state.delivered(offset: 43) { Self.last } == .drop)
  }

  @Test("A recheck begins a new epoch in which nothing is taken before the comparison")
  func recheck() {
    var state = Self.active()
    #expect(state.recheckNeeded() == .open)
    #expect(state.epoch == 2)
    #expect(state.delivered(offset: 42) { Self.last } == .drop)
    #expect(state.endReached(at: 50) == .drop)
  }

  @Test("Three misses in a row mean a second owner; a commit between them does not")
  func misses() {
    var state = Self.active()
    #expect(state.missed() == .open)
    #expect(state.missed() == .open)
    state.committed()
    #expect(state.missed() == .open)
    #expect(state.missed() == .open)
    #expect(state.missed() == .stop(.secondOwner))
    #expect(state.retryDue() == .open)
  }

  @Test("A stopped partition goes on only once an operator has moved its ledger row or its source")
  func operatorResumes() {
    var state = PartitionState(epoch: 1)
    _ = state.opened(low: 60, high: 90, entry: Self.entry(next: 42), now: 0)
    let epoch = state.epoch
    #expect(state.opened(low: 60, high: 90, entry: Self.entry(next: 42), now: 1) == .nothing)
    #expect(
      state.opened(low: 60, high: 90, entry: Self.entry(next: 60), now: 2) == .read(from: 60))
    #expect(state.epoch == epoch)

    var renewed = PartitionState(epoch: 1)
    _ = renewed.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 0)
    _ = renewed.delivered(offset: 41) { Fingerprint(offset: 41, timestamp: 2, hash: 2) }
    let fresh = Self.entry(next: 0, last: nil, source: 2)
    #expect(renewed.opened(low: 0, high: 100, entry: fresh, now: 3) == .read(from: 0))
  }

  @Test("What its own batches moved before a stop under way is no operator's command")
  func stopUnderWay() {
    var state = Self.active()
    let reason = StopReason.fingerprintMismatch(offset: 41)
    #expect(state.failed(reason) == .stop(reason))
    #expect(state.opened(low: 0, high: 100, entry: Self.entry(next: 60), now: 0) == .nothing)
    #expect(state.opened(low: 0, high: 100, entry: Self.entry(next: 60), now: 1) == .nothing)
    let fresh = Self.entry(next: 0, last: nil, source: 2)
    #expect(state.opened(low: 0, high: 100, entry: fresh, now: 2) == .read(from: 0))

    // The command may come before the first look.
    state = Self.active()
    _ = state.failed(reason)
    #expect(state.opened(low: 0, high: 100, entry: fresh, now: 0) == .read(from: 0))
  }

  @Test("A second owner's partition is taken up again once the row stands still")
  func secondOwnerGone() {
    var state = Self.active()
    for _ in 0..<3 { _ = state.missed() }
    #expect(state.opened(low: 0, high: 100, entry: Self.entry(next: 50), now: 0) == .nothing)
    #expect(state.opened(low: 0, high: 100, entry: Self.entry(next: 60), now: 1) == .nothing)
    #expect(
      state.opened(low: 0, high: 100, entry: Self.entry(next: 60), now: 2) == .read(from: 41))
  }

  @Test("A table that did not fit is tried again by itself")
  func unfitRetries() {
    var state = Self.active()
    #expect(state.failed(.unfit("no table")) == .stop(.unfit("no table")))
    #expect(state.missed() == .nothing)
    #expect(state.recheckNeeded() == .nothing)
    #expect(
      state.opened(low: 0, high: 100, entry: Self.entry(next: 42), now: 1) == .read(from: 41))
  }
}
