import Glibc
import Support

/// A daemon in a folder of its own, from its start to the last record of a topic in the ledger.
struct BenchDaemon {
  struct Usage {
    var seconds: Double
    var processorSeconds: Double
    var residentMiB: Double
  }

  struct Failure: Error {
    var text: String
  }

  let bootstrap: String
  let postgres: PostgresServer
  /// Made if it is missing.
  let database: String
  /// Of the contracts.
  let schemas: String

  static func makeFolder() throws -> String {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/trucd-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(text: "no temporary folder") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(path, 0o777)
    return path
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure(text: "cannot write \(path)") }
    fputs(text, file)
    fclose(file)
  }

  /// Loads `count` records, start-up included.
  func load(_ count: Int, in folder: String) throws -> Usage {
    _ = postgres.query("CREATE DATABASE \(database)")
    let configuration = "\(folder)/\(database).toml"
    try Self.write(
      """
      [kafka]
      "bootstrap.servers" = "\(bootstrap)"
      "group.id" = "\(database)"
      [contracts]
      directory = "\(schemas)"
      [warehouse]
      url = "\(postgres.url(database: database))"
      [admin]
      enabled = false

      """, to: configuration)
    let clock = ContinuousClock()
    let begun = clock.now
    guard
      let daemon = ChildProcess(
        [".build/release/trucd", "run", "--config", configuration],
        log: "\(folder)/\(database).log")
    else { throw Failure(text: "cannot start .build/release/trucd") }
    while taken() < count {
      if begun.duration(to: clock.now) > .seconds(600) {
        daemon.send(SIGKILL)
        throw Failure(text: "only \(taken()) of \(count) records after 600 s")
      }
      usleep(50_000)
    }
    let seconds = begun.duration(to: clock.now) / .seconds(1)
    daemon.send(SIGTERM)
    var usage = rusage()
    var status: Int32 = 0
    while wait4(daemon.id, &status, 0, &usage) < 0 && errno == EINTR {}
    let processor =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    return Usage(
      seconds: seconds, processorSeconds: processor, residentMiB: Double(usage.ru_maxrss) / 1_024)
  }

  private func taken() -> Int {
    let rows = postgres.query(
      "SELECT coalesce(sum(loaded + superseded + quarantined), 0) FROM trucd.ledger",
      database: database)
    return rows?.first?.first.flatMap { Int($0) } ?? 0
  }
}
