import Configuration
import Pipeline

extension Breaker.Settings {
  /// Nil where the breaker is turned off.
  init?(_ consumer: Configuration.Consumer) {
    guard consumer.breaker else { return nil }
    self.init(
      recordsMin: Int64(consumer.breakerRecordsMin),
      shareMin: Double(consumer.breakerPercentMin) / 100)
  }
}
