internal import CRDKafka
import Glibc
import Pipeline

/// The assigned partitions, where each stands, and how a record finds its own without a string.
struct PartitionSlots {
  private struct Key: Hashable {
    var topic: OpaquePointer
    var partition: Int32
  }

  private(set) var partitions: [TopicPartition] = []
  /// The offset after what was delivered last, for each partition that was started; nil for the
  /// others.
  private(set) var next: [Int64?] = []
  /// librdkafka's topic objects live as long as the assignment, so their addresses serve as keys.
  private var known: [Key: Int] = [:]
  private var last: (key: Key, slot: Int)?

  mutating func replace(with partitions: [TopicPartition]) {
    self.partitions = partitions
    next = Array(repeating: nil, count: partitions.count)
    known.removeAll(keepingCapacity: true)
    last = nil
  }

  mutating func start(_ slot: Int, at offset: Int64) { next[slot] = offset }

  mutating func pause(_ slot: Int) { next[slot] = nil }

  /// Notes that everything before `offset` was delivered.
  mutating func deliver(_ slot: Int, to offset: Int64) { next[slot] = offset }

  /// The same by topic and partition.
  /// - Returns: the slot; nil where the partition is not assigned (any more).
  mutating func deliver(topic: OpaquePointer, partition: Int32, to offset: Int64) -> Int? {
    guard let slot = slot(topic: topic, partition: partition) else { return nil }
    next[slot] = offset
    return slot
  }

  /// What runs, and where it stands.
  var running: [PartitionOffset] {
    zip(partitions, next).compactMap { at, next in next.map { PartitionOffset(at, $0) } }
  }

  /// What was not started.
  var idle: [TopicPartition] {
    zip(partitions, next).compactMap { at, next in next == nil ? at : nil }
  }

  func index(of at: TopicPartition) -> Int? {
    partitions.firstIndex { $0.partition == at.partition && utf8Equal($0.topic, at.topic) }
  }

  /// The slot of a message's partition; nil where it is not assigned (any more).
  mutating func slot(topic: OpaquePointer, partition: Int32) -> Int? {
    let key = Key(topic: topic, partition: partition)
    if let last, last.key == key { return last.slot }
    guard let slot = known[key] ?? find(key) else { return nil }
    known[key] = slot
    last = (key, slot)
    return slot
  }

  private func find(_ key: Key) -> Int? {
    let name = String(cString: rd_kafka_topic_name(key.topic))
    return index(of: TopicPartition(topic: name, partition: key.partition))
  }
}
