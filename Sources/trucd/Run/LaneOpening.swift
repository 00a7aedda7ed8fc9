import Admin
import Kafka
import Pipeline
import Warehouse

extension LaneWorker {
  /// Reads watermarks and ledger rows of partitions and reports each. Whatever fails at Kafka's
  /// side is reported for the supervisor to try again; the warehouse is waited for here, since
  /// nothing else of this lane could go on without it.
  func open(_ requests: [OpenRequest]) {
    let watermarked = readWatermarks(requests)
    guard !watermarked.isEmpty else { return }
    var backoff = Backoff()
    while true {
      let current = watermarked.filter { context.board.epoch(of: $0.0.slot) == $0.0.epoch }
      if current.isEmpty { return }
      do throws(WarehouseError) {
        try readLedger(current)
        return
      } catch {
        guard error.code == .unavailable || error.code == .outcomeUnknown else {
          for (request, _) in current { fail(request, error.description) }
          return
        }
        if !wait(after: error.description, &backoff) { return }
      }
    }
  }

  private typealias Watermarked = (OpenRequest, (low: Int64, high: Int64))

  /// Asks for each partition in turn. Once the broker does not answer the rest need not wait for
  /// that as well.
  private func readWatermarks(_ requests: [OpenRequest]) -> [Watermarked] {
    var found: [Watermarked] = []
    var outage: KafkaError?
    for request in requests where context.board.epoch(of: request.slot) == request.epoch {
      if let outage {
        fail(request, outage.description)
        continue
      }
      heartbeat.waits(for: "asking Kafka for watermarks", atMost: .seconds(10))
      do throws(KafkaError) {
        let marks = try context.watermarks(request.at)
        found.append((request, (marks.low, marks.high)))
      } catch {
        fail(request, error.description)
        if error.code == .timedOut || error.code == .brokerUnavailable { outage = error }
      }
      heartbeat.beat()
    }
    return found
  }

  private func readLedger(_ watermarked: [Watermarked]) throws(WarehouseError) {
    _ = try connect()
    heartbeat.waits(for: "asking for the newest generations", atMost: context.connectTimeout * 2)
    let sources = try context.sources.sources(
      of: Set(watermarked.map(\.0.at.topic)),
      refreshing: watermarked.contains { $0.0.refreshesSource })
    let free = try withoutHeld(watermarked, sources)
    let rows = free.compactMap { request, marks in
      sources[request.at.topic].map {
        LedgerRequest(source: $0.id, at: request.at, low: marks.low)
      }
    }
    heartbeat.waits(for: "reading the ledger", atMost: context.connectTimeout)
    let entries = try session.openLedger(rows)
    recovered()
    for ((request, marks), entry) in zip(free, entries) {
      state.opened(
        LanePartition(
          slot: request.slot, epoch: request.epoch, source: entry.source, at: request.at,
          expected: entry.nextOffset, low: marks.low), totals: entry.totals,
        ended: sources[request.at.topic].flatMap(endedPause))
      context.report(
        .opened(
          slot: request.slot, epoch: request.epoch, low: marks.low, high: marks.high, entry: entry))
    }
  }

  /// Reports the partitions whose topic its breaker paused; the others remain.
  private func withoutHeld(
    _ watermarked: [Watermarked], _ sources: [String: Source]
  ) throws(WarehouseError) -> [Watermarked] {
    var held: [String: StopReason] = [:]
    for topic in Set(watermarked.map(\.0.at.topic)) {
      if let source = sources[topic], let reason = try hold(source) { held[topic] = reason }
    }
    if held.isEmpty { return watermarked }
    return watermarked.filter { request, _ in
      guard let reason = held[request.at.topic] else { return true }
      context.report(.held(slot: request.slot, epoch: request.epoch, reason))
      return false
    }
  }

  private func fail(_ request: OpenRequest, _ message: String) {
    context.report(
      .openFailed(slot: request.slot, epoch: request.epoch, message: message))
  }
}
