internal import CRDKafka

/// Owns an `rd_kafka_conf_t` until a client takes it.
struct Configuration: ~Copyable {
  private(set) var pointer: OpaquePointer

  /// Log lines reach nobody but by the queue: librdkafka itself would print them on stderr.
  init() {
    pointer = rd_kafka_conf_new()
    rd_kafka_conf_set_log_cb(pointer) { _, _, _, _ in }
  }

  deinit { rd_kafka_conf_destroy(pointer) }

  /// A consumer's: defaults, then the operator's properties, then what is fixed.
  static func consumer(_ properties: [KafkaProperty]) throws(KafkaError) -> Configuration {
    let configuration = Configuration()
    for property in Properties.consumerDefaults { try configuration.set(property) }
    for property in properties {
      if let refusal = Properties.refusal(of: property) { throw refusal }
      try configuration.set(property)
    }
    for fixed in Properties.consumerFixed where !fixed.isNew || configuration.knows(fixed.name) {
      try configuration.set((fixed.name, fixed.value))
    }
    return configuration
  }

  /// A producer's or an administrator's: defaults, then the operator's properties.
  static func producer(_ properties: [KafkaProperty]) throws(KafkaError) -> Configuration {
    let configuration = Configuration()
    for property in Properties.producerDefaults { try configuration.set(property) }
    for property in properties { try configuration.set(property) }
    return configuration
  }

  func set(_ property: KafkaProperty) throws(KafkaError) {
    var reason = [CChar](repeating: 0, count: 512)
    let result = rd_kafka_conf_set(pointer, property.name, property.value, &reason, reason.count)
    guard result != RD_KAFKA_CONF_OK else { return }
    throw KafkaError(
      code: .invalidProperty, text: redact(text(of: reason), value: property),
      context: "property \(property.name)")
  }

  /// Whether this version of librdkafka has a global property of this name. Says nothing of those of
  /// a topic, such as `auto.offset.reset`, which are unknown here until the first is set.
  func knows(_ name: String) -> Bool {
    var size = 0
    return rd_kafka_conf_get(pointer, name, nil, &size) == RD_KAFKA_CONF_OK
  }

  /// The value of a property that is a number; 0 where it is none.
  func number(_ name: String) -> Int {
    var value = [CChar](repeating: 0, count: 32)
    var size = value.count
    guard rd_kafka_conf_get(pointer, name, &value, &size) == RD_KAFKA_CONF_OK else { return 0 }
    return Int(text(of: value)) ?? 0
  }

  /// Makes the client, which then owns the configuration.
  consuming func makeClient(_ kind: rd_kafka_type_t) throws(KafkaError) -> OpaquePointer {
    var reason = [CChar](repeating: 0, count: 512)
    guard let taken = rd_kafka_conf_dup(pointer) else {
      throw KafkaError(code: .other, text: "the configuration cannot be copied")
    }
    if let handle = rd_kafka_new(kind, taken, &reason, reason.count) { return handle }
    rd_kafka_conf_destroy(taken)
    throw KafkaError(code: .invalidProperty, text: text(of: reason), context: "configuration")
  }

  /// librdkafka repeats a refused value; the value of a secret must not reach a log.
  private func redact(_ text: String, value property: KafkaProperty) -> String {
    let secret = ["password", "secret", "key.pem", "oauthbearer.config"]
    guard secret.contains(where: { property.name.contains($0) }) else { return text }
    return "librdkafka refuses the value of \(property.name)"
  }
}

/// The text in a C buffer, up to its NUL.
func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
