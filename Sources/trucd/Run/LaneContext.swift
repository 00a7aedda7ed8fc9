import Admin
import JSON
import Kafka
import Pipeline
import Synchronization
import Warehouse

/// What all lanes are given: nothing in it is changed by a lane but the mailbox it reports to.
struct LaneContext: Sendable {
  let warehouse: any Warehouse
  let sources: SourceDirectory
  let watermarks: @Sendable (TopicPartition) throws(KafkaError) -> Watermarks
  let board: EpochBoard
  let reports: Mailbox<LaneReport>
  /// Ends a poll that sleeps, so that a report is heard at once.
  let wake: @Sendable () -> Void
  let events: Events
  let metrics: BusMetrics
  let health: RunHealth
  let limits: ReaderLimits
  /// At this size of its rows a batch ends.
  let rowBytesMax: Int
  /// Nil where no topic's share of refused records is watched.
  let breaker: Breaker.Settings?
  let changes: ContractChanges
  /// The bound of one attempt to connect, with the settings that follow it.
  let connectTimeout: Duration
  /// The bound of one answer of the warehouse; beyond it the watchdog calls the thread a hang.
  let commitTimeout: Duration

  func report(_ report: LaneReport) {
    reports.post(report)
    wake()
  }

  /// An environment fault: said once, then seldom, until `warehouseAnswered`.
  func warehouseFailed(_ place: String, _ reason: String) {
    events.emit(.warehouseUnavailable(place: place, reason: reason))
    health.warehouseFailed(place, reason)
  }

  func warehouseAnswered(_ place: String) {
    if health.warehouseAnswered(place) { events.emit(.warehouseAvailable(place: place)) }
  }

  /// Counts what a commit made durable.
  func observe(
    _ advances: [SlotAdvance], refused: [QuarantineRow],
    corrections: [LedgerCorrections.Correction], seconds: Double?
  ) {
    if let seconds { metrics.committed(in: .seconds(seconds)) }
    for (topic, rows) in Dictionary(grouping: refused, by: \.at.topic) {
      events.emit(.rowsRefused(topic: topic, count: rows.count))
    }
    for advance in advances {
      var totals = advance.ledger.adds
      let place = advance.ledger
      if let found = corrections.first(where: {
        $0.source == place.source && $0.partition == place.at.partition
      }) {
        found.apply(to: &totals)
      }
      metrics.count(totals, topic: advance.ledger.at.topic)
      metrics.progressed(advance.ledger.at, timestamp: Clock.wallSeconds)
      if totals.quarantined > 0 {
        events.emit(
          .recordsQuarantined(topic: advance.ledger.at.topic, count: totals.quarantined))
      }
      if totals.gaps > 0 {
        events.emit(
          .gapFound(at: advance.ledger.at, from: advance.ledger.expected, count: totals.gaps))
      }
    }
  }
}
