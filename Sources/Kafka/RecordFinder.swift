import Pipeline

/// Looks single records up on a connection of its own: a small second handle that joins no group
/// and moves nothing.
///
/// One thread at a time. It fetches little ahead: a few MiB at most, whatever is asked.
public final class RecordFinder: Sendable {
  /// What lies at an offset.
  public enum Found: Hashable, Sendable {
    case record(Fingerprint)
    /// Nothing; later records or the partition's end follow.
    case nothing
    /// The offset lies outside the watermarks.
    case outside
    case failed(KafkaError)
  }

  /// So many are looked up together.
  private static let placesMax = 16

  /// What keeps the handle small, in place of the operator's settings for the main one.
  private static let small: [KafkaProperty] = [
    ("queued.min.messages", "1"), ("queued.max.messages.kbytes", "1024"),
    ("fetch.message.max.bytes", "65536"), ("fetch.wait.max.ms", "100"),
    ("statistics.interval.ms", "0"),
  ]

  private let consumer: Consumer

  /// - Parameter properties: those of the main consumer.
  public init(properties: [KafkaProperty]) throws(KafkaError) {
    let own = properties.filter { property in
      !(Self.small + [("group.instance.id", "")]).contains { utf8Equal($0.name, property.name) }
    }
    consumer = try Consumer(properties: own + Self.small)
  }

  /// - Returns: false where librdkafka took longer; see `Consumer.close`.
  @discardableResult
  public func close(timeoutMs: Int32) -> Bool { consumer.close(timeoutMs: timeoutMs) }

  /// Finds what lies at each offset; a partition is asked about once.
  ///
  /// Blocks for at most `timeoutMs` for each 16 places. Once none of 16 was answered in time the rest
  /// is not asked.
  public func find(
    _ places: [PartitionOffset], timeoutMs: Int32, progressed: () -> Void = {}
  ) -> [TopicPartition: Found] {
    var found: [TopicPartition: Found] = [:]
    var left = places[...]
    while !left.isEmpty {
      let some = Array(left.prefix(Self.placesMax))
      left = left.dropFirst(some.count)
      let answers = look(some, timeoutMs)
      found.merge(answers) { first, _ in first }
      progressed()
      if answers.values.allSatisfy(\.isTimeout) { break }
    }
    for place in places where found[place.at] == nil {
      found[place.at] = .failed(Self.silence(place.at))
    }
    return found
  }

  private func look(
    _ places: [PartitionOffset], _ timeoutMs: Int32
  ) -> [TopicPartition: Found] {
    var search = Search(places)
    do throws(KafkaError) {
      try consumer.assign(places.map(\.at))
      try consumer.start(places, timeoutMs: timeoutMs)
      let end = ContinuousClock.now + .milliseconds(Int(timeoutMs))
      while !search.isOver && ContinuousClock.now < end {
        try consumer.poll(timeoutMs: 50, recordsMax: 256) { record in
          search.delivered(record, at: self.consumer.partitions[record.slot])
          return .more
        } onEvent: {
          search.happened($0)
        }
      }
      try consumer.unassign()
    } catch {
      search.failed(error)
    }
    return search.found
  }

  fileprivate static func silence(_ place: TopicPartition) -> KafkaError {
    KafkaError(
      code: .timedOut, text: "no record was delivered in time", context: place.description,
      isRetriable: true)
  }
}

extension RecordFinder.Found {
  fileprivate var isTimeout: Bool {
    guard case .failed(let error) = self else { return false }
    return error.code == .timedOut || error.code == .brokerUnavailable
  }
}

/// One look at several places.
private struct Search {
  private let wanted: [TopicPartition: Int64]
  private(set) var found: [TopicPartition: RecordFinder.Found] = [:]

  init(_ places: [PartitionOffset]) {
    wanted = Dictionary(places.map { ($0.at, $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  var isOver: Bool { found.count == wanted.count }

  mutating func delivered(_ record: Record, at place: TopicPartition) {
    guard found[place] == nil, let offset = wanted[place], record.offset >= offset else { return }
    found[place] = record.offset == offset ? .record(Fingerprint(of: record)) : .nothing
  }

  mutating func happened(_ event: ConsumerEvent) {
    switch event {
    case .endOfPartition(let place, let next):
      guard found[place] == nil, let offset = wanted[place] else { return }
      found[place] = next > offset ? .nothing : .outside
    case .partitionFailed(let place, let error):
      guard found[place] == nil, wanted[place] != nil else { return }
      found[place] = error.code == .offsetOutOfRange ? .outside : .failed(error)
    case .assigned, .revoked, .failed, .lagCommitFailed, .statistics, .log: break
    }
  }

  /// The search as such failed: what is not found yet will not be.
  mutating func failed(_ error: KafkaError) {
    for place in wanted.keys where found[place] == nil { found[place] = .failed(error) }
  }
}

extension Fingerprint {
  public init(of record: Record) {
    self = .of(
      offset: record.offset, timestamp: record.timestampMs,
      key: record.key?.assumingMemoryBound(to: UInt8.self),
      value: record.value?.assumingMemoryBound(to: UInt8.self))
  }
}
