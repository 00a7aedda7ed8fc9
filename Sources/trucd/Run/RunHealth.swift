import Admin
import Pipeline
import Synchronization

/// What the parts of the daemon tell about themselves, under names that stay the same: the reasons
/// of /readyz and the gauges of /metrics.
final class RunHealth: Sendable {
  let health: Health
  private let metrics: BusMetrics
  /// The parts of the daemon for which the warehouse is away.
  private let waiting = Mutex<Set<String>>([])

  init(health: Health, metrics: BusMetrics) {
    self.health = health
    self.metrics = metrics
    health.report("contracts", .notReady, "the contracts are not yet compared with the warehouse")
    health.report("kafka", .notReady, "no broker has answered yet")
  }

  func warehouseFailed(_ place: String, _ reason: String) {
    waiting.withLock { _ = $0.insert(place) }
    health.report("warehouse (\(place))", .notReady, reason)
  }

  /// True where the warehouse had been away for this part of the daemon.
  func warehouseAnswered(_ place: String) -> Bool {
    guard waiting.withLock({ $0.remove(place) }) != nil else { return false }
    health.clear("warehouse (\(place))")
    return true
  }

  func kafkaFailed(_ reason: String) { health.report("kafka", .notReady, reason) }
  func kafkaAnswered() { health.clear("kafka") }

  /// Partitions that a fixed assignment leaves to nobody.
  func unread(_ places: [TopicPartition]) {
    guard !places.isEmpty else { return health.clear("unread") }
    let list = places.prefix(10).map(\.description).joined(separator: ", ")
    health.report("unread", .notice, "nobody reads \(places.count) partitions: \(list)")
  }

  /// Gauges and standstill reasons of all partitions; called about once a second.
  func show(_ slots: [Slot], alarmAfter: Int64, now: Int64) {
    var standing: [String] = []
    var paused: [String: String] = [:]
    var awaiting = TroubledPartitions()
    for slot in slots {
      guard slot.isAssigned && !slot.isRetired else {
        metrics.forget(slot.at)
        continue
      }
      metrics.setLag(slot.lag, of: slot.at)
      metrics.setState(slot.phaseName, of: slot.at)
      if let reason = slot.state.stopReason, reason.isOfTopic {
        paused[slot.at.topic] = "\(reason.reason). \(reason.wayOut(at: slot.at))"
        continue
      }
      if slot.isAwaitingLeader { awaiting.add(slot.at, slot.standstill) }
      let isStill = now - slot.progressAt >= alarmAfter && (slot.lag > 0 || !slot.state.isActive)
      if isStill || slot.state.stopReason != nil {
        let wayOut = slot.state.stopReason.map { ". \($0.wayOut(at: slot.at))" } ?? ""
        standing.append("\(slot.at): \(slot.standstill)\(wayOut)")
      }
    }
    show(paused)
    show(awaiting)
    guard !standing.isEmpty else { return health.clear("partitions") }
    let count = standing.count == 1 ? "1 partition stands" : "\(standing.count) partitions stand"
    health.report(
      "partitions", .notReady,
      "\(count) still. " + standing.prefix(5).joined(separator: "; "))
  }

  /// Partitions that are about to stop where their leader does not catch up.
  private func show(_ awaiting: TroubledPartitions) {
    if awaiting.isEmpty {
      health.clear("leaders")
    } else {
      health.report("leaders", .notice, awaiting.awaitingLeader)
    }
  }

  /// Topics that stand by their breaker, each with its reason.
  private func show(_ paused: [String: String]) {
    metrics.setPaused(Array(paused.keys))
    guard !paused.isEmpty else { return health.clear("topics") }
    let list = paused.sorted { $0.key < $1.key }.prefix(5).map { "\($0.key): \($0.value)" }
    let count = paused.count == 1 ? "1 topic is" : "\(paused.count) topics are"
    health.report(
      "topics", .notReady, "\(count) paused by the breaker. " + list.joined(separator: "; "))
  }
}
