/// What went wrong between the bus and Kafka.
///
/// `text` is librdkafka's own sentence. It names brokers, topics and properties, never the value of
/// a secret and never a record's bytes.
public struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A closed list, for a `switch` that must be complete.
  public enum Code: String, CaseIterable, Sendable {
    /// No answer within the time given.
    case timedOut = "timed-out"
    /// The broker, or the leader or coordinator in question, cannot be reached.
    case brokerUnavailable = "broker-unavailable"
    /// The broker refused the credentials or the mechanism.
    case authentication
    /// TLS failed: certificate, authority, protocol.
    case tls
    /// No such topic or partition.
    case topicUnknown = "topic-unknown"
    case topicExists = "topic-exists"
    /// An access control list of the broker says no.
    case notAuthorised = "not-authorised"
    /// The offset asked for is below the low or above the high watermark.
    case offsetOutOfRange = "offset-out-of-range"
    /// Bytes that fail the CRC or cannot be decompressed. librdkafka fetches them again for ever.
    case badMessage = "bad-message"
    case messageTooLarge = "message-too-large"
    /// Another process runs under the same `group.instance.id` or `transactional.id`.
    case fenced
    /// `max.poll.interval.ms` passed without a poll: the group has given the partitions away.
    case maxPollExceeded = "max-poll-exceeded"
    /// A configuration property that librdkafka or the bus refuses.
    case invalidProperty = "invalid-property"
    /// The partition is not, or no longer, assigned to this consumer.
    case notAssigned = "not-assigned"
    /// The producer's queue is full and stayed so.
    case queueFull = "queue-full"
    /// The client was closed.
    case closed
    case other
  }

  public var code: Code
  /// librdkafka's words, or the bus's own where `number` is 0.
  public var text: String
  /// What it happened to: a partition, a topic, a property, a call.
  public var context: String
  /// librdkafka's error number: negative for its own, positive for the broker's; 0 for the bus's own.
  public var number: Int32
  /// Whether the same call may succeed later without anybody changing anything.
  public var isRetriable: Bool
  /// Whether the client is unusable from now on.
  public var isFatal: Bool

  public init(
    code: Code, text: String, context: String = "", number: Int32 = 0, isRetriable: Bool = false,
    isFatal: Bool = false
  ) {
    self.code = code
    self.text = text
    self.context = context
    self.number = number
    self.isRetriable = isRetriable
    self.isFatal = isFatal
  }

  public var description: String { "kafka: " + summary }

  /// The description, for places that say themselves that Kafka is meant.
  public var summary: String {
    var line = code.rawValue
    if !context.isEmpty { line += " (\(context))" }
    line += ": \(text)"
    if let hint { line += " — \(hint)" }
    return line
  }
}
