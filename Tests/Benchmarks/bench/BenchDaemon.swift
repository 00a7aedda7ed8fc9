import Glibc
import Pipeline
import PostgresWarehouse
import Support
import Warehouse

/// A daemon that loads one database, from its start to its end.
final class BenchDaemon {
  static let program = ".build/release/trucd"

  let bed: Bed
  let database: String
  private let configuration: String
  private let ledger: any WarehouseAdministration
  private(set) var process: ChildProcess

  /// - Parameters:
  ///   - instance: tells the daemons of one database apart, which are one group.
  ///   - kafka: lines of the section `[kafka]`.
  ///   - consumer: lines of the section `[consumer]`.
  init(
    _ bed: Bed, database: String, instance: String = "bench", contracts: String,
    kafka: String = "", consumer: String = ""
  ) throws {
    self.bed = bed
    self.database = database
    configuration = "\(bed.folder)/\(database)-\(instance).toml"
    _ = bed.postgres.query("CREATE DATABASE \(database)")
    let url = bed.postgres.url(database: database)
    try Bed.write(
      """
      [kafka]
      "bootstrap.servers" = "\(bed.cluster.bootstrap)"
      "group.id" = "\(database)"
      \(kafka)
      [contracts]
      directory = "\(contracts)"
      [warehouse]
      url = "\(url)"
      [consumer]
      instance = "\(instance)"
      # Topics of refused records are measured, not paused.
      breaker = false
      \(consumer)
      [admin]
      enabled = false

      """, to: configuration)
    ledger = try PostgresWarehouse(url: url).makeAdministration(application: "bench")
    try ledger.connect()
    process = try Self.start(configuration)
  }

  private static func start(_ configuration: String) throws -> ChildProcess {
    guard
      let started = ChildProcess(
        [program, "run", "--config", configuration], log: configuration + ".log")
    else { throw BenchFailure("cannot start \(program)") }
    return started
  }

  /// The records that the ledger counts as done; 0 while there is no ledger.
  var recordsDone: Int64 {
    guard let entries = try? ledger.ledger() else { return 0 }
    return entries.reduce(0) { $0 + $1.nextOffset - $1.firstOffset - $1.totals.gaps }
  }

  /// Where each partition of the ledger stands.
  var positions: [TopicPartition: Int64] {
    let entries = (try? ledger.ledger()) ?? []
    return Dictionary(entries.map { ($0.at, $0.nextOffset) }, uniquingKeysWith: max)
  }

  /// Waits until so many records are done.
  /// - Returns: how many they are then.
  @discardableResult
  func wait(for count: Int64, stepMicroseconds: UInt32 = 2_000) throws -> Int64 {
    let clock = ContinuousClock()
    let begun = clock.now
    while true {
      let done = recordsDone
      if done >= count { return done }
      if begun.duration(to: clock.now) > .seconds(300) {
        kill()
        throw BenchFailure("\(database): only \(done) of \(count) records after 300 s")
      }
      usleep(stepMicroseconds)
    }
  }

  /// From the first record committed to the last.
  func load(_ count: Int) throws -> LoadWindow {
    let first = try wait(for: 1)
    let begun = LoadWindow.Sample(self)
    try wait(for: Int64(count), stepMicroseconds: 10_000)
    return LoadWindow(first: Int(first), count: count, from: begun, to: LoadWindow.Sample(self))
  }

  func kill() {
    process.send(SIGKILL)
    process.wait()
  }

  func restart() throws { process = try Self.start(configuration) }

  /// How many partitions it was given last; nil before the first time.
  var share: Int? {
    ChildProcess.lines(of: configuration + ".log").last { $0.contains(" partitions assigned: ") }
      .flatMap { line in
        let words = line.split(separator: " ")
        return words.firstIndex(of: "partitions").flatMap { Int(words[$0 - 1]) }
      }
  }

  /// The orderly end.
  /// - Returns: resident memory at the peak, in MiB.
  @discardableResult
  func stop() -> Double {
    let peak = residentPeak
    if !process.hasEnded { process.send(SIGTERM) }
    process.wait()
    ledger.close()
    return peak
  }

  /// Of the program itself: what wait4(2) says holds this process's own peak too, for a child begins
  /// in its memory.
  private var residentPeak: Double {
    let line = ChildProcess.lines(of: "/proc/\(process.id)/status")
      .first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split { !$0.isNumber }.first.flatMap { Double($0) }
    return (kibibytes ?? 0) / 1_024
  }
}
