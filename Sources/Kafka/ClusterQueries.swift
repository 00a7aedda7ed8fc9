internal import CRDKafka
import Pipeline

/// Watermarks of a partition as a `read_committed` consumer sees them.
public struct Watermarks: Hashable, Sendable {
  /// The first offset that is still there.
  public var low: Int64
  /// The offset after the last one that can be read.
  public var high: Int64

  public init(low: Int64, high: Int64) {
    self.low = low
    self.high = high
  }
}

/// A topic as the cluster describes it.
public struct TopicDescription: Hashable, Sendable {
  public var name: String
  public var partitionCount: Int
  /// Set where the cluster does not describe it: unknown, not authorised.
  public var error: KafkaError?

  public init(name: String, partitionCount: Int, error: KafkaError? = nil) {
    self.name = name
    self.partitionCount = partitionCount
    self.error = error
  }
}

/// Questions to the cluster. Any thread; each blocks for at most the time it is given, so the poll
/// thread should leave them to another.
extension Consumer {
  /// The first offset that is there and the one after the last.
  ///
  /// Asked for as offsets of the times "earliest" and "latest" (ListOffsets, −2 and −1):
  /// `rd_kafka_query_watermark_offsets` of 2.0.2 waits for ever once the broker has gone, whatever
  /// time it is given; this call keeps it.
  public func watermarks(
    of at: TopicPartition, timeoutMs: Int32
  ) throws(KafkaError) -> Watermarks {
    Watermarks(
      low: try offset(of: at, atTime: Int64(RD_KAFKA_OFFSET_BEGINNING), timeoutMs / 2),
      high: try offset(of: at, atTime: Int64(RD_KAFKA_OFFSET_END), timeoutMs / 2))
  }

  private func offset(
    of at: TopicPartition, atTime time: Int64, _ timeoutMs: Int32
  ) throws(KafkaError) -> Int64 {
    try client.use(orElse: KafkaError.closed("watermarks")) { handle throws(KafkaError) in
      let list = PartitionList([PartitionOffset(at, time)])
      try check(
        list.lend { rd_kafka_offsets_for_times(handle, $0, timeoutMs) }, at.description)
      guard let answer = list.results().first else {
        throw KafkaError(code: .other, text: "no answer", context: at.description)
      }
      try check(answer.error, at.description)
      guard answer.at.offset >= 0 else {
        throw KafkaError(
          code: .timedOut, text: "no offset was told", context: at.description, isRetriable: true)
      }
      return answer.at.offset
    }
  }

  /// The high watermark that came with the last answer to a fetch; asks nobody, never blocks.
  ///
  /// It counts every record that is replicated. A `read_committed` consumer reads up to the last
  /// stable offset only, so while a transaction is open this may lie beyond what `watermarks`
  /// calls `high`, and lag reckoned by it counts records that cannot be read yet.
  /// - Returns: nil where nothing was fetched yet, or the client is closed.
  public func cachedHigh(of at: TopicPartition) -> Int64? {
    var low: Int64 = 0
    var high: Int64 = -1
    let isKnown = client.isOpen { handle in
      rd_kafka_get_watermark_offsets(handle, at.topic, at.partition, &low, &high)
        == RD_KAFKA_RESP_ERR_NO_ERROR
    }
    return isKnown && high >= 0 ? high : nil
  }

  /// One topic, or all that this principal may see, internal ones (`__…`) among them.
  public func topics(
    named topic: String? = nil, timeoutMs: Int32
  ) throws(KafkaError) -> [TopicDescription] {
    try client.use(orElse: KafkaError.closed("metadata")) { handle throws(KafkaError) in
      try describeTopics(handle, topic, timeoutMs)
    }
  }

  /// The identity of the cluster, one half of a source's. It stays the same for its whole life.
  public func clusterID(timeoutMs: Int32) throws(KafkaError) -> String {
    try client.use(orElse: KafkaError.closed("cluster id")) { handle throws(KafkaError) in
      // The question alone opens no connection: librdkafka would get to that within the next second.
      var metadata: UnsafePointer<rd_kafka_metadata>?
      try check(rd_kafka_metadata(handle, 0, nil, &metadata, timeoutMs), "cluster id")
      rd_kafka_metadata_destroy(metadata)
      // It came with that answer.
      if let id = rd_kafka_clusterid(handle, min(timeoutMs, 1_000)) {
        defer { rd_kafka_mem_free(handle, id) }
        return String(cString: id)
      }
      throw KafkaError(
        code: .timedOut, text: "no broker told the cluster's id in \(timeoutMs) ms",
        context: "cluster id", isRetriable: true)
    }
  }

  /// Writes the next offsets to Kafka for the tools that show lag. Never blocks, never read back.
  ///
  /// The poll thread's. One write is under way at a time, since librdkafka holds assignments back
  /// while a write waits for its answer.
  /// - Returns: false where one is still under way, or the client is closed; the next call's newer
  ///   offsets will do.
  @discardableResult
  public func commitForLagTools(_ next: [PartitionOffset]) -> Bool {
    guard !isCommitting, !next.isEmpty else { return false }
    return client.isOpen { handle in
      let error = PartitionList(next).lend {
        rd_kafka_commit_queue(handle, $0, control, nil, nil)
      }
      isCommitting = error == RD_KAFKA_RESP_ERR_NO_ERROR
      return isCommitting
    }
  }
}

extension Consumer {
  /// Whether a write by `commitForLagTools` still waits for its answer. The poll thread's.
  ///
  /// It bears the member id of its time. Where a static member joins anew before the write has arrived,
  /// the coordinator takes the write for a twin's, and librdkafka ends the client as fenced: a coordinator
  /// that is away for longer than the session is enough *(measured on 2.0.2: one of four such outages)*.
  /// So `unassign`, which lets the group join anew, should wait for it.
  public var isWritingLagOffsets: Bool { isCommitting }
}

/// Asks for metadata: of one topic, or of all.
func describeTopics(
  _ handle: OpaquePointer, _ topic: String?, _ timeoutMs: Int32
) throws(KafkaError) -> [TopicDescription] {
  let local = topic.flatMap { rd_kafka_topic_new(handle, $0, nil) }
  defer { if let local { rd_kafka_topic_destroy(local) } }
  var metadata: UnsafePointer<rd_kafka_metadata>?
  try check(
    rd_kafka_metadata(handle, topic == nil ? 1 : 0, local, &metadata, timeoutMs), "metadata")
  guard let metadata else { return [] }
  defer { rd_kafka_metadata_destroy(metadata) }
  let topics = UnsafeBufferPointer(
    start: metadata.pointee.topics, count: Int(metadata.pointee.topic_cnt))
  return topics.map { topic in
    let name = String(cString: topic.topic)
    let failed = topic.err != RD_KAFKA_RESP_ERR_NO_ERROR
    return TopicDescription(
      name: name, partitionCount: Int(topic.partition_cnt),
      error: failed ? KafkaError(topic.err, context: name) : nil)
  }
}
