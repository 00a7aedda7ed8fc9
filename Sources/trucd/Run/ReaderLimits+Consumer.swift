import Configuration
import JSON

extension ReaderLimits {
  /// What the bus accepts of a record. Digits are bounded by the record's size alone: what is too
  /// long for its column is told when the row is made.
  init(_ consumer: Configuration.Consumer) {
    self.init(
      payloadBytesMax: consumer.recordBytesMax, nestingDepthMax: consumer.nestingDepthMax,
      numberDigitsMax: .max)
  }
}
