/// The Kafka consumer as a whole.
extension Event {
  public static func brokerUnavailable(reason: String) -> Event {
    Event(
      "broker_unavailable", .warning, "no broker answers: \(reason); tries on",
      [Field("reason", reason)], pace: .onceThenSeldom)
  }

  public static func brokerAvailable(cluster: String) -> Event {
    Event(
      "broker_available", .info, "connected to Kafka cluster \(cluster)",
      [Field("cluster", cluster)], ends: "broker_unavailable")
  }

  /// After `brokerUnavailable`, under way.
  public static func brokerAnswered() -> Event {
    Event("broker_answered", .info, "a broker answers again", ends: "broker_unavailable")
  }

  public static func partitionsAssigned(count: Int, list: String) -> Event {
    Event(
      "partitions_assigned", .info, "\(count) partitions assigned: \(list)",
      [Field("count", count), Field("partitions", list)])
  }

  public static func partitionsRevoked(count: Int, list: String) -> Event {
    Event(
      "partitions_revoked", .info, "\(count) partitions revoked: \(list)",
      [Field("count", count), Field("partitions", list)])
  }

  public static func groupLeft(others: Int) -> Event {
    Event(
      "group_left", .info, "left the group; its \(others) other members take the partitions over",
      [Field("others", others)])
  }

  /// `reason` begins with `code`, the error's short name.
  public static func consumerFailed(code: String, reason: String) -> Event {
    Event(
      "consumer_failed", .warning, "Kafka: \(reason)",
      [Field("code", code), Field("reason", reason)], pace: .onceThenSeldom, subject: code)
  }

  /// The topics of all contracts, as far as the cluster has them.
  public static func topicsSubscribed(count: Int, list: String) -> Event {
    Event(
      "topics_subscribed", .info, "reads \(count) topics: \(list)",
      [Field("count", count), Field("topics", list)])
  }

  /// Only tools that show lag read these offsets.
  public static func lagCommitFailed(reason: String) -> Event {
    Event(
      "lag_commit_failed", .debug, "offsets for lag tools were not written: \(reason)",
      [Field("reason", reason)], pace: .onceThenSeldom)
  }

  /// A line of librdkafka's own log; `severity` as in syslog. Its lines about connections are one
  /// subject, whatever broker, time and count they name; one that is mere debugging silences no warning.
  public static func clientSpoke(severity: Int32, facility: String, text: String) -> Event {
    let level: Level = severity <= 4 ? .warning : .debug
    let topic = isOfTransport(facility, text) ? "transport" : text.filter { !$0.isNumber }
    return Event(
      "client_spoke", level, "librdkafka: \(facility): \(text)",
      [Field("severity", severity), Field("facility", facility)], pace: .onceThenSeldom,
      subject: "\(level.name) \(topic)")
  }

  private static func isOfTransport(_ facility: String, _ text: String) -> Bool {
    switch facility {
    case "FAIL", "REQTMOUT": true
    case "ERROR": !text.contains("partition") && !text.contains("topic")
    default: false
    }
  }

  /// Another member with the same `group.instance.id` took this one's place. `instance` may be
  /// librdkafka's words about it.
  public static func instanceFenced(instance: String) -> Event {
    Event(
      "instance_fenced", .error,
      "another daemon with the same group.instance.id took this one's place (\(instance)); stops "
        + "for good. Give each daemon of a host its own consumer.instance",
      [Field("instance", instance)])
  }

  /// The broker gave the group no answer for as long as a session lasts, and then refused this member
  /// for a request out of its former session. The client is beyond use, the daemon is not: its next
  /// start takes its own place again.
  public static func sessionLost(reason: String) -> Event {
    Event(
      "session_lost", .error,
      "the session with the group is lost, and the client cannot go on (\(reason)); stops, to be "
        + "started again. Nothing is lost: the ledger tells the next start where to go on",
      [Field("reason", reason)])
  }

  /// The cluster lost the topic, or the daemon the right to see it. `topic` is empty where only
  /// librdkafka's words in `reason` name it.
  public static func topicUnavailable(topic: String, reason: String) -> Event {
    Event(
      "topic_unavailable", .warning, topic.isEmpty ? reason : "topic \(topic): \(reason)",
      [Field("topic", topic), Field("reason", reason)], pace: .onceThenSeldom,
      subject: topic.isEmpty ? reason : topic)
  }

  public static func fetchingPaused(reason: String) -> Event {
    Event(
      "fetching_paused", .warning, "fetching is paused: \(reason)", [Field("reason", reason)],
      pace: .onceThenSeldom)
  }

  public static func fetchingResumed() -> Event {
    Event("fetching_resumed", .info, "fetching goes on", ends: "fetching_paused")
  }
}
