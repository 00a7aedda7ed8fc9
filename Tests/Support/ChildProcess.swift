import Glibc

/// Programs that tests start: by posix_spawn, with their output in a file or nowhere, so that no
/// pipe of the test runner stays open behind them.
public enum ChildProcess {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Starts a program.
  /// - Parameter output: a file for what it prints; nil is /dev/null.
  public static func start(_ arguments: [String], output: String? = nil) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT | O_APPEND
    posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", flags, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let list = arguments.map { strdup($0) } + [nil]
    defer { for argument in list { free(argument) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, arguments[0], &actions, nil, list, environ)
    if code != 0 {
      throw Failure(description: "\(arguments[0]): \(String(cString: strerror(code)))")
    }
    return child
  }

  /// Runs a program to its end.
  /// - Throws: with the end of its output, unless it exits with 0.
  public static func run(_ arguments: [String]) throws {
    let output = "/tmp/trucd-test-output-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(output) }
    let child = try start(arguments, output: output)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      if errno != EINTR { throw Failure(description: "\(arguments[0]): no child") }
    }
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
