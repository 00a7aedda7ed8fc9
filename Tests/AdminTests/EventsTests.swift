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

  @Test func partitionsInTroubleAreToldInOneLine() throws {
    let events = events()
    var troubled = TroubledPartitions()
    #expect(troubled.isEmpty)
    for partition in (Int32(0)..<8).reversed() {
      troubled.add(TopicPartition(topic: "t", partition: partition), "reason \(partition)")
    }
    let first = troubled.news()
    let news = try #require(first)
    events.emit(.openingFailed(news))
    #expect(
      Event.openingFailed(news).message
        == "8 partitions cannot begin to read: t/0: reason 0; tries again")
    expectSilence(of: &troubled)
    troubled.add(partition, "again")
    let second = troubled.news()
    events.emit(.openingFailed(try #require(second)))
    #expect(recorder.names == ["opening_failed"])

    troubled.keep { $0 == partition }
    #expect(troubled.count == "1 partition")
    expectSilence(of: &troubled)
    troubled.removeAll()
    let isOver = troubled.isOver()
    #expect(isOver)
    expectSilence(of: &troubled)
    events.emit(.openingRecovered())
    events.emit(.openingFailed(news))
    #expect(recorder.names == ["opening_failed", "opening_recovered", "opening_failed"])
  }

  private func expectSilence(of troubled: inout TroubledPartitions) {
    let (news, isOver) = (troubled.news(), troubled.isOver())
    #expect(news == nil && !isOver)
  }

  @Test func whatWasOverBeforeItWasToldIsNotToldAtAll() {
    var troubled = TroubledPartitions()
    troubled.add(partition, "gone at once")
    troubled.removeAll()
    expectSilence(of: &troubled)
  }

  @Test func linesOfTheClientAboutConnectionsAreOne() {
    let events = events()
    func spoke(_ facility: String, _ text: String) {
      events.emit(.clientSpoke(severity: 3, facility: facility, text: text))
    }
    events.emit(.clientSpoke(severity: 6, facility: "FAIL", text: "idle; silences no warning"))
    for number in 0..<5 {
      let place = "[thrd:b\(number):9092/1]: b\(number):9092/1: "
      spoke("FAIL", place + "Connection refused (after \(number)ms in state CONNECT)")
      spoke("ERROR", place + "Connection refused (after \(number)ms in state CONNECT)")
      spoke("ERROR", "[thrd:app]: t [\(number)]: desired partition is no longer available")
      spoke("MAXPOLL", "[thrd:main]: exceeded by \(number)ms")
    }
    #expect(recorder.names.count == 4)
    clock.advance(.seconds(61))
    spoke("FAIL", "once more")
    #expect(recorder.lines.withLock { $0.last?.unsaid } == 9)
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
