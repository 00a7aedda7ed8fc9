import Pipeline
import Testing
import Warehouse

/// What the warehouse remembers of topics that their breaker paused, and of records taken.
@Suite("Pauses of topics", .serialized)
struct PauseTests {
  @Test(arguments: TestWarehouse.kinds)
  func pauseLastsUntilItIsEnded(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let administration = try test.administration()
    #expect(try administration.pauses() == [])
    let pause = TopicPause(source: -7, topic: "env.air", contracts: 5, reason: "900 of 1000")
    try administration.pause(pause)
    var found = try #require(try administration.pauses().first)
    #expect(found.lasts && found.pausedSeconds > 1_600_000_000)
    #expect((found.topic, found.contracts, found.reason) == ("env.air", 5, "900 of 1000"))
    #expect(found.holds(5) && !found.holds(6) && found.end(5) == nil)

    // Another lane's word for the same pause changes nothing.
    var again = pause
    again.reason = "another"
    try administration.pause(again)
    #expect(try administration.pauses() == [found])

    #expect(try !administration.resume(source: 8, by: "ops"))
    #expect(try administration.resume(source: -7, by: "ops"))
    #expect(try !administration.resume(source: -7, by: "ops"))
    found = try #require(try administration.pauses().first)
    #expect(!found.lasts && found.resumedBy == "ops")
    #expect(
      found.end(5)?.isAccepted == true && found.end(6)?.isAccepted == false && !found.holds(5))

    try administration.pause(again)
    found = try #require(try administration.pauses().first)
    #expect(found.lasts && found.resumedBy == nil && found.reason == "another")
    #expect(try administration.resume(source: -7, by: nil))
    #expect(try administration.pauses().first?.end(5)?.isAccepted == false)
  }

  @Test(arguments: TestWarehouse.kinds)
  func otherContractsPauseAnew(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let administration = try test.administration()
    try administration.pause(TopicPause(source: 1, topic: "t", contracts: 5, reason: "first"))
    try administration.pause(TopicPause(source: 1, topic: "t", contracts: 6, reason: "second"))
    #expect(try administration.pauses().map(\.reason) == ["second"])
    #expect(try administration.pauses().map(\.contracts) == [6])
  }

  @Test(arguments: TestWarehouse.kinds)
  func earlierFingerprintComesBack(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let session = try test.session()
    let at = TopicPartition(topic: "t", partition: 3)
    _ = try session.openLedger([LedgerRequest(source: 9, at: at, low: 0)])
    var adds = Totals()
    adds.loaded = 20
    let step = LedgerAdvance(
      source: 9, at: at, expected: 0, next: 20,
      fingerprint: Fingerprint(offset: 19, timestamp: 4, hash: 1), adds: adds)
    _ = try session.commit(
      Batch(advances: [step], loads: [], quarantine: []) { _, _ in row(at) })
    let administration = try test.administration()
    // A later one than the row's is no earlier one.
    try administration.restoreFingerprint(
      source: 9, partition: 3, to: Fingerprint(offset: 25, timestamp: 3, hash: 2))
    #expect(try administration.ledger().first?.fingerprint?.offset == 19)
    let earlier = Fingerprint(offset: 12, timestamp: -1, hash: .min)
    try administration.restoreFingerprint(source: 9, partition: 3, to: earlier)
    let entry = try #require(try administration.ledger().first)
    #expect(entry.fingerprint == earlier && entry.nextOffset == 20)
    try test.expectSums()
  }

  private func row(_ at: TopicPartition) -> QuarantineRow {
    QuarantineRow(
      source: 9, at: at, offset: 0, timestamp: 0, agency: nil, contract: nil, stage: .load,
      errors: [], key: nil, headers: nil, payload: nil)
  }

  @Test(arguments: TestWarehouse.kinds)
  func timeOfFirstServingIsKept(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let administration = try test.administration()
    let contract = ServedContract(
      contract: 77, name: "a", version: "1.0", hash: Array(0..<32), text: Array("{}".utf8))
    try administration.record([contract])
    let first = try #require(try administration.firstServed()[77])
    #expect(first > 1_600_000_000)
    try administration.record([contract])
    #expect(try administration.firstServed() == [77: first])
  }
}
