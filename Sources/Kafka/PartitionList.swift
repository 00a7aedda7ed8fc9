internal import CRDKafka
import Pipeline

/// A partition and the offset that goes with it: where to start, or the next one wanted.
public struct PartitionOffset: Hashable, Sendable {
  public var at: TopicPartition
  public var offset: Int64

  public init(_ at: TopicPartition, _ offset: Int64) {
    self.at = at
    self.offset = offset
  }
}

/// Owns an `rd_kafka_topic_partition_list_t`.
struct PartitionList: ~Copyable {
  typealias Pointer = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  private let pointer: Pointer

  init(_ positions: [PartitionOffset]) {
    pointer = rd_kafka_topic_partition_list_new(Int32(clamping: positions.count))
    for position in positions {
      let element = rd_kafka_topic_partition_list_add(
        pointer, position.at.topic, position.at.partition)
      element?.pointee.offset = position.offset
    }
  }

  init(_ partitions: [TopicPartition], offset: Int64) {
    self.init(partitions.map { PartitionOffset($0, offset) })
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  /// Lends the list to a call, and lives for its length.
  borrowing func lend<Result>(_ call: (Pointer) -> Result) -> Result { call(pointer) }

  /// What librdkafka reports of each element after a call.
  func results() -> [(at: PartitionOffset, error: rd_kafka_resp_err_t)] {
    Self.elements(of: pointer).map { (PartitionOffset(Self.partition($0), $0.offset), $0.err) }
  }

  /// The partitions in a list that librdkafka owns.
  static func partitions(
    of list: UnsafePointer<rd_kafka_topic_partition_list_t>?
  ) -> [TopicPartition] {
    guard let list else { return [] }
    return elements(of: list).map(partition)
  }

  private static func elements(
    of list: UnsafePointer<rd_kafka_topic_partition_list_t>
  ) -> UnsafeBufferPointer<rd_kafka_topic_partition_t> {
    UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
  }

  private static func partition(_ element: rd_kafka_topic_partition_t) -> TopicPartition {
    TopicPartition(topic: String(cString: element.topic), partition: element.partition)
  }
}
