/// The rules that trucd lays on librdkafka's properties.
enum KafkaProperties {
  /// A property on which the promise of exactly once rests.
  struct Fixed {
    var name: String
    var value: String
    var why: String
  }

  static let fixed: [Fixed] = [
    Fixed(
      name: "auto.offset.reset", value: "error",
      why: "a partition never jumps; where it starts is the ledger's to say"),
    Fixed(
      name: "check.crcs", value: "true", why: "a batch that was damaged on its way must not load"),
    Fixed(
      name: "enable.auto.commit", value: "false",
      why: "offsets move with the warehouse's transaction alone"),
    Fixed(
      name: "enable.auto.offset.store", value: "false",
      why: "offsets move with the warehouse's transaction alone"),
    Fixed(
      name: "enable.partition.eof", value: "true",
      why: "the end of a partition tells whether its last record is still there"),
    Fixed(
      name: "isolation.level", value: "read_committed",
      why: "records of aborted transactions must not load"),
  ]

  static let servers = "bootstrap.servers"
  static let serversAlias = "metadata.broker.list"
  static let group = "group.id"
  static let groupInstance = "group.instance.id"
  static let client = "client.id"

  /// Whether a property's value is a secret by its name: passwords, keys, tokens.
  static func isSecret(_ name: String) -> Bool {
    name.contains("password") || name.contains("secret") || name.hasSuffix("key.pem")
      || name == "sasl.oauthbearer.config"
  }

  /// What is wrong with setting `name` to `value`; nil where nothing is.
  static func objection(to name: String, value: String) -> String? {
    if let rule = fixed.first(where: { $0.name == name }), rule.value != value {
      return "kafka \"\(name)\" can only be \"\(rule.value)\": \(rule.why)"
    }
    if name == "partition.assignment.strategy", value.contains("cooperative") {
      return "kafka \"\(name)\" cannot be \"cooperative-sticky\": librdkafka 2.0.2 can lose "
        + "assignments with it; take \"roundrobin\", the default, or \"range\""
    }
    return nil
  }
}
