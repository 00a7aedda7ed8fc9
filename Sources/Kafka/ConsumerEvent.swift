import Pipeline

/// What happens to a consumer beside records. Delivered on the poll thread, in order with them.
public enum ConsumerEvent: Sendable {
  /// The group gave these partitions. Nothing of them is read until `start` says from where.
  case assigned([TopicPartition])
  /// The group takes these back and waits until `unassign` is called. No more of their records are
  /// delivered. `lost`: somebody else may own them already.
  case revoked([TopicPartition], lost: Bool)
  /// All records up to `next` have been delivered or skipped (control records, aborted
  /// transactions); `next` is the offset that the next record will have at least.
  case endOfPartition(TopicPartition, next: Int64)
  /// librdkafka cannot read on: an offset that is gone, a damaged batch, a topic deleted. Some it tries
  /// again for ever and in vain; the caller decides, by `pause`.
  case partitionFailed(TopicPartition, KafkaError)
  /// Brokers, group or client; librdkafka tries again by itself unless the error is fatal.
  case failed(KafkaError)
  /// The offsets for lag tools could not be written. Nothing depends on them.
  case lagCommitFailed(KafkaError)
  /// librdkafka's statistics as JSON, where `statistics.interval.ms` asks for them.
  case statistics(String)
  case log(KafkaLogLine)
}

/// A line of librdkafka's own log.
public struct KafkaLogLine: Hashable, Sendable {
  /// As in syslog: 0 emergency … 7 debug.
  public var level: Int32
  public var facility: String
  public var text: String

  public init(level: Int32, facility: String, text: String) {
    self.level = level
    self.facility = facility
    self.text = text
  }
}

/// Whether `poll` goes on after a record.
public enum Flow: Sendable {
  case more
  /// The record was taken; the rest stays in the queue.
  case enough
}
