import Synchronization

/// What a thread last did, so that the watchdog can tell a hang from a wait.
final class Beacon: Sendable {
  private struct State {
    var since: Int64
    var boundMilliseconds: Int64
    var wait: String?
  }

  /// A thread that has not advanced for this long, outside a named wait, hangs.
  static let silenceMillisecondsMax: Int64 = 20_000

  let name: String
  private let state: Mutex<State>

  init(name: String) {
    self.name = name
    state = Mutex(
      State(since: Clock.milliseconds, boundMilliseconds: Self.silenceMillisecondsMax, wait: nil))
  }

  /// The thread has come a step further.
  func advance() { set(nil, Self.silenceMillisecondsMax) }

  /// The thread now stands in a wait that ends by itself within `milliseconds`.
  func wait(_ reason: String, atMost milliseconds: Int64) {
    set(reason, milliseconds + Self.silenceMillisecondsMax)
  }

  /// What the thread hangs in, where it does.
  func hang(at now: Int64 = Clock.milliseconds) -> String? {
    let state = state.withLock { $0 }
    guard now - state.since > state.boundMilliseconds else { return nil }
    return "\(name) has not advanced for \((now - state.since) / 1_000) s"
      + (state.wait.map { ", last seen in: \($0)" } ?? "")
  }

  private func set(_ wait: String?, _ bound: Int64) {
    let now = Clock.milliseconds
    state.withLock { $0 = State(since: now, boundMilliseconds: bound, wait: wait) }
  }
}
