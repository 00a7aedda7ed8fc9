import Configuration
import Kafka
import Pipeline

/// What the broker says, for an operator's commands: nothing of a group is joined or moved.
struct BrokerWitness {
  private static let answerMilliseconds: Int32 = 10_000

  let cluster: String
  private let consumer: Consumer
  private let finder: RecordFinder

  init(_ kafka: Configuration.Kafka) throws(LedgerTool.Failure) {
    do throws(KafkaError) {
      let properties = kafka.properties.map { ($0.name, $0.value.revealed) }
      consumer = try Consumer(properties: properties)
      finder = try RecordFinder(properties: properties)
      cluster = try consumer.clusterID(timeoutMs: Self.answerMilliseconds)
    } catch {
      throw LedgerTool.Failure(error, asked: kafka.brokers)
    }
  }

  func close() {
    finder.close(timeoutMs: 2_000)
    consumer.close(timeoutMs: 2_000)
  }

  func watermarks(of place: TopicPartition) throws(LedgerTool.Failure) -> Watermarks {
    do throws(KafkaError) {
      return try consumer.watermarks(of: place, timeoutMs: Self.answerMilliseconds)
    } catch {
      throw LedgerTool.Failure(error)
    }
  }

  /// In what the topic contradicts a ledger row, so that it must have been made again; nil where
  /// they agree, or the records that the row names are no longer there to be compared. The last one
  /// taken may be of the new topic already; the one compared last is not.
  func contradiction(to entry: LedgerEntry) throws(LedgerTool.Failure) -> String? {
    let marks = try watermarks(of: entry.at)
    if entry.nextOffset > marks.high {
      return
        "\(entry.at): the ledger stands at \(entry.nextOffset), the partition ends at \(marks.high)"
    }
    for taken in [entry.fingerprint, entry.compared].compactMap(\.self)
    where taken.offset >= marks.low && taken.offset < marks.high {
      guard let found = try fingerprint(at: taken.offset, of: entry.at), found != taken else {
        continue
      }
      return "\(entry.at): the record at \(taken.offset) is not the one that was taken there"
    }
    return nil
  }

  /// The fingerprint of the record at an offset; nil where none is there.
  private func fingerprint(
    at offset: Int64, of place: TopicPartition
  ) throws(LedgerTool.Failure) -> Fingerprint? {
    let found = finder.find(
      [PartitionOffset(place, offset)], timeoutMs: Self.answerMilliseconds)
    switch found[place] {
    case .record(let fingerprint): return fingerprint
    case .failed(let error): throw LedgerTool.Failure(error)
    case .nothing, .outside, nil: return nil
    }
  }
}

extension LedgerTool.Failure {
  /// - Parameter brokers: Told where the error itself names none.
  init(_ error: KafkaError, asked brokers: String? = nil) {
    self.init(
      status: error.code == .invalidProperty ? .configuration : .unavailable,
      message: error.description + (brokers.map { "; asked: \($0)" } ?? ""))
  }
}
