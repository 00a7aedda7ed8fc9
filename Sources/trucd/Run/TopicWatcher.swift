import Admin
import Kafka

/// Asks the cluster, on a thread of its own, which topics there are and how many partitions each
/// has, and first of all which cluster it is.
struct TopicWatcher: Sendable {
  static let intervalMilliseconds: Int64 = 5_000
  static let answerMilliseconds: Int32 = 5_000

  let consumer: Consumer
  let sources: SourceDirectory
  let orders: Mailbox<SupervisorOrder>
  let stop: Mailbox<Void>
  let events: Events
  let health: RunHealth
  let heartbeat: Heartbeat

  func run() {
    guard identify() else { return }
    var census = TopicCensus()
    var isAway = false
    while true {
      let hasAnswered = ask(&census)
      if isAway && hasAnswered { events.emit(.brokerAnswered()) }
      isAway = !hasAnswered
      heartbeat.waits(for: "the next look at the topics", atMost: .seconds(5))
      if !stop.takeAll(waitingAtMost: Self.intervalMilliseconds).isEmpty { return }
    }
  }

  /// False when the daemon ends first.
  private func identify() -> Bool {
    while true {
      heartbeat.waits(for: "the cluster's id", atMost: .seconds(10))
      do throws(KafkaError) {
        let cluster = try consumer.clusterID(timeoutMs: Self.answerMilliseconds)
        sources.set(cluster: cluster)
        events.emit(.brokerAvailable(cluster: cluster))
        return true
      } catch {
        events.emit(.brokerUnavailable(reason: error.description))
        health.kafkaFailed(error.summary)
      }
      if !stop.takeAll(waitingAtMost: 500).isEmpty { return false }
    }
  }

  /// False where no broker answers.
  private func ask(_ census: inout TopicCensus) -> Bool {
    heartbeat.waits(for: "the list of topics", atMost: .seconds(10))
    do throws(KafkaError) {
      let topics = try consumer.topics(timeoutMs: Self.answerMilliseconds)
      let counts = topics.filter { $0.error == nil }.map { ($0.name, $0.partitionCount) }
      census.take(
        Dictionary(counts, uniquingKeysWith: max),
        unclear: Set(topics.filter { $0.error != nil }.map(\.name)))
      orders.post(.topics(census))
      consumer.wake()
      return true
    } catch {
      events.emit(.brokerUnavailable(reason: error.description))
      health.kafkaFailed(error.summary)
      return false
    }
  }
}
