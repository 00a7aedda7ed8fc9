import Admin
import Pipeline
import Warehouse

extension LaneWorker {
  /// A topic of this lane is to be paused. The pause is written down before anybody hears of it:
  /// where it is not in the warehouse, a partition that is opened again would go on. Where its table
  /// takes no pause the topic stops as for any table that does not fit, and the others go on.
  func pause(_ trip: LaneTrip) {
    let detail = describe(trip)
    let pause = TopicPause(
      source: trip.source, topic: trip.topic, contracts: contracts(of: trip.topic), reason: detail)
    var backoff = Backoff()
    while true {
      heartbeat.waits(for: "recording a pause", atMost: context.connectTimeout)
      do throws(WarehouseError) {
        try context.sources.record(pause)
        recovered()
        break
      } catch {
        guard error.code == .unavailable || error.code == .outcomeUnknown else {
          let words = "the pause of its topic cannot be written down, \(error.description)"
          return stop(trip, .unfit("\(words): \(detail)"))
        }
        if !wait(after: error.description, &backoff) { return }
      }
    }
    stop(trip, .tooManyRefused(detail))
  }

  private func stop(_ trip: LaneTrip, _ reason: StopReason) {
    heartbeat.beat()
    for (slot, epoch) in trip.partitions {
      context.report(.failed(slot: slot, epoch: epoch, reason))
    }
  }

  /// Why a topic must not be read; nil where it may.
  func hold(_ source: Source) throws(WarehouseError) -> StopReason? {
    guard let pause = context.sources.pause(of: source.id), pause.lasts else { return nil }
    if context.breaker != nil && pause.holds(contracts(of: source.topic)) {
      return .tooManyRefused(pause.reason)
    }
    try context.sources.end(pause)
    return nil
  }

  /// How the topic's last pause ended.
  func endedPause(_ source: Source) -> EndedPause? {
    context.sources.pause(of: source.id)?.end(contracts(of: source.topic))
  }

  private func contracts(of topic: String) -> Int64 { catalog?.digest(ofTopic: topic) ?? 0 }

  private func describe(_ trip: LaneTrip) -> String {
    let recent = trip.trip.recent
    let past = Int((trip.trip.pastShare * 100).rounded())
    let contracts = catalog.map { context.changes.describe(trip.topic, in: $0) }
    return "\(recent.refused) of its last \(recent.records) records were refused, \(past) % before "
      + "that; trucd.quarantine says why. Its contract: \(contracts ?? "none")"
  }
}
