import Testing

@testable import Pipeline

@Suite("A lane whose topic's refused records jump")
struct LaneBreakerTests {
  static let bad = #"{"id": "x"}"#

  /// A lane with two partitions of one topic, open at offset 10.
  private func lane(
    recordsMin: Int64 = 20, totals: Totals = Totals()
  ) -> LaneState {
    var state = LaneState(breaker: Breaker.Settings(recordsMin: recordsMin, shareMin: 0.5))
    state.builder = BatchBuilderTests.builder()
    for partition in BatchBuilderTests.ledger().all {
      state.opened(partition, totals: totals)
    }
    return state
  }

  private func batch(_ action: LaneState.Action) throws -> Batch {
    guard case .commit(let batch) = action else {
      throw Unexpected()
    }
    return batch
  }

  private struct Unexpected: Error {}

  private func trip(_ state: inout LaneState) -> LaneTrip? {
    for case .tripped(let trip) in state.takeReports() { return trip }
    return nil
  }

  @Test("What lies behind the record with which it trips is not taken, in any partition")
  func cuts() throws {
    var state = lane()
    let buffer = RecordBuffer()
    for offset in 10..<40 {
      BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset), Self.bad)
      BatchBuilderTests.append(buffer, slot: 1, offset: Int64(offset), Self.bad)
    }
    let batch = try batch(state.begun(buffer, isConnected: true))
    #expect(batch.quarantine.count == 20)
    #expect(batch.advances.map(\.next) == [20, 20])
    #expect(trip(&state) == nil, "nothing has happened before it is durable")
    guard case .done = state.committed() else { throw Unexpected() }
    let found = try #require(trip(&state))
    #expect(found.topic == "t" && found.source == 7)
    #expect(found.trip.recent == Breaker.Tally(records: 20, refused: 20))
    #expect(found.partitions.map(\.slot).sorted() == [0, 1])
    #expect(state.ledger.all.isEmpty)
  }

  @Test("Good records between the bad ones count, over several batches and both partitions")
  func counts() throws {
    var state = lane()
    for round in 0..<3 {
      let buffer = RecordBuffer()
      for offset in (10 + round * 10)..<(20 + round * 10) {
        BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset))
        BatchBuilderTests.append(
          buffer, slot: 1, offset: Int64(offset), offset % 10 == 9 ? nil : Self.bad)
      }
      _ = try batch(state.begun(buffer, isConnected: true))
      guard case .done = state.committed() else { throw Unexpected() }
      #expect(trip(&state) == nil)
    }
  }

  @Test("A batch that was not committed counts once, however often it is tried")
  func countsOnce() throws {
    var state = lane()
    let buffer = RecordBuffer()
    for offset in 10..<22 {
      BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset), Self.bad)
    }
    _ = try batch(state.begun(buffer, isConnected: true))
    for _ in 0..<5 {
      _ = state.failed(LaneFailure(.unavailable, "away"), isConnected: true)
      #expect(try batch(state.waited(isConnected: true)).quarantine.count == 12)
    }
    guard case .done = state.committed() else { throw Unexpected() }
    #expect(trip(&state) == nil)
  }

  @Test("A commit whose answer was lost trips as well")
  func lostAnswer() throws {
    var state = lane()
    let buffer = RecordBuffer()
    for offset in 10..<40 {
      BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset), Self.bad)
    }
    let batch = try batch(state.begun(buffer, isConnected: true))
    _ = state.failed(LaneFailure(.outcomeUnknown, "lost"), isConnected: false)
    _ = state.waited(isConnected: false)
    _ = state.connected()
    let advance = try #require(batch.advances.first)
    guard
      case .done = state.ledgerRead([
        LedgerEntry(
          source: 7, at: advance.at, firstOffset: 0, nextOffset: advance.next,
          fingerprint: advance.fingerprint, totals: Totals())
      ])
    else { throw Unexpected() }
    #expect(trip(&state) != nil)
  }

  @Test("After a commit whose answer was lost, too, nothing behind the trip is taken")
  func lostAnswerCuts() throws {
    var state = lane()
    let buffer = RecordBuffer()
    for offset in 10..<40 { BatchBuilderTests.append(buffer, offset: Int64(offset), Self.bad) }
    BatchBuilderTests.append(buffer, slot: 1, offset: 10, Self.bad)
    let batch = try batch(state.begun(buffer, isConnected: true))
    #expect(batch.advances.map(\.at) == [BatchBuilderTests.at])
    _ = state.failed(LaneFailure(.outcomeUnknown, "lost"), isConnected: false)
    _ = state.waited(isConnected: false)
    _ = state.connected()
    let entry = LedgerEntry(
      source: 7, at: BatchBuilderTests.at, firstOffset: 0, nextOffset: batch.advances[0].next,
      fingerprint: batch.advances[0].fingerprint, totals: Totals())
    guard case .done = state.ledgerRead([entry]) else { throw Unexpected() }
    #expect(trip(&state)?.partitions.count == 2)
  }

  @Test("What the database refuses counts")
  func refusedByDatabase() throws {
    var state = lane()
    let buffer = RecordBuffer()
    for offset in 10..<40 { BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset)) }
    let batch = try batch(state.begun(buffer, isConnected: true))
    let rows = (10..<Int32(30)).map {
      batch.refuse($0 - 10, LoadFault(table: "t", sqlState: "23514", words: "no"))
    }
    guard case .done = state.committed(refused: rows) else { throw Unexpected() }
    #expect(trip(&state)?.trip.recent == Breaker.Tally(records: 30, refused: 20))
  }

  @Test("After a trip it goes on when opened again; what an operator accepted is read on")
  func goesOn() throws {
    for isAccepted in [false, true] {
      var state = lane()
      var next: Int64 = 10
      for round in 0..<2 {
        let buffer = RecordBuffer()
        for offset in next..<next + 100 {
          BatchBuilderTests.append(buffer, slot: 0, offset: offset, Self.bad)
        }
        let batch = try batch(state.begun(buffer, isConnected: true))
        let isHeld = round == 0 || !isAccepted
        #expect(batch.quarantine.count == (isHeld ? 20 : 100))
        guard case .done = state.committed() else { throw Unexpected() }
        #expect((trip(&state) != nil) == isHeld)
        next = batch.advances[0].next
        var partition = BatchBuilderTests.ledger(expected: next).all[0]
        partition.epoch = 1
        state.opened(partition, ended: EndedPause(seconds: 9, isAccepted: isAccepted))
      }
    }
  }

  @Test("The end of a pause is heard by a lane that had not tripped, and once only")
  func otherLane() throws {
    for isAccepted in [false, true] {
      var state = lane()
      func refuse(_ state: inout LaneState, _ offsets: Range<Int64>) throws -> Int {
        let buffer = RecordBuffer()
        for offset in offsets { BatchBuilderTests.append(buffer, offset: offset, Self.bad) }
        let batch = try batch(state.begun(buffer, isConnected: true))
        guard case .done = state.committed() else { throw Unexpected() }
        return batch.quarantine.count
      }
      #expect(try refuse(&state, 10..<25) == 15)
      let ended = EndedPause(seconds: 9, isAccepted: isAccepted)
      state.opened(BatchBuilderTests.ledger(expected: 25).all[0], ended: ended)
      #expect(try refuse(&state, 25..<40) == 15)
      // Opened again for another reason: what was counted stays.
      state.opened(BatchBuilderTests.ledger(expected: 40).all[0], ended: ended)
      #expect(try refuse(&state, 40..<60) == (isAccepted ? 20 : 5))
    }
  }

  @Test("A topic whose ledger is full of refused records is read on after a start")
  func habit() throws {
    var totals = Totals()
    totals.quarantined = 1_000
    for (past, count) in [(totals, 100), (Totals(), 20)] {
      var state = lane(totals: past)
      let buffer = RecordBuffer()
      for offset in 10..<110 {
        BatchBuilderTests.append(buffer, slot: 0, offset: Int64(offset), Self.bad)
      }
      #expect(try batch(state.begun(buffer, isConnected: true)).quarantine.count == count)
    }
  }
}
