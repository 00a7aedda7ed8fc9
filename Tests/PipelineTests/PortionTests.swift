import Contracts
import Testing

@testable import Pipeline

/// What becomes of records may be many times as large as they are: a buffer is then committed in
/// several batches. Here a row counts as one byte, and a batch ends at four.
@Suite("A buffer that is more than one batch")
struct PortionTests {
  private static func buffer(
    of offsets: Range<Int64>, _ text: (Int64) -> String = { _ in #"{"id": 1}"# }
  ) -> RecordBuffer {
    let buffer = RecordBuffer()
    for offset in offsets {
      for slot in 0...1 as ClosedRange<Int32> {
        BatchBuilderTests.append(buffer, slot: slot, offset: offset, text(offset))
      }
    }
    return buffer
  }

  private static func state() -> LaneState {
    var state = LaneState()
    (state.builder, state.secondBuilder) = (
      BatchBuilderTests.builder(bytesMax: 4), BatchBuilderTests.builder(bytesMax: 4)
    )
    for partition in BatchBuilderTests.ledger().all { state.opened(partition) }
    return state
  }

  private static func offsets(_ action: LaneState.Action) -> [Int64]? {
    guard case .commit(let batch) = action else { return nil }
    return (batch.loads.first?.rows as? ListBuffer)?.offsets ?? []
  }

  /// Brings a buffer into the warehouse as a lane's thread does.
  /// - Returns: the offsets of each commit's rows, and how many records were judged.
  private static func settle(
    _ buffer: RecordBuffer, _ state: inout LaneState, isJudgedAhead: Bool
  ) -> (commits: [[Int64]], judged: Int) {
    var commits: [[Int64]] = []
    var judged = 0
    var early: EarlyBatch?
    var start: Int? = 0
    while let from = start {
      var action = state.begun(buffer, from: from, isConnected: true, early: early)
      if early == nil { judged += offsets(action)?.count ?? 0 }
      early = nil
      while let loaded = offsets(action) {
        if isJudgedAhead, let rest = state.rest, let foresight = state.foresight {
          early = foresight.build(rest.buffer, from: rest.start)
          judged += (early?.built?.batch.loads.first?.rows as? ListBuffer)?.offsets.count ?? 0
        }
        commits.append(loaded)
        action = state.committed()
      }
      start = state.rest?.start
    }
    return (commits, judged)
  }

  @Test("Each record is judged once and committed once, in its order", arguments: [false, true])
  func whole(isJudgedAhead: Bool) {
    var state = Self.state()
    let (commits, judged) = Self.settle(
      Self.buffer(of: 10..<15), &state, isJudgedAhead: isJudgedAhead)
    #expect(commits == [[10, 10, 11, 11], [12, 12, 13, 13], [14, 14]])
    #expect(judged == 10)
    #expect(state.ledger.all.map(\.expected) == [15, 15] && state.rest == nil)
  }

  @Test("Refused records count with their reasons")
  func refused() throws {
    let buffer = Self.buffer(of: 10..<15) { $0 == 11 ? #"{"id": "x"}"# : #"{"id": 1}"# }
    let built = try #require(
      BatchBuilderTests.builder(bytesMax: 4).build(buffer, ledger: BatchBuilderTests.ledger()))
    #expect(built.end == 3 && built.batch.quarantine.map(\.offset) == [11])
    #expect(built.advances.map(\.ledger.next) == [12, 11])
  }

  /// Partitions that are settled have records behind the batch, which must not be passed over.
  @Test("What is tried topic by topic, or again, is of the batch's records alone")
  func again() {
    var state = Self.state()
    let buffer = Self.buffer(of: 10..<14)
    #expect(Self.offsets(state.begun(buffer, isConnected: true)) == [10, 10, 11, 11])
    var action = state.failed(LaneFailure(unfit: "one topic"), isConnected: true)
    #expect(Self.offsets(action) == [10, 10, 11, 11], "the topic alone")
    let reading = state.missed([BatchBuilderTests.other])
    guard case .readLedger = reading else { return #expect(Bool(false)) }
    action = state.ledgerRead([
      LedgerEntry(
        source: 8, at: BatchBuilderTests.other, firstOffset: 0, nextOffset: 10, fingerprint: nil,
        totals: Totals())
    ])
    #expect(Self.offsets(action) == [10, 11], "without the partition that was missed")
    guard case .done = state.committed() else { return #expect(Bool(false)) }
    #expect(state.rest?.start == 4)
    #expect(Self.offsets(state.begun(buffer, from: 4, isConnected: true)) == [12, 13])
  }

  @Test("A lane that gives up leaves the rest as well")
  func gaveUp() {
    var state = Self.state()
    let buffer = Self.buffer(of: 10..<14)
    _ = state.begun(buffer, isConnected: true)
    _ = state.gaveUp()
    guard let rest = state.rest,
      case .done = state.begun(rest.buffer, from: rest.start, isConnected: true)
    else { return #expect(Bool(false)) }
    #expect(state.rest == nil && state.ledger.all.isEmpty)
  }
}
