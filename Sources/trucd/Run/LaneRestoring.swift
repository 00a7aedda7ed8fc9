import Admin
import Pipeline
import Warehouse

extension LaneWorker {
  /// Has the ledger remember a record that Kafka contradicts, so that the stop outlives a restart.
  func restore(_ source: Int64, _ place: TopicPartition, _ fingerprint: Fingerprint) {
    var backoff = Backoff()
    while true {
      heartbeat.waits(for: "restoring a fingerprint", atMost: context.connectTimeout)
      do throws(WarehouseError) {
        try context.sources.ask { (session) throws(WarehouseError) in
          try session.restoreFingerprint(
            source: source, partition: place.partition, to: fingerprint)
        }
        heartbeat.beat()
        return recovered()
      } catch {
        if !wait(after: error.description, &backoff) { return }
      }
    }
  }
}
