import Glibc

/// The signals that the daemon takes, blocked in every thread so that one of them can wait.
struct Signals {
  private static let taken = [SIGTERM, SIGINT, SIGHUP]
  private var set = sigset_t()

  /// To be called before any thread is started: threads inherit what is blocked.
  static func block() -> Signals {
    var signals = Signals()
    sigemptyset(&signals.set)
    for signal in taken { sigaddset(&signals.set, signal) }
    pthread_sigmask(SIG_BLOCK, &signals.set, nil)
    // A reader that went away is an error of the write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    return signals
  }

  /// Waits for one of them, at most so long.
  mutating func wait(milliseconds: Int64) -> Int32? {
    var timeout = timespec(
      tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
    let signal = sigtimedwait(&set, nil, &timeout)
    return signal > 0 ? signal : nil
  }

  static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGTERM: "SIGTERM"
    case SIGINT: "SIGINT"
    case SIGHUP: "SIGHUP"
    default: "signal \(signal)"
    }
  }
}
