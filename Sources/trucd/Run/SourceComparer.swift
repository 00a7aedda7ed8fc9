import Admin
import Kafka
import Pipeline

/// A record to look for again.
struct Comparison: Sendable {
  var slot: Int32
  var at: TopicPartition
  var question: Anchor.Question
}

/// The second handle: looks records that were taken up again, on a thread and a connection of its
/// own, so that neither fetching nor committing waits for it. It changes nothing anywhere, so the end
/// of the process does not wait for it either.
final class SourceComparer {
  private static let answerMilliseconds: Int32 = 5_000

  private let properties: [KafkaProperty]
  private let jobs: Mailbox<[Comparison]>
  private let orders: Mailbox<SupervisorOrder>
  private let context: LaneContext
  private let heartbeat: Heartbeat
  /// Made for the first comparison, and anew where it could not be made.
  private var finder: RecordFinder?

  init(
    properties: [KafkaProperty], jobs: Mailbox<[Comparison]>, orders: Mailbox<SupervisorOrder>,
    context: LaneContext, heartbeat: Heartbeat
  ) {
    self.properties = properties
    self.jobs = jobs
    self.orders = orders
    self.context = context
    self.heartbeat = heartbeat
  }

  /// Runs until the process ends.
  func run() -> Never {
    while true {
      heartbeat.waits(for: "records to compare", atMost: .seconds(2))
      for comparisons in jobs.takeAll(waitingAtMost: 1_000) {
        let findings = compare(comparisons)
        orders.post(.compared(zip(comparisons, findings).map { ($0, $1) }))
        context.wake()
      }
    }
  }

  private func compare(_ comparisons: [Comparison]) -> [Anchor.Finding] {
    heartbeat.waits(for: "comparing records taken", atMost: .seconds(15))
    defer { heartbeat.beat() }
    if finder == nil {
      do throws(KafkaError) { finder = try RecordFinder(properties: properties) } catch {
        return comparisons.map { _ in .unknown(error.description) }
      }
    }
    let found = finder?.find(
      comparisons.map { PartitionOffset($0.at, $0.question.record.offset) },
      timeoutMs: Self.answerMilliseconds
    ) {
      heartbeat.waits(for: "comparing records taken", atMost: .seconds(15))
    }
    return comparisons.map { finding(of: $0, found?[$0.at]) }
  }

  private func finding(
    of comparison: Comparison, _ found: RecordFinder.Found?
  ) -> Anchor.Finding {
    switch found {
    case .record(let fingerprint): return .record(fingerprint)
    case .nothing: return .gone
    case .failed(let error): return .unknown(error.description)
    case nil: return .unknown("it was not looked for")
    case .outside:
      heartbeat.waits(for: "asking Kafka for watermarks", atMost: .seconds(10))
      do throws(KafkaError) {
        let low = try context.watermarks(comparison.at).low
        return low > comparison.question.record.offset ? .expired : .beyondEnd
      } catch {
        return .unknown(error.description)
      }
    }
  }
}
