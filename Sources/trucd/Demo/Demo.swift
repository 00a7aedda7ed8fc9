import Glibc
import Kafka
import SQLiteWarehouse

/// The demo from the first broker to the last table.
struct Demo {
  struct Failure: Error {
    var status: ExitStatus
    var message: String
  }

  let directory: String
  let schemas: String
  let events: Int
  let seed: UInt64

  var database: String { "\(directory)/kho.sqlite" }
  private var log: String { "\(directory)/trucd.log" }
  private var configuration: String { "\(directory)/trucd.toml" }

  func run() throws(Failure) -> ExitStatus {
    try prepareDirectory()
    step("a Kafka broker starts")
    let broker = try DemoBroker(log: "\(directory)/broker.log")
    defer { broker.stop() }
    Terminal.say("   kcat -L -b \(broker.address)   lists its topics while the demo runs")
    try write(configuration, configurationText(broker.address))
    let begun = Clock.seconds
    let published = try publishAndConsume(broker.address)
    let seconds = Clock.seconds - begun
    let report = try DemoReport(
      database: database, published: published, seconds: seconds, log: log)
    Terminal.say(report.text)
    return report.isComplete ? .success : .findings
  }

  private func step(_ text: String) { Terminal.say(Terminal.bold("▸ \(text)")) }

  private func prepareDirectory() throws(Failure) {
    mkdir(directory, 0o755)
    for name in ["kho.sqlite", "kho.sqlite-wal", "kho.sqlite-shm", "trucd.log", "broker.log"] {
      unlink("\(directory)/\(name)")
    }
    guard access(directory, W_OK) == 0 else {
      throw Failure(
        status: .cannotCreate,
        message: "\(directory) cannot be written; give another one with --directory")
    }
    guard access("\(schemas)/common/identifiers.schema.json", R_OK) == 0 else {
      throw Failure(
        status: .noInput,
        message: "\(schemas) holds no contracts; give their folder with --schemas")
    }
  }

  private func publish(
    _ events: ArraySlice<DemoEvent>, to address: String, _ tally: inout DemoTally
  ) throws(Failure) {
    do throws(KafkaError) {
      let producer = try Producer(properties: [("bootstrap.servers", address)])
      for event in events {
        try producer.produce(
          topic: event.topic, key: event.key, value: event.value,
          headers: event.headers.map { KafkaHeader($0.name, $0.value) },
          timestampMs: event.timestamp)
        tally.count(event)
      }
      try producer.flush(timeoutMs: 30_000)
      producer.close(timeoutMs: 2_000)
    } catch {
      throw Failure(status: .software, message: error.description)
    }
  }

  /// Publishes the larger part, runs the daemon and kills it in the midst of that; publishes the
  /// rest, and runs the daemon again until everything is accounted for.
  private func publishAndConsume(_ address: String) throws(Failure) -> DemoTally {
    let all = Array(DemoEvents(seed: seed, count: events))
    let part = all.count * 3 / 5
    var published = DemoTally()
    step("\(Int64(part).grouped) agency events are published, some of them wrong")
    try publish(all[..<part], to: address, &published)
    step("the daemon runs, and is killed (SIGKILL) halfway")
    let first = try daemon(appends: false)
    try wait(for: published.total / 2, of: published, daemon: first)
    first.signal(SIGKILL)
    _ = first.wait(milliseconds: 5_000)
    Terminal.say(
      "   killed with \(accounted().grouped) of \(Int64(all.count).grouped) events accounted for")
    step("\(Int64(all.count - part).grouped) more events are published while it is dead")
    try publish(all[part...], to: address, &published)
    step("the daemon starts again and goes on where the ledger stands")
    let second = try daemon(appends: true)
    try wait(for: published.total, of: published, daemon: second)
    second.signal(SIGTERM)
    if !second.wait(milliseconds: 15_000) { second.signal(SIGKILL) }
    return published
  }

  private func daemon(appends: Bool) throws(Failure) -> ChildProcess {
    do throws(ChildProcess.Failure) {
      return try ChildProcess(
        "/proc/self/exe", ["run", "--config", configuration], log: log, appends: appends)
    } catch {
      throw Failure(status: .system, message: error.message)
    }
  }

  private func wait(
    for count: Int64, of published: DemoTally, daemon: ChildProcess
  ) throws(Failure) {
    let until = Clock.milliseconds + 120_000
    while accounted() < count {
      if let status = daemon.ended() {
        throw Failure(
          status: .software,
          message: "the daemon ended by itself (wait status \(status)); its log is \(log)")
      }
      guard Clock.milliseconds < until else {
        throw Failure(
          status: .software,
          message: "only \(accounted()) of \(published.total) events after 120 s; see \(log)")
      }
      sleepMilliseconds(5)
    }
  }

  /// Events of which the ledger knows what became of them; 0 before there is a ledger.
  private func accounted() -> Int64 {
    let sum = "SELECT coalesce(sum(loaded + quarantined + tombstones), 0) FROM trucd_ledger"
    guard let reader = SQLiteReader(path: database) else { return 0 }
    return reader.rows(sum)?.first?.first.flatMap { $0 }.flatMap(Int64.init) ?? 0
  }

  private func write(_ path: String, _ text: String) throws(Failure) {
    guard FileBytes.write(Array(text.utf8), to: path) else {
      throw Failure(
        status: .cannotCreate, message: "\(path): \(String(cString: strerror(errno)))")
    }
  }

  private var partitions: String {
    DemoEvents.topics.flatMap { topic in
      (0..<DemoBroker.partitions).map { "\"\(topic)/\($0)\"" }
    }.joined(separator: ", ")
  }

  /// Small batches, so that there is a halfway at which to be killed.
  private func configurationText(_ address: String) -> String {
    """
    # The configuration of the demo; deploy/trucd.toml explains every option.
    [kafka]
    "bootstrap.servers" = "\(address)"
    "group.id" = "trucd-demo"

    # The mock broker keeps no static members, so a group would wait for the killed one's session.
    [consumer]
    assignment = "fixed"
    partitions = [\(partitions)]
    batch_bytes_max = 65536

    [contracts]
    directory = "\(schemas)"

    [warehouse]
    url = "sqlite:\(database)"

    [admin]
    enabled = false

    [log]
    format = "text"

    """
  }
}
