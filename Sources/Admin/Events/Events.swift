import Synchronization

/// Where events go: each is counted, and logged as its level and pace allow.
///
/// ```swift
/// let events = Events(logger: .standardError(format: .auto, level: .info), registry: registry)
/// events.emit(.partitionStopped(at: partition, reason: "…", wayOut: "…"))
/// ```
/// Safe to call from any thread.
public final class Events: Sendable {
  private let logger: Logger
  private let counts: MetricFamily<Counter>
  private let now: @Sendable () -> ContinuousClock.Instant
  private let repetition = Mutex(Repetition())

  public init(
    logger: Logger, registry: MetricRegistry,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.logger = logger
    self.now = now
    counts = registry.counter(
      "trucd_events_total", "Events by name; the log has a line for each, repetitions left out.",
      labels: ["event", "level"])
  }

  public func emit(_ event: Event) {
    counts.with(event.name, event.level.name).add(1)
    let decision = repetition.withLock { $0.decide(event, at: now()) }
    guard case .log(let unsaid) = decision, event.level >= logger.level else { return }
    logger.write(event, unsaid: unsaid)
  }
}

/// Decides which repetitions of an event are logged: the first, then one a minute later, and each
/// time after twice as long, up to an hour.
struct Repetition {
  enum Decision: Equatable {
    /// `unsaid` like it were left out since the last line.
    case log(unsaid: Int)
    case skip
  }

  private struct Entry {
    var next: ContinuousClock.Instant
    var pause: Duration
    var unsaid = 0
  }

  private static let pauseFirst = Duration.seconds(60)
  private static let pauseMax = Duration.seconds(3600)
  /// Beyond this many subjects all are forgotten, which costs a line each and bounds memory.
  private static let entriesMax = 4096

  private var entries: [[UInt8]: Entry] = [:]

  mutating func decide(_ event: Event, at now: ContinuousClock.Instant) -> Decision {
    if let ended = event.ends {
      entries[Self.key(ended, event.subject)] = nil
    }
    guard case .onceThenSeldom = event.pace else { return .log(unsaid: 0) }
    let key = Self.key(event.name, event.subject)
    guard var entry = entries[key] else {
      if entries.count >= Self.entriesMax { entries.removeAll() }
      entries[key] = Entry(next: now + Self.pauseFirst, pause: Self.pauseFirst)
      return .log(unsaid: 0)
    }
    defer { entries[key] = entry }
    guard now >= entry.next else {
      entry.unsaid += 1
      return .skip
    }
    let unsaid = entry.unsaid
    entry.pause = min(entry.pause * 2, Self.pauseMax)
    entry.next = now + entry.pause
    entry.unsaid = 0
    return .log(unsaid: unsaid)
  }

  private static func key(_ name: String, _ subject: String) -> [UInt8] {
    Array(name.utf8) + [0] + Array(subject.utf8)
  }
}
