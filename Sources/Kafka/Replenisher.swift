internal import CRDKafka

/// Keeps the fetchers going when the prefetch has been full.
///
/// Once the queue reaches its budget, a fetcher of librdkafka before 2.3 looks at it again only
/// after a second, however fast it is drained. Newer ones take the pause as a property. For the
/// older ones the only call that wakes the fetchers without a request to the broker and without
/// touching a position is the one that sets the SASL credentials; the same ones are set again.
struct Replenisher {
  private static let property = "fetch.queue.backoff.ms"
  private static let bytesBetweenWakes = 2 << 20

  private var credentials: (name: String, password: String)?
  private var bytesTaken = 0

  init(_ configuration: borrowing Configuration, _ properties: [KafkaProperty]) throws(KafkaError) {
    func value(_ names: String...) -> String {
      properties.last { property in names.contains { utf8Equal($0, property.name) } }?.value ?? ""
    }
    if configuration.knows(Self.property) {
      if value(Self.property).isEmpty { try configuration.set((Self.property, "5")) }
    } else {
      credentials = (value("sasl.username"), value("sasl.password"))
    }
  }

  mutating func took(_ handle: OpaquePointer, bytes: Int) {
    guard let credentials else { return }
    bytesTaken += bytes
    guard bytesTaken >= Self.bytesBetweenWakes else { return }
    bytesTaken = 0
    if let error = rd_kafka_sasl_set_credentials(handle, credentials.name, credentials.password) {
      rd_kafka_error_destroy(error)
    }
  }
}
