import Glibc
import Kafka
import Pipeline
import Support

/// What a fault's run is given and leaves behind: the cluster, a database server, and the daemons
/// whose logs are shown where something is not well.
final class FaultStage {
  let name: String
  let cluster: KafkaCluster
  private var daemons: [TestDaemon] = []
  /// Exit statuses of daemons that ended by themselves.
  private(set) var endings: [Int32] = []
  /// Their folders, with the daemons' logs, stay as long as the stage.
  private var scenarios: [Scenario] = []

  init(_ name: String, cluster: KafkaCluster) {
    self.name = name
    self.cluster = cluster
  }

  /// The end of each daemon's log.
  var tails: String {
    daemons.map { "\n--- \($0.log)\n\($0.tail)" }.joined()
  }

  /// Topics, contracts and a database of the fault's own.
  func scenario(
    topics: Int = 1, partitions: Int32 = 3, settings: [KafkaProperty] = [],
    on postgres: PostgresServer? = nil, and cluster: KafkaCluster? = nil
  ) throws -> Scenario {
    let word = String(name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    let server = try postgres ?? PostgresServer.shared.get()
    let made = Scenario(
      word, cluster: cluster ?? self.cluster, postgres: server, topics: topics,
      partitions: partitions,
      settings: settings)
    guard let made else { throw FaultFailure(description: "topics or database cannot be made") }
    scenarios.append(made)
    return made
  }

  /// Another server, to be hurt.
  func ownPostgres() throws -> PostgresServer {
    guard PostgresServer.canStart else {
      throw FaultSkipped(reason: "no PostgreSQL is installed here that could be hurt")
    }
    return try PostgresServer.separate()
  }

  /// Starts a daemon.
  @discardableResult
  func start(
    _ daemon: TestDaemon, environment: [String] = [], under tool: [String] = []
  ) -> TestDaemon {
    if !daemons.contains(where: { $0 === daemon }) { daemons.append(daemon) }
    daemon.start(environment: environment, under: tool)
    return daemon
  }

  /// Runs SQL as a superuser.
  func run(_ sql: String, in database: String, of scenario: Scenario) throws {
    try ChildProcess.check(
      ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]
        + [scenario.postgres.url(database: database), "-c", sql])
  }

  /// A session of others that runs SQL by itself.
  func session(_ sql: String, of scenario: Scenario) throws -> ChildProcess {
    try ChildProcess.start(
      ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]
        + [scenario.postgres.url(database: scenario.database), "-c", sql])
  }

  /// A program that the fault needs.
  func need(_ program: String, package: String) throws {
    guard ChildProcess.run(["sh", "-c", "command -v \(program)"]) == 0 else {
      throw FaultSkipped(reason: "\(program) is not installed (Debian: \(package))")
    }
  }

  func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
    if !condition { throw FaultFailure(description: otherwise()) }
  }

  /// Waits for something, at most so long.
  /// - Returns: how long it took, in seconds.
  @discardableResult
  func wait(
    for what: String, seconds: Double = 60, _ condition: () -> Bool
  ) throws -> Double {
    let clock = ContinuousClock()
    let begun = clock.now
    try require(eventually(seconds: seconds, condition), "not within \(Int(seconds)) s: \(what)")
    return (clock.now - begun) / .seconds(1)
  }

  /// Waits until so many records are accounted for; the sum rule must hold at every look.
  @discardableResult
  func settle(_ scenario: Scenario, at count: Int, seconds: Double = 90) throws -> Double {
    let clock = ContinuousClock()
    let begun = clock.now
    let settled = scenario.settles(at: count, seconds: seconds)
    try require(
      settled, "only \(scenario.accounted()) of \(count) records after \(Int(seconds)) s")
    return (clock.now - begun) / .seconds(1)
  }

  /// As `settle`; the daemon is started again where it ends by itself with a status after which
  /// systemd does so too (deploy/trucd.service).
  func settle(_ scenario: Scenario, at count: Int, restarting daemon: TestDaemon) throws -> Double {
    try wait(for: "\(count) records to be taken", seconds: 120) {
      if daemon.id != nil && daemon.hasEnded {
        let status = daemon.wait()
        endings.append(status)
        if ![0, 64, 78, 79].contains(status) { daemon.start() }
      }
      return scenario.settles(at: count, seconds: 0)
    }
  }

  /// Ends a daemon in order.
  func stop(_ daemon: TestDaemon) throws {
    let status = daemon.stop()
    try require(status == 0, "SIGTERM ended the daemon with status \(status)")
  }

  /// The promise, as a foreign consumer and plain SQL see it.
  /// - Returns: its figures.
  func promise(_ scenario: Scenario) throws -> String {
    let found = scenario.findings()
    let complaints = MultisetChecker.complaints(found)
    try require(complaints.isEmpty, complaints.joined(separator: "; "))
    let count = found.produced.count + found.tombstones.count
    return "\(grouped(count)) records: \(grouped(found.warehouse.count)) rows, "
      + "\(grouped(found.quarantine.count)) quarantined, "
      + "\(grouped(found.tombstones.count)) tombstones, 0 lost, 0 twice"
  }

  func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digits[index])
    }
  }

  func tenths(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
