import Testing

@testable import Pipeline

@Suite("The buffers between Kafka and the lanes")
struct IntakeTests {
  static func fill(_ intake: inout Intake, lane: Int, bytes: Int, now: Int64 = 0) {
    [UInt8](repeating: 1, count: bytes).withUnsafeBytes { value in
      intake.buffer(of: lane).append(
        slot: 0, epoch: 0, offset: 0, timestamp: 0, key: nil, value: value, now: now)
    }
  }

  @Test("A batch is due when it is old and its lane idle, or when it is full")
  func due() {
    var intake = Intake(lanes: 2, bytesMax: 1_000, delayMilliseconds: 20)
    Self.fill(&intake, lane: 0, bytes: 10, now: 100)
    #expect(intake.due(at: 119).isEmpty)
    #expect(intake.nextDue(at: 110) == 10)
    #expect(intake.due(at: 120).map(\.lane) == [0])
    // The lane is busy: an old batch grows, a full one waits in its turn.
    Self.fill(&intake, lane: 0, bytes: 10, now: 130)
    #expect(intake.due(at: 1_000).isEmpty)
    Self.fill(&intake, lane: 0, bytes: 1_000, now: 131)
    #expect(intake.due(at: 1_000).count == 1)
    Self.fill(&intake, lane: 0, bytes: 2_000, now: 140)
    #expect(intake.due(at: 2_000).isEmpty, "two are under way")
    #expect(intake.fullLanes == [0])
  }

  @Test("A lane that frees a buffer takes the next one; all is idle in the end")
  func free() {
    var intake = Intake(lanes: 1, bytesMax: 100, delayMilliseconds: 20)
    Self.fill(&intake, lane: 0, bytes: 200)
    let first = intake.due(at: 0)
    #expect(!intake.isIdle && first.count == 1)
    intake.free(first[0].buffer, of: 0)
    #expect(intake.isIdle && first[0].buffer.isEmpty)
    Self.fill(&intake, lane: 0, bytes: 1)
    #expect(!intake.isIdle)
    #expect(intake.due(at: 0, all: true).count == 1)
  }

  /// The poll takes records until it is told to stop: were it told so by a lane with two batches under
  /// way alone, one poll of 4,096 records of 16 KiB would make a batch of 64 MiB.
  @Test("Each record that fills a buffer ends the poll, whatever is under way", arguments: 0...2)
  func enough(underWay: Int) {
    var intake = Intake(lanes: 1, bytesMax: 1 << 16, delayMilliseconds: 20)
    for _ in 0..<underWay {
      Self.fill(&intake, lane: 0, bytes: 1 << 16)
      #expect(intake.due(at: 0).count == 1)
    }
    let value = [UInt8](repeating: 1, count: 16_000)
    var count = 0
    var isFull = false
    while !isFull && count < 100 {
      count += 1
      isFull = intake.fill(0) { buffer in
        value.withUnsafeBytes {
          buffer.append(
            slot: 0, epoch: 0, offset: 0, timestamp: 0, key: nil, value: $0, now: 0)
        }
      }
    }
    #expect(count == 5)
    #expect(intake.isFull(0) == (underWay == 2))
  }

  @Test("More lanes take smaller batches, so that all of them hold no more than two do")
  func shares() {
    let sizes = [1, 2, 4, 16, 64].map {
      Intake(lanes: $0, bytesMax: 8 << 20, delayMilliseconds: 20).bytesMax
    }
    #expect(sizes == [8 << 20, 8 << 20, 4 << 20, 1 << 20, 256 << 10])
  }
}
