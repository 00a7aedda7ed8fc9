import Dispatch
import Kafka
import Pipeline

/// Polls a consumer and remembers what it delivered.
final class Reader {
  let consumer: Consumer
  private(set) var offsets: [TopicPartition: [Int64]] = [:]
  private(set) var values: [String?] = []
  private(set) var ends: [TopicPartition: Int64] = [:]
  private(set) var assigned: [TopicPartition] = []
  private(set) var revocations: [(partitions: [TopicPartition], lost: Bool)] = []
  private(set) var partitionErrors: [TopicPartition: KafkaError] = [:]
  /// How many errors of partitions there were.
  private(set) var failures = 0
  private(set) var errors: [KafkaError] = []
  /// Called on `.assigned` and `.revoked`, after the reader has noted them.
  var onRebalance: (Reader) throws -> Void = { _ in }

  init(_ bootstrap: String, group: String = "readers", _ properties: [KafkaProperty] = []) throws {
    consumer = try Consumer(
      properties: [("bootstrap.servers", bootstrap), ("group.id", group)] + properties)
  }

  var count: Int { offsets.values.reduce(0) { $0 + $1.count } }

  /// Polls until `done`, or so many seconds.
  /// - Returns: whether it was done in time.
  func poll(
    seconds: Double = 20, idle: Bool = false, recordsMax: Int = 4_096,
    until done: (Reader) -> Bool = { _ in false }
  ) throws -> Bool {
    let end = DispatchTime.now() + seconds
    while DispatchTime.now() < end {
      if done(self) { return true }
      var events: [ConsumerEvent] = []
      if idle {
        try consumer.pollIdle(timeoutMs: 20) { events.append($0) }
      } else {
        try consumer.poll(
          timeoutMs: 20, recordsMax: recordsMax,
          onRecord: { note($0) }, onEvent: { events.append($0) })
      }
      for event in events { try note(event) }
    }
    return done(self)
  }

  private func note(_ record: Record) -> Flow {
    let at = consumer.partitions[record.slot]
    offsets[at, default: []].append(record.offset)
    values.append(record.value.map { String(decoding: $0, as: UTF8.self) })
    return .more
  }

  private func note(_ event: ConsumerEvent) throws {
    switch event {
    case .assigned(let partitions):
      assigned = partitions
      try onRebalance(self)
    case .revoked(let partitions, let lost):
      assigned = []
      revocations.append((partitions, lost))
      try onRebalance(self)
    case .endOfPartition(let at, let next): ends[at] = next
    case .partitionFailed(let at, let error):
      partitionErrors[at] = error
      failures += 1
    case .failed(let error): errors.append(error)
    case .lagCommitFailed, .statistics, .log: break
    }
  }
}

func partition(_ topic: String, _ partition: Int32) -> TopicPartition {
  TopicPartition(topic: topic, partition: partition)
}

/// A topic's name that no other test uses.
func freshTopic(_ stem: String) -> String { "\(stem)-\(UInt32.random(in: 0...UInt32.max))" }

/// Sends `count` values "0", "1", … to each partition.
func fill(_ bootstrap: String, _ topic: String, partitions: Int32, count: Int) throws {
  let producer = try Producer(properties: [("bootstrap.servers", bootstrap)])
  for number in 0..<count {
    for partition in 0..<partitions {
      try producer.produce(topic: topic, partition: partition, value: Array("\(number)".utf8))
    }
  }
  try producer.flush(timeoutMs: 20_000)
  producer.close(timeoutMs: 2_000)
}
