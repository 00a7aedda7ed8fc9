import CGNU
import Glibc

/// A program started beside this one.
final class ChildProcess {
  struct Failure: Error {
    var message: String
  }

  let identifier: pid_t
  private var status: Int32?

  /// Starts `path`. Standard output and error go to `log` (made anew where `appends` is false);
  /// a readable descriptor given as `output` receives standard output in its place.
  init(
    _ path: String, _ arguments: [String], log: String, appends: Bool = false, input: Int32? = nil,
    output: Int32? = nil
  ) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | (appends ? O_APPEND : O_TRUNC)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, flags, 0o644)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    } else {
      posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    // The embedded broker's connections among them, which a child would hold open.
    gnu_spawn_close_from(&actions, STDERR_FILENO + 1)
    var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    var child = pid_t()
    let code = posix_spawn(&child, path, &actions, nil, &argv, environ)
    guard code == 0 else {
      throw Failure(message: "\(path) cannot be started: \(String(cString: strerror(code)))")
    }
    identifier = child
  }

  func signal(_ number: Int32) { if status == nil { kill(identifier, number) } }

  /// The wait status where the program has ended.
  func ended() -> Int32? {
    if status == nil {
      var code: Int32 = 0
      if waitpid(identifier, &code, WNOHANG) == identifier { status = code }
    }
    return status
  }

  /// Waits for the end, at most so long; false where it still runs.
  func wait(milliseconds: Int64) -> Bool {
    let until = Clock.milliseconds + milliseconds
    while ended() == nil {
      if Clock.milliseconds >= until { return false }
      sleepMilliseconds(10)
    }
    return true
  }
}
