internal import CRDKafka

/// A librdkafka property as an operator writes it.
public typealias KafkaProperty = (name: String, value: String)

/// The bus's own settings of a client, and what an operator may not change.
enum Properties {
  /// A setting on which the bus's promise stands.
  struct Fixed {
    var name: String
    var value: String
    /// Why another value would break the promise.
    var reason: String
    /// Debian 12's librdkafka does not have it yet, and behaves so.
    var isNew = false
  }

  static let consumerFixed: [Fixed] = [
    Fixed(name: "check.crcs", value: "true", reason: "damaged records must be noticed"),
    Fixed(
      name: "isolation.level", value: "read_committed",
      reason: "records of aborted transactions must not reach the warehouse"),
    Fixed(
      name: "enable.auto.commit", value: "false",
      reason: "the position is kept in the warehouse, in the transaction that writes the rows"),
    Fixed(
      name: "enable.auto.offset.store", value: "false",
      reason: "the position is kept in the warehouse, in the transaction that writes the rows"),
    Fixed(
      name: "enable.partition.eof", value: "true",
      reason: "the end of a partition is how the last record taken is known to be gone"),
    Fixed(
      name: "auto.offset.reset", value: "error",
      reason: "a position that does not exist must stop the partition, never move it"),
    Fixed(
      name: "group.protocol", value: "classic",
      reason: "the protocol of KIP-848 rebalances incrementally, which loses assignments in old "
        + "librdkafka; the bus rebalances eagerly", isNew: true),
    Fixed(name: "log.queue", value: "true", reason: "log lines are served by the poll thread"),
  ]

  /// The prefetch is held to about 64 MiB of resident memory. A record in librdkafka's queue costs
  /// some 400 bytes beside its own, and each broker connection may overshoot by one response, which
  /// is counted compressed and grows when it is unpacked: hence small responses. They cost the
  /// bus nothing (measured: 2.2 million records of 270 bytes a second either way), but the broker:
  /// with 4 MiB a response its processor time a record was less than half.
  ///
  /// A broker's machine that vanishes closes no connection: what is asked on it stands until
  /// `socket.timeout.ms`, librdkafka's own minute of it is too long.
  ///
  /// A member hears of a rebalance by its next heartbeat. The first that hears gives its partitions
  /// up and waits for the last, so this is how long partitions may stand whenever a daemon comes or
  /// goes: with librdkafka's 3 s as long as that *(measured)*.
  static let consumerDefaults: [KafkaProperty] = [
    ("client.id", "trucd"),
    ("partition.assignment.strategy", "roundrobin"),
    ("session.timeout.ms", "10000"),
    ("heartbeat.interval.ms", "500"),
    ("queued.min.messages", "40000"),
    ("queued.max.messages.kbytes", "24576"),
    ("fetch.max.bytes", "1048576"),
    ("fetch.message.max.bytes", "262144"),
    ("socket.keepalive.enable", "true"),
    ("socket.timeout.ms", "20000"),
    ("reconnect.backoff.max.ms", "2000"),
  ]

  static let producerDefaults: [KafkaProperty] = [
    ("client.id", "trucd"),
    ("enable.idempotence", "true"),
    ("linger.ms", "5"),
    ("socket.keepalive.enable", "true"),
    ("log.queue", "true"),
  ]

  /// Says why an operator's property is refused, or returns nil.
  static func refusal(of property: KafkaProperty) -> KafkaError? {
    if utf8Equal(property.name, "partition.assignment.strategy"),
      property.value.contains("cooperative")
    {
      return refusal(
        property, "roundrobin or range",
        "cooperative rebalancing can lose assignments or hang in librdkafka 2.0.2")
    }
    for fixed in consumerFixed where utf8Equal(fixed.name, property.name) {
      if utf8Equal(canonical(property.value), fixed.value) { return nil }
      return refusal(property, fixed.value, fixed.reason)
    }
    return nil
  }

  private static func refusal(
    _ property: KafkaProperty, _ allowed: String, _ reason: String
  ) -> KafkaError {
    KafkaError(
      code: .invalidProperty,
      text: "\(property.name) must be \(allowed): \(reason); leave the property out",
      context: "property \(property.name)")
  }

  /// librdkafka takes `1`, `t`, `TRUE` and the like for a boolean.
  private static func canonical(_ value: String) -> String {
    let lower = value.lowercased()
    return switch lower {
    case "1", "t", "true": "true"
    case "0", "f", "false": "false"
    default: lower
    }
  }
}

/// Swift's `==` takes canonically equivalent strings for equal; Kafka compares bytes.
func utf8Equal(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
