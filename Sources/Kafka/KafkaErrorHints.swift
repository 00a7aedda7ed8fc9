internal import CRDKafka

extension KafkaError {
  /// The way out, where one is known.
  public var hint: String? {
    switch code {
    case .authentication: Self.scramHint(text, librdkafka: rd_kafka_version())
    case .fenced:
      "another process uses the same group.instance.id; stop it, or give each instance its own"
    case .badMessage:
      "the stored batch is damaged or uses an unknown compression; see the broker's log, then "
        + "accept the loss of these offsets by the operator's command"
    case .offsetOutOfRange:
      "retention removed these records or the topic was made again; the bus never jumps by itself"
    case .notAuthorised: "grant this principal Read and Describe on the topic and Read on the group"
    default: nil
    }
  }

  /// librdkafka before 2.6.1 sends a SCRAM nonce that Kafka 4.0 and newer refuse, and the broker
  /// then answers "invalid credentials" to a right password.
  static func scramHint(_ text: String, librdkafka library: Int32) -> String? {
    guard library < 0x0206_01ff, text.contains("SCRAM"), text.contains("invalid credentials") else {
      return nil
    }
    return """
      the password may be right: librdkafka \(versionText(library)) cannot log in by SCRAM at \
      Kafka 4.0 and newer. Ways out: librdkafka 2.6.1 or newer, PLAIN over TLS, a client \
      certificate, OAUTHBEARER
      """
  }

  /// `0xMMmmrrxx`, as `rd_kafka_version()` documents it.
  private static func versionText(_ version: Int32) -> String {
    "\(version >> 24).\(version >> 16 & 0xff).\(version >> 8 & 0xff)"
  }
}
