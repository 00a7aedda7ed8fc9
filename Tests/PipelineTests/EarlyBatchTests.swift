import Contracts
import Testing

@testable import Pipeline

@Suite("A batch that is judged while the one before is committed")
struct EarlyBatchTests {
  /// A lane whose first batch, offset 10 of two partitions, is about to be committed.
  private static func committing() -> LaneState {
    var state = LaneState()
    (state.builder, state.secondBuilder) = (
      BatchBuilderTests.builder(), BatchBuilderTests.builder()
    )
    for partition in BatchBuilderTests.ledger().all { state.opened(partition) }
    _ = state.begun(batch(offset: 10), isConnected: true)
    return state
  }

  private static func batch(offset: Int64) -> RecordBuffer {
    let buffer = RecordBuffer()
    BatchBuilderTests.append(buffer, slot: 0, offset: offset)
    BatchBuilderTests.append(buffer, slot: 1, offset: offset)
    return buffer
  }

  private static func rows(_ batch: Batch?) -> ListBuffer? {
    batch?.loads.first?.rows as? ListBuffer
  }

  private static func batch(_ action: LaneState.Action) -> Batch? {
    if case .commit(let batch) = action { batch } else { nil }
  }

  @Test("What came as foreseen is taken as it was judged, batch by batch")
  func right() throws {
    var state = Self.committing()
    for offset in 11...13 as ClosedRange<Int64> {
      let next = Self.batch(offset: offset)
      let early = try #require(state.foresight).build(next)
      _ = state.committed()
      let action = state.begun(next, isConnected: true, early: early)
      let taken = try #require(Self.batch(action))
      #expect(Self.rows(taken) === Self.rows(early.built?.batch))
      #expect(Self.rows(taken)?.offsets == [offset, offset])
      #expect(taken.advances.map(\.expected) == [offset, offset])
    }
  }

  @Test("Where a partition has moved meanwhile the batch is judged again, without it")
  func wrong() throws {
    var state = Self.committing()
    let next = Self.batch(offset: 11)
    let early = try #require(state.foresight).build(next)
    _ = state.committed()
    state.closeStale { $0 == 0 ? 99 : BatchBuilderTests.ledger()[$0]?.epoch ?? 0 }
    let taken = try #require(
      Self.batch(state.begun(next, isConnected: true, early: early)))
    #expect(Self.rows(taken) !== Self.rows(early.built?.batch))
    #expect(taken.advances.map(\.at) == [BatchBuilderTests.other])
  }

  @Test("What was judged for another batch is not taken for this one")
  func foreign() throws {
    var state = Self.committing()
    let early = try #require(state.foresight).build(Self.batch(offset: 11))
    _ = state.committed()
    let taken = try #require(
      Self.batch(state.begun(Self.batch(offset: 12), isConnected: true, early: early)))
    #expect(Self.rows(taken)?.offsets == [12, 12])
    #expect(taken.advances.map(\.adds.gaps) == [1, 1])
  }

  @Test("Nothing is foreseen while nothing is under way, or a part of a batch")
  func none() {
    var state = Self.committing()
    _ = state.failed(LaneFailure(unfit: "one topic"), isConnected: true)
    #expect(state.foresight.map { _ in true } == nil, "topic by topic")
    _ = state.committed()
    #expect(state.foresight.map { _ in true } == nil, "done")
  }
}
