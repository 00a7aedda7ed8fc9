import Admin
import Pipeline
import Testing
import Warehouse

@testable import trucd

@Suite("What an operator is told")
struct OperatorCommandTests {
  private static func check(
    kafka: String = "", warehouse: String = "sqlite:/nowhere/kho.sqlite"
  ) throws -> trucd.ExitStatus {
    let folder = try TestFolder()
    try folder.write(
      "Schemas/test/a.v1.schema.json",
      #"{"x-trucd": {"topics": ["t"], "owner": "H17.99", "table": "things"}}"#)
    try folder.write(
      "trucd.toml",
      """
      [kafka]
      "bootstrap.servers" = "127.0.0.1:1"
      \(kafka)
      [contracts]
      directory = "\(folder.path)/Schemas"
      [warehouse]
      url = "\(warehouse)"
      """)
    return CommandLineRunner.run(
      ["check", "--offline", "--config", "\(folder.path)/trucd.toml"], Command.all)
  }

  @Test("A check without broker and database finds what the start would refuse all the same")
  func offline() throws {
    #expect(try Self.check() == .success)
    #expect(try Self.check(warehouse: "mysql://db/kho") == .findings)
    #expect(try Self.check(kafka: #""socket.timeout.mss" = 1"#) == .findings)
    #expect(try Self.check(kafka: #""session.timeout.ms" = "soon""#) == .findings)
  }

  @Test("A ledger that no daemon has made yet is told as that, not as a table that is missing")
  func noLedgerYet() {
    do throws(LedgerTool.Failure) {
      try LedgerTool.asking { () throws(WarehouseError) in
        throw WarehouseError(
          .unfit, "relation \"trucd.ledger\" does not exist", sqlState: "42P01",
          table: "trucd.ledger")
      }
      Issue.record("it fails")
    } catch {
      #expect(error.message.contains("a daemon makes it at its start"))
    }
  }

  @Test("A list before the first start of a daemon is empty, with the reason, and no failure")
  func listBeforeTheFirstStart() throws {
    let folder = try TestFolder()
    try folder.write(
      "trucd.toml",
      """
      [kafka]
      "bootstrap.servers" = "127.0.0.1:1"
      [contracts]
      directory = "/nowhere"
      [warehouse]
      url = "sqlite:\(folder.path)/kho.sqlite"
      """)
    func run(_ words: String...) -> trucd.ExitStatus {
      CommandLineRunner.run(words + ["--config", folder("trucd.toml")], Command.all)
    }
    #expect(run("ledger", "list") == .success)
    #expect(run("topic", "list") == .success)
    #expect(run("topic", "resume", "t") == .badInput)
    // A file that some other program made.
    try folder.write("kho.sqlite", "")
    #expect(run("ledger", "list") == .success)
    #expect(run("topic", "list") == .success)
    #expect(run("topic", "resume", "t") == .badInput)
  }

  @Test("A partition that waits for its leader is a notice on /readyz, and the daemon is ready")
  func leaderAwaited() throws {
    let health = Health()
    let run = RunHealth(
      health: health, metrics: BusMetrics(registry: MetricRegistry(), version: "test"))
    for name in ["contracts", "kafka"] { health.clear(name) }
    var slot = Slot(
      number: 0, at: TopicPartition(topic: "env.air", partition: 3), lane: 0, now: 0)
    slot.isAssigned = true
    let entry = LedgerEntry(
      source: 1, at: slot.at, firstOffset: 0, nextOffset: 5, fingerprint: nil, totals: Totals())
    _ = slot.state.opened(low: 0, high: 1, entry: entry, now: 0)
    run.show([slot], alarmAfter: 60_000, now: 0)
    #expect(health.isReady)
    let message = try #require(health.reasons.first { $0.name == "leaders" }?.message)
    #expect(message.contains("env.air/3: the ledger stands at 5, the partition ends at 1"))
    #expect(message.contains("30 s"))
    _ = slot.state.opened(low: 0, high: 5, entry: entry, now: 1_000)
    run.show([slot], alarmAfter: 60_000, now: 1_000)
    #expect(health.reasons.isEmpty)
  }

  @Test("/readyz names the way out for a partition that stopped")
  func wayOutOfAStop() throws {
    let health = Health()
    let run = RunHealth(
      health: health, metrics: BusMetrics(registry: MetricRegistry(), version: "test"))
    var slot = Slot(
      number: 0, at: TopicPartition(topic: "env.air", partition: 3), lane: 0, now: 0)
    slot.isAssigned = true
    _ = slot.state.failed(.retentionPassed(next: 0, low: 50))
    run.show([slot], alarmAfter: 1_000, now: 1_000_000)
    let message = try #require(health.reasons.first { $0.name == "partitions" }?.message)
    #expect(message.hasPrefix("1 partition stands still. "))
    #expect(message.hasSuffix("trucd ledger discard env.air/3 --to 50"))
  }
}
