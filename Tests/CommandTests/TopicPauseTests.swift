import Admin
import Contracts
import Pipeline
import Testing

@testable import trucd

@Suite("What operators are told of a paused topic")
struct TopicPauseTests {
  private func catalog(_ versions: [(name: String, version: String)]) -> ContractCatalog {
    ContractCatalog.load(
      versions.map { name, version in
        ContractFile(
          path: "env/\(name).v1.schema.json",
          bytes: Array(
            """
            {"type": "object", "properties": {"id": {"type": "integer"}},
             "x-trucd": {"topics": ["env.air"], "owner": "H17.99", "table": "t",
               "version": "\(version)", "status": "\(name == "a" ? "active" : "retired")"}}
            """.utf8))
      })
  }

  @Test(
    "A version serves since it first did, a changed one since the change; the newest stands first")
  func changes() throws {
    let first = catalog([("a", "1.0"), ("b", "1.0")])
    #expect(first.problems.isEmpty, "\(first.problems)")
    let changes = ContractChanges()
    changes.remember([
      try #require(first.contract(named: "env/a.v1")).contract.id: 1_000_000_000,
      try #require(first.contract(named: "env/b.v1")).contract.id: 1_100_000_000,
    ])
    changes.serve(first, seconds: 1_500_000_000)
    #expect(
      changes.describe("env.air", in: first)
        == "env/b.v1 (version 1.0, file env/b.v1.schema.json, serving since 2004-11-09T11:33:20.000Z);"
        + " env/a.v1 (version 1.0, file env/a.v1.schema.json, serving since 2001-09-09T01:46:40.000Z)"
    )

    let second = catalog([("a", "1.1"), ("b", "1.0")])
    changes.serve(second, seconds: 1_600_000_000)
    let text = changes.describe("env.air", in: second)
    #expect(text.hasPrefix("env/a.v1 (version 1.1"))
    #expect(text.contains("since 2020-09-13T12:26:40") && text.contains("since 2004-11-09"))

    #expect(first.digest(ofTopic: "env.air") != second.digest(ofTopic: "env.air"))
    #expect(
      first.digest(ofTopic: "env.air")
        == catalog([("a", "1.0"), ("b", "1.0")]).digest(ofTopic: "env.air"))

    // A version that comes back is as new as any other change.
    changes.serve(first, seconds: 1_700_000_000)
    #expect(changes.describe("env.air", in: first).hasPrefix("env/a.v1 (version 1.0"))
    #expect(changes.describe("env.air", in: first).contains("since 2023-11-14"))
    #expect(changes.describe("other", in: first) == "no contract lists it")
  }

  @Test("/readyz names a paused topic once, with the way out, whatever number of partitions it has")
  func readiness() throws {
    let registry = MetricRegistry()
    let health = Health()
    let run = RunHealth(health: health, metrics: BusMetrics(registry: registry, version: "test"))
    for name in ["contracts", "kafka"] { health.clear(name) }
    let slots = (0..<Int32(3)).map { number in
      var slot = Slot(
        number: number, at: TopicPartition(topic: "env.air", partition: number), lane: 0, now: 0)
      slot.isAssigned = true
      _ = slot.state.failed(.tooManyRefused("900 of its last 1000 records were refused"))
      return slot
    }
    run.show(slots, alarmAfter: 1_000, now: 1_000_000)
    #expect(!health.isReady)
    #expect(health.reasons.map(\.name) == ["topics"])
    let message = try #require(health.reasons.first?.message)
    #expect(message.hasPrefix("1 topic is paused"))
    #expect(message.contains("env.air: 900 of its last 1000 records were refused"))
    #expect(message.contains("trucd topic resume env.air"))
    let metrics = String(decoding: registry.text(), as: UTF8.self)
    #expect(metrics.contains(#"trucd_topic_paused{topic="env.air"} 1"#))

    run.show(
      slots.map { slot in
        var slot = slot
        slot.state = PartitionState(epoch: 2)
        return slot
      }, alarmAfter: 1_000, now: 0)
    #expect(health.isReady)
    #expect(!String(decoding: registry.text(), as: UTF8.self).contains("trucd_topic_paused{"))
  }
}
