import Configuration
import Kafka
import Pipeline

/// What the broker says, for an operator's commands: nothing of a group is joined or moved.
struct BrokerWitness {
  private static let answerMilliseconds: Int32 = 10_000

  let cluster: String
  private let consumer: Consumer

  init(_ kafka: Configuration.Kafka) throws(LedgerTool.Failure) {
    do throws(KafkaError) {
      consumer = try Consumer(properties: kafka.properties.map { ($0.name, $0.value.revealed) })
      cluster = try consumer.clusterID(timeoutMs: Self.answerMilliseconds)
    } catch {
      throw LedgerTool.Failure(error)
    }
  }

  func close() { _ = consumer.close(timeoutMs: 2_000) }

  func watermarks(of place: TopicPartition) throws(LedgerTool.Failure) -> Watermarks {
    do throws(KafkaError) {
      return try consumer.watermarks(of: place, timeoutMs: Self.answerMilliseconds)
    } catch {
      throw LedgerTool.Failure(error)
    }
  }

  /// In what the topic contradicts a ledger row, so that it must have been made again; nil where
  /// they agree, or the last record taken is no longer there to be compared.
  func contradiction(to entry: LedgerEntry) throws(LedgerTool.Failure) -> String? {
    let marks = try watermarks(of: entry.at)
    if entry.nextOffset > marks.high {
      return
        "\(entry.at): the ledger stands at \(entry.nextOffset), the partition ends at \(marks.high)"
    }
    guard let taken = entry.fingerprint, taken.offset >= marks.low, taken.offset < marks.high,
      let found = try fingerprint(at: taken.offset, of: entry.at), found != taken
    else { return nil }
    return "\(entry.at): the record at \(taken.offset) is not the one that was taken there"
  }

  /// The fingerprint of the record at an offset; nil where none is there.
  private func fingerprint(
    at offset: Int64, of place: TopicPartition
  ) throws(LedgerTool.Failure) -> Fingerprint? {
    var found: Fingerprint?
    var isOver = false
    do throws(KafkaError) {
      try consumer.assign([place])
      try consumer.start([PartitionOffset(place, offset)])
      let until = Clock.milliseconds + Int64(Self.answerMilliseconds)
      while !isOver && Clock.milliseconds < until {
        _ = try consumer.poll(timeoutMs: 100, recordsMax: 1) { record in
          isOver = true
          if record.offset == offset { found = Fingerprint(of: record) }
          return .enough
        } onEvent: { event in
          if case .endOfPartition = event { isOver = true }
        }
      }
      try consumer.unassign()
    } catch {
      throw LedgerTool.Failure(error)
    }
    return found
  }
}

extension Fingerprint {
  init(of record: Record) {
    self = .of(
      offset: record.offset, timestamp: record.timestampMs,
      key: record.key?.assumingMemoryBound(to: UInt8.self),
      value: record.value?.assumingMemoryBound(to: UInt8.self))
  }
}

extension LedgerTool.Failure {
  init(_ error: KafkaError) {
    self.init(
      status: error.code == .invalidProperty ? .configuration : .unavailable,
      message: error.description)
  }
}
