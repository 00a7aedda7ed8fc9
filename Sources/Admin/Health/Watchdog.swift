import Synchronization

/// Knows of each thread whether it advances or stands in a wait that it named and bounded.
///
/// Waiting for a database that is away is no hang: the thread says so, and for how long at most.
public final class Watchdog: Sendable {
  /// A thread that did not advance in time.
  public struct Late: Sendable, Hashable {
    public var thread: String
    /// The wait that it named, or `working`.
    public var activity: String
    public var since: Duration
  }

  private let now: @Sendable () -> ContinuousClock.Instant
  private let threads = Mutex<[Heartbeat]>([])

  public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
    self.now = now
  }

  /// A thread that must advance at least every `within`, or name its wait.
  public func watch(_ thread: String, within: Duration) -> Heartbeat {
    let heartbeat = Heartbeat(thread: thread, within: within, now: now)
    threads.withLock { $0.append(heartbeat) }
    return heartbeat
  }

  /// The thread has ended as it should.
  public func forget(_ heartbeat: Heartbeat) {
    threads.withLock { $0.removeAll { $0 === heartbeat } }
  }

  /// The threads that are late; systemd's watchdog is fed while there are none.
  public var late: [Late] {
    let now = now()
    return threads.withLock { $0 }.compactMap { $0.late(at: now) }
  }
}

/// One thread's sign of life.
public final class Heartbeat: Sendable {
  private struct State {
    var activity: String?
    var beat: ContinuousClock.Instant
    var due: ContinuousClock.Instant
  }

  public let thread: String
  private let within: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state: Mutex<State>

  fileprivate init(
    thread: String, within: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.thread = thread
    self.within = within
    self.now = now
    let start = now()
    state = Mutex(State(activity: nil, beat: start, due: start + within))
  }

  /// The thread has advanced.
  public func beat() {
    let now = now()
    state.withLock { $0 = State(activity: nil, beat: now, due: now + within) }
  }

  /// The thread enters a wait that ends by itself after `atMost`.
  public func waits(for activity: String, atMost: Duration) {
    let now = now()
    state.withLock { $0 = State(activity: activity, beat: now, due: now + atMost + within) }
  }

  fileprivate func late(at now: ContinuousClock.Instant) -> Watchdog.Late? {
    let state = state.withLock { $0 }
    guard now > state.due else { return nil }
    return Watchdog.Late(
      thread: thread, activity: state.activity ?? "working", since: now - state.beat)
  }
}
