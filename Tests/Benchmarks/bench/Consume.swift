import BenchRecords
import CBareConsumer
import Kafka
import Pipeline

/// The bus's own consumer against the plainest loop around librdkafka, on the same records, in turn.
/// Needs the topic that `Append` filled.
struct Consume {
  let bed: Bed
  let count: Int
  let rounds: Int

  func run(_ figures: inout Figures) throws {
    let topic = try bed.cityTopic(count)
    var ratios: [Double] = []
    var rates: [Double] = []
    for _ in 0..<rounds {
      let bare = bare_consumer_read(bed.cluster.bootstrap, topic, Bed.cityPartitions, Int64(count))
      guard bare > 0 else { throw BenchFailure("the bare consumer got no records for 30 s") }
      let own = try read(topic)
      ratios.append(bare / own)
      rates.append(Double(count) / own)
    }
    figures.add("consume_vs_librdkafka", median(ratios))
    figures.add("consume_records_per_s", median(rates))
  }

  /// Seconds from the first record to the last.
  private func read(_ topic: String) throws -> Double {
    let consumer = try Consumer(properties: [
      ("bootstrap.servers", bed.cluster.bootstrap), ("group.id", "bench-consume"),
    ])
    defer { consumer.close(timeoutMs: 5_000) }
    let partitions = (0..<Bed.cityPartitions).map { TopicPartition(topic: topic, partition: $0) }
    try consumer.assign(partitions)
    try consumer.start(partitions.map { PartitionOffset($0, 0) })
    let clock = ContinuousClock()
    let begun = clock.now
    var first: ContinuousClock.Instant?
    var left = count
    while left > 0 {
      if begun.duration(to: clock.now) > .seconds(120) {
        throw BenchFailure("the bus's consumer lacks \(left) records after 120 s")
      }
      left -= try consumer.poll(timeoutMs: 100) { _ in
        .more
      } onEvent: { _ in
      }
      if first == nil && left < count { first = clock.now }
    }
    return (first ?? begun).duration(to: clock.now) / .seconds(1)
  }
}
