import Admin
import Contracts
import JSON
import Kafka
import Pipeline
import Warehouse

/// What all lanes are given: nothing in it is changed by a lane but the mailbox it reports to.
struct LaneContext: Sendable {
  let warehouse: any Warehouse
  let sources: SourceDirectory
  let watermarks: @Sendable (TopicPartition) throws(KafkaError) -> (low: Int64, high: Int64)
  let board: EpochBoard
  let reports: Mailbox<LaneReport>
  let events: Events
  let limits: ReaderLimits
  /// How long one attempt to connect may take.
  let connectMilliseconds: Int64
}

/// An environment fault that lasts: said once when it begins, then once a minute, then when it is
/// over.
struct Outage {
  private static let repeatMilliseconds: Int64 = 60_000

  let events: Events
  let place: String
  private var saidAt: Int64?

  init(events: Events, place: String) {
    self.events = events
    self.place = place
  }

  mutating func report(_ error: WarehouseError) {
    let now = Clock.milliseconds
    if let saidAt, now - saidAt < Self.repeatMilliseconds { return }
    saidAt = now
    events.emit(.warehouseUnavailable(place: place, error: error.description))
  }

  mutating func over() {
    guard saidAt != nil else { return }
    saidAt = nil
    events.emit(.warehouseRecovered(place: place))
  }
}
