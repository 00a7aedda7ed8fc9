import Contracts
import Pipeline

/// A partition that a lane shall open: read its watermarks and its ledger row.
struct OpenRequest: Hashable, Sendable {
  var slot: Int32
  var epoch: UInt32
  var at: TopicPartition
  /// Ask the warehouse again which generation of the topic is the newest.
  var refreshesSource: Bool
}

/// What the supervisor tells a lane; taken in order.
enum LaneJob: Sendable {
  case open([OpenRequest])
  case batch(RecordBuffer)
  case use(ContractCatalog)
  /// Records that were found in their place.
  case compared([(slot: Int32, source: Int64, record: Fingerprint)])
  /// Put an earlier fingerprint back into a ledger row, behind what is under way.
  case restore(source: Int64, at: TopicPartition, Fingerprint)
  case end
}

/// What a lane tells the supervisor.
enum LaneReport: Sendable {
  case opened(slot: Int32, epoch: UInt32, low: Int64, high: Int64, entry: LedgerEntry)
  case openFailed(slot: Int32, epoch: UInt32, message: String)
  case committed([SlotAdvance])
  /// The ledger row did not hold the expected offset.
  case missed(slot: Int32, epoch: UInt32)
  case failed(slot: Int32, epoch: UInt32, StopReason)
  /// The topic's breaker tripped, perhaps before this daemon began: nothing was opened.
  case held(slot: Int32, epoch: UInt32, StopReason)
  /// A batch has been dealt with; its buffer may be filled again.
  case free(lane: Int, RecordBuffer)
  case ended(lane: Int)
}
