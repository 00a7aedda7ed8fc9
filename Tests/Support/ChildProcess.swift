import Glibc

/// A program that a test runs beside itself.
public struct ChildProcess: Sendable {
  public let id: pid_t

  /// Starts `arguments[0]`, searched in PATH, in a session of its own, so that a signal to the
  /// terminal or to the test runner does not reach it. What it prints is added to the file `log`.
  /// - Returns: nil where it cannot be started.
  public init?(_ arguments: [String], log: String = "/dev/null") {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, newSession)

    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    guard let program = words.first ?? nil,
      posix_spawnp(&id, program, &actions, &attributes, &words, environ) == 0
    else { return nil }
    self.id = id
  }

  public func send(_ signal: Int32) { kill(id, signal) }

  /// Waits for its end.
  /// - Returns: its exit status; 128 and the signal's number where a signal ended it.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 {
      if errno != EINTR { return -1 }
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// Runs a program to its end.
  public static func run(_ arguments: [String], log: String = "/dev/null") -> Int32 {
    ChildProcess(arguments, log: log)?.wait() ?? -1
  }
}

/// A variable of the environment; nil where it is not set or empty.
public func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
