import Testing

@testable import Pipeline

@Suite("The record by which a topic made again is told")
struct AnchorTests {
  static func print(_ offset: Int64, _ life: Int64 = 1) -> Fingerprint {
    Fingerprint(offset: offset, timestamp: offset, hash: life)
  }

  static func entry(
    next: Int64, _ last: Fingerprint?, compared: Fingerprint? = nil, source: Int64 = 1
  ) -> LedgerEntry {
    LedgerEntry(
      source: source, at: TopicPartition(topic: "t", partition: 0), firstOffset: 0,
      nextOffset: next, fingerprint: last, compared: compared, totals: Totals())
  }

  private func opened() -> Anchor {
    var anchor = Anchor()
    anchor.opened(Self.entry(next: 42, Self.print(41)))
    return anchor
  }

  @Test("The record of the last comparison is looked for, then the one taken last")
  func advances() throws {
    var anchor = opened()
    var question = try #require(anchor.question)
    #expect(question.record == Self.print(41))
    anchor.taken(Self.print(60), of: 1)
    // What was taken after the question waits for the next one.
    #expect(anchor.answered(question, .record(Self.print(41))) == .same)
    question = try #require(anchor.question)
    #expect(question.record == Self.print(41))
    #expect(anchor.answered(question, .record(Self.print(41))) == .same)
    #expect(anchor.question?.record == Self.print(60))
  }

  @Test("Records of a topic made again do not pass for its own, however many were taken")
  func madeAgain() throws {
    var anchor = opened()
    anchor.taken(Self.print(499, 2), of: 1)
    // The comparison after an error finds the new topic's record, since the ledger holds it.
    anchor.opened(Self.entry(next: 500, Self.print(499, 2)))
    let question = try #require(anchor.question)
    #expect(question.record == Self.print(41))
    #expect(anchor.answered(question, .record(Self.print(41, 2))) == .madeAgain)
    #expect(anchor.question == question, "it stays to be found again")
  }

  @Test(
    "A record that expired or was compacted away is not compared, and the next one takes its turn")
  func uncompared() throws {
    for finding in [Anchor.Finding.expired, .gone] {
      var anchor = opened()
      anchor.taken(Self.print(60), of: 1)
      #expect(anchor.answered(try #require(anchor.question), finding) == .uncompared)
      #expect(anchor.question?.record == Self.print(60))
    }
  }

  @Test("A partition that ends before the record is looked at by the partition's own rules")
  func ends() throws {
    var anchor = opened()
    #expect(anchor.answered(try #require(anchor.question), .beyondEnd) == .recheck)
    #expect(anchor.answered(try #require(anchor.question), .unknown("away")) == .unknown("away"))
    #expect(anchor.question?.record == Self.print(41))
  }

  @Test("An answer to an older question counts for nothing")
  func stale() throws {
    var anchor = opened()
    let question = try #require(anchor.question)
    anchor.opened(Self.entry(next: 0, nil, source: 2))
    #expect(anchor.answered(question, .record(Self.print(41, 2))) == .stale)
    #expect(anchor.question == nil)
    anchor.taken(Self.print(41, 2), of: 1)
    #expect(anchor.question == nil, "a batch of the old source was still under way")
    anchor.taken(Self.print(3, 2), of: 2)
    #expect(anchor.question?.record == Self.print(3, 2))
  }

  @Test("A database set back begins anew from its own row")
  func setBack() {
    var anchor = opened()
    anchor.opened(Self.entry(next: 20, Self.print(19)))
    #expect(anchor.question?.record == Self.print(19))
  }

  @Test("What an operator discarded is looked for no more")
  func discarded() throws {
    var anchor = opened()
    let question = try #require(anchor.question)
    #expect(anchor.answered(question, .record(Self.print(41, 2))) == .madeAgain)
    anchor.opened(Self.entry(next: 90, nil))
    #expect(anchor.question == nil && !anchor.isBehind)
    #expect(anchor.answered(question, .record(Self.print(41, 2))) == .stale)
    anchor.taken(Self.print(91, 2), of: 1)
    #expect(anchor.question?.record == Self.print(91, 2))
  }

  @Test("What another process compared last is looked for first")
  func inherited() throws {
    var anchor = Anchor()
    #expect(!anchor.isBehind)
    anchor.opened(Self.entry(next: 500, Self.print(499, 2), compared: Self.print(41)))
    #expect(anchor.isBehind)
    let question = try #require(anchor.question)
    #expect(question.record == Self.print(41))
    var sound = anchor
    #expect(anchor.answered(question, .record(Self.print(41, 2))) == .madeAgain)
    #expect(sound.answered(question, .record(Self.print(41))) == .same)
    #expect(!sound.isBehind && sound.question?.record == Self.print(499, 2))
  }

  @Test("Batches of gaps alone change nothing")
  func gaps() {
    var anchor = opened()
    let before = anchor
    anchor.taken(nil, of: 1)
    #expect(anchor == before)
  }
}
