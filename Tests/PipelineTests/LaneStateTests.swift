import Contracts
import JSON
import Testing

@testable import Pipeline

@Suite("How a lane brings a batch into the warehouse")
struct LaneStateTests {
  /// A lane with two partitions of one topic open at offset 10, and a record of each.
  private func begun(isConnected: Bool = true) -> (LaneState, LaneState.Action) {
    var state = LaneState()
    state.builder = BatchBuilderTests.builder()
    for partition in BatchBuilderTests.ledger().all { state.opened(partition) }
    let buffer = RecordBuffer()
    BatchBuilderTests.append(buffer, slot: 0, offset: 10)
    BatchBuilderTests.append(buffer, slot: 1, offset: 10)
    let action = state.begun(buffer, isConnected: isConnected)
    return (state, action)
  }

  private func entry(_ at: TopicPartition, next: Int64, of batch: Batch) -> LedgerEntry {
    LedgerEntry(
      source: 7, at: at, firstOffset: 0, nextOffset: next,
      fingerprint: batch.advances.first { $0.at == at && $0.next == next }?.fingerprint,
      totals: Totals())
  }

  private func places(_ action: LaneState.Action) -> [TopicPartition] {
    switch action {
    case .commit(let batch): batch.advances.map(\.at)
    case .readLedger(let requests): requests.map(\.at)
    case .connect, .wait, .done: []
    }
  }

  @Test("After a lost answer the ledger says what took effect; only the rest is sent again")
  func lostAnswer() {
    var (state, action) = begun()
    guard case .commit(let batch) = action else { return #expect(Bool(false)) }
    action = state.failed(LaneFailure(.outcomeUnknown, "lost"), isConnected: false)
    guard case .wait = action else { return #expect(Bool(false)) }
    action = state.waited(isConnected: false)
    guard case .connect = action else { return #expect(Bool(false)) }
    action = state.connected()
    #expect(places(action) == [BatchBuilderTests.at, BatchBuilderTests.other])
    action = state.ledgerRead([
      entry(BatchBuilderTests.at, next: 11, of: batch),
      entry(BatchBuilderTests.other, next: 10, of: batch),
    ])
    #expect(places(action) == [BatchBuilderTests.other])
    action = state.committed()
    guard case .done = action else { return #expect(Bool(false)) }
    #expect(state.ledger.all.allSatisfy { $0.expected == 11 })
  }

  @Test("A partition at fault stops alone; the others of its topic are committed")
  func faultyPartition() {
    var (state, action) = begun()
    let failure = LaneFailure(
      .fault(.quarantineRefused("refused")), "refused", place: BatchBuilderTests.at)
    action = state.failed(failure, isConnected: true)
    #expect(places(action) == [BatchBuilderTests.at, BatchBuilderTests.other])
    action = state.failed(failure, isConnected: true)
    #expect(places(action) == [BatchBuilderTests.other])
    action = state.committed()
    guard case .done = action else { return #expect(Bool(false)) }
    #expect(state.ledger.all.map(\.at) == [BatchBuilderTests.other])
  }

  @Test("A partition whose row moved is let go; the others are sent again at once")
  func missed() {
    var (state, action) = begun()
    guard case .commit(let batch) = action else { return #expect(Bool(false)) }
    action = state.missed([BatchBuilderTests.at])
    #expect(places(action) == [BatchBuilderTests.at])
    action = state.ledgerRead([entry(BatchBuilderTests.at, next: 30, of: batch)])
    #expect(places(action) == [BatchBuilderTests.other])
  }

  @Test("The same step made by another owner is a miss, for no answer of ours was lost")
  func sameStepOfAnother() {
    var (state, action) = begun()
    guard case .commit(let batch) = action else { return #expect(Bool(false)) }
    action = state.missed([BatchBuilderTests.at])
    action = state.ledgerRead([entry(BatchBuilderTests.at, next: 11, of: batch)])
    #expect(places(action) == [BatchBuilderTests.other])
    let misses = state.takeReports().filter { if case .missed = $0 { true } else { false } }
    #expect(misses.count == 1)
    #expect(state.ledger.all.map(\.at) == [BatchBuilderTests.other])
  }

  @Test("A row that misses and yet reads as expected stops its topic in the end")
  func immovable() {
    var (state, action) = begun()
    guard case .commit(let batch) = action else { return #expect(Bool(false)) }
    var rounds = 0
    while case .commit = action, rounds < 100 {
      rounds += 1
      _ = state.missed([BatchBuilderTests.at])
      action = state.ledgerRead([entry(BatchBuilderTests.at, next: 10, of: batch)])
    }
    guard case .done = action else { return #expect(Bool(false)) }
    #expect(state.ledger.all.isEmpty && rounds == 2 * LaneState.roundsMax)
  }

  @Test("A lane that gives up commits nothing behind the batch that it leaves")
  func givesUp() {
    var (state, action) = begun()
    action = state.failed(LaneFailure(.unavailable, "away"), isConnected: false)
    action = state.gaveUp()
    guard case .done = action else { return #expect(Bool(false)) }
    #expect(state.ledger.all.isEmpty)
  }

  @Test("Records that come before any contract stop their topic")
  func noContracts() {
    var state = LaneState()
    for partition in BatchBuilderTests.ledger().all { state.opened(partition) }
    let buffer = RecordBuffer()
    BatchBuilderTests.append(buffer, offset: 10)
    guard case .done = state.begun(buffer, isConnected: true) else {
      return #expect(Bool(false))
    }
    #expect(state.takeReports().count == 2 && state.ledger.all.isEmpty)
  }
}
