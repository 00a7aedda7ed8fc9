import CGNU
import Glibc

/// A program that a test runs beside itself, with its output in a file or nowhere, so that no pipe
/// of the test runner stays open behind it.
public struct ChildProcess: Sendable {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
  }

  public let id: pid_t

  /// Starts `arguments[0]`, searched in PATH, in a session of its own, so that a signal to the
  /// terminal or to the test runner does not reach it. What it prints is added to the file `log`.
  public static func start(_ arguments: [String], log: String = "/dev/null") throws -> Self {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // A connection of the mock broker that a child holds too is not closed when the broker closes
    // it: its client would wait for an answer until the request times out.
    gnu_spawn_close_from(&actions, 3)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, newSession)

    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var id: pid_t = 0
    let code = posix_spawnp(&id, arguments[0], &actions, &attributes, &words, environ)
    if code != 0 {
      throw Failure(description: "\(arguments[0]): \(String(cString: strerror(code)))")
    }
    return Self(id: id)
  }

  /// As `start`; nil where it cannot be started.
  public init?(_ arguments: [String], log: String = "/dev/null") {
    guard let started = try? Self.start(arguments, log: log) else { return nil }
    self = started
  }

  private init(id: pid_t) { self.id = id }

  public func send(_ signal: Int32) { kill(id, signal) }

  /// Whether it has ended; `wait` still tells how.
  public var hasEnded: Bool {
    var info = siginfo_t()
    let asked = waitid(P_PID, id_t(id), &info, WEXITED | WNOHANG | WNOWAIT)
    return asked != 0 || info.si_signo == SIGCHLD
  }

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
  /// - Returns: its exit status; −1 where it cannot be started.
  public static func run(_ arguments: [String], log: String = "/dev/null") -> Int32 {
    ChildProcess(arguments, log: log)?.wait() ?? -1
  }

  /// Runs a program to its end.
  /// - Throws: with the end of its output, unless it exits with 0.
  public static func check(_ arguments: [String]) throws {
    let output = "/tmp/trucd-test-output-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(output) }
    let status = try start(arguments, log: output).wait()
    if status != 0 {
      throw Failure(
        description: "\(arguments.joined(separator: " ")): status \(status)\n"
          + contents(of: output).suffix(2_000))
    }
  }

  /// The text of a small file; empty where it cannot be read.
  public static func contents(of file: String) -> String {
    guard let stream = fopen(file, "r") else { return "" }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 64 * 1024)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

/// A variable of the environment; nil where it is not set or empty.
public func environment(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
