import Glibc

/// The real program in a process of its own, as systemd would run it.
public final class TestDaemon {
  public let folder: String
  private var process: ChildProcess?
  public private(set) var log: String

  /// The executable that was built beside the tests.
  public static let executable: String = {
    var path = [CChar](repeating: 0, count: 4_096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    let runner = String(
      decoding: path.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let built = runner.split(separator: "/").dropLast()
    // The runner is a bundle in the folder of products, or a helper started from elsewhere with
    // the bundle as an argument.
    let candidates =
      ["/" + built.joined(separator: "/"), ".build/debug", ".build/release"]
      + CommandLine.arguments.map { $0.split(separator: "/").dropLast().joined(separator: "/") }
      .map { "/" + $0 }
    return candidates.map { $0 + "/trucd" }.first { access($0, X_OK) == 0 } ?? "trucd"
  }()

  public init(folder: String, configuration: String) {
    self.folder = folder
    log = "\(folder)/trucd.log"
    write(configuration)
  }

  public func write(_ configuration: String) {
    guard let file = fopen("\(folder)/trucd.toml", "w") else { return }
    fputs(configuration, file)
    fclose(file)
  }

  /// - Parameters:
  ///   - environment: variables beside those of the test process, `NAME=value`.
  ///   - tool: a program and its arguments that runs the daemon and leaves it the process's id.
  public func start(environment: [String] = [], under tool: [String] = []) {
    process = ChildProcess(
      ["env"] + environment + tool + [Self.executable, "run", "--config", "\(folder)/trucd.toml"],
      log: log)
  }

  /// The process's id; nil while none runs.
  public var id: pid_t? { process?.id }

  /// Whether it has come to its end by itself, for `wait` to tell how.
  public var hasEnded: Bool { process?.hasEnded ?? true }

  /// How many lines of its log hold `text`.
  public func mentions(_ text: String) -> Int {
    ChildProcess.lines(of: log).count { $0.contains(text) }
  }

  /// Waits for the end that comes by itself: the exit status.
  public func wait() -> Int32 {
    let status = process?.wait() ?? -1
    process = nil
    return status
  }

  public func send(_ signal: Int32) { process?.send(signal) }

  /// A power cut.
  public func kill() {
    process?.send(SIGKILL)
    process?.wait()
    process = nil
  }

  /// SIGTERM, and the exit status.
  @discardableResult
  public func stop() -> Int32 {
    process?.send(SIGTERM)
    let status = process?.wait() ?? 0
    process = nil
    return status
  }

  /// The end of its log, for a test's failure.
  public var tail: String { ChildProcess.lines(of: log).suffix(25).joined(separator: "\n") }

  deinit { kill() }
}

/// A folder of a test's own, gone with the object.
public final class TestFolder {
  public let path: String

  public init(_ name: String) {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/trucd-\(name)-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(path, 0o755)
  }

  deinit { _ = ChildProcess.run(["rm", "-rf", path]) }
}

/// Waits for a condition, at most so long.
public func eventually(seconds: Double, _ condition: () -> Bool) -> Bool {
  for _ in 0..<Int(seconds * 20) {
    if condition() { return true }
    usleep(50_000)
  }
  return condition()
}
