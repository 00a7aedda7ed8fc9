import Pipeline
import Synchronization
import Testing

@testable import Admin

/// Keeps what was logged.
final class Recorder: LogSink {
  let lines = Mutex<[(name: String, unsaid: Int)]>([])

  func write(_ event: Event, unsaid: Int) {
    lines.withLock { $0.append((event.name, unsaid)) }
  }

  var names: [String] { lines.withLock { $0.map(\.name) } }
}

/// A clock that a test sets.
final class TestClock: Sendable {
  private let start = ContinuousClock.now
  private let elapsed = Mutex(Duration.zero)

  func advance(_ time: Duration) { elapsed.withLock { $0 += time } }
  var now: ContinuousClock.Instant { start + elapsed.withLock { $0 } }
}

@Suite struct EventsTests {
  private let recorder = Recorder()
  private let registry = MetricRegistry()
  private let clock = TestClock()

  private func events(level: Event.Level = .debug) -> Events {
    let clock = clock
    return Events(
      logger: Logger(sink: recorder, level: level), registry: registry, now: { clock.now })
  }

  private var metrics: String { String(decoding: registry.text(), as: UTF8.self) }
  private let partition = TopicPartition(topic: "env.air", partition: 3)

  @Test func anEventIsLoggedAndCountedOnce() {
    events().emit(.partitionStarted(at: partition, offset: 7))
    #expect(recorder.names == ["partition_started"])
    #expect(
      metrics.contains("trucd_events_total{event=\"partition_started\",level=\"info\"} 1\n"))
  }

  @Test func anEventBelowTheLevelIsCountedOnly() {
    events(level: .error).emit(.partitionStarted(at: partition, offset: 7))
    #expect(recorder.names.isEmpty)
    #expect(metrics.contains("event=\"partition_started\""))
  }

  @Test func aRepetitionIsLoggedAtOnceAndThenSeldom() {
    let events = events()
    for _ in 0..<3 { events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused")) }
    clock.advance(.seconds(61))
    for _ in 0..<2 { events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused")) }
    clock.advance(.seconds(61))
    events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused"))
    clock.advance(.seconds(61))
    events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused"))
    #expect(recorder.lines.withLock { $0.map(\.unsaid) } == [0, 2, 2])
    #expect(metrics.contains("event=\"warehouse_unavailable\",level=\"warning\"} 7\n"))
  }

  @Test func whatHasEndedIsNewsWhenItBeginsAgain() {
    let events = events()
    events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused"))
    events.emit(.warehouseAvailable(place: "lane 0"))
    events.emit(.warehouseUnavailable(place: "lane 0", reason: "refused"))
    #expect(
      recorder.names == [
        "warehouse_unavailable", "warehouse_available", "warehouse_unavailable",
      ])
  }

  @Test func partitionsDoNotSilenceEachOther() {
    let events = events()
    for partition in Int32(0)..<3 {
      events.emit(
        .partitionStopped(
          at: TopicPartition(topic: "t", partition: partition), reason: "r", wayOut: "w"))
    }
    #expect(recorder.names.count == 3)
  }

  @Test func aTopicThatOnlyTheReasonNamesLeavesNoGap() {
    #expect(Event.topicUnavailable(topic: "t", reason: "gone").message == "topic t: gone")
    #expect(Event.topicUnavailable(topic: "", reason: "t is gone").message == "t is gone")
  }

  @Test func aFloodOfSubjectsStaysBounded() {
    var repetition = Repetition()
    let now = ContinuousClock.now
    for number in 0..<10_000 {
      let event = Event.topicUnavailable(topic: "t\(number)", reason: "r")
      #expect(repetition.decide(event, at: now) == .log(unsaid: 0))
    }
    #expect(
      repetition.decide(.topicUnavailable(topic: "t9999", reason: "r"), at: now) == .skip)
  }
}
