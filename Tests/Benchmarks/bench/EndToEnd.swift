import Glibc
import Kafka
import Support

/// End to end on real Kafka and PostgreSQL, beside `COPY … FROM` of the same rows from a ready
/// binary file, in one run.
struct EndToEnd {
  let cluster: KafkaCluster
  let postgres: PostgresServer
  let count: Int

  struct Result {
    var busSeconds: Double
    var copySeconds: Double
    var processorSeconds: Double
    var residentMiB: Double
    var bytesPerRecord: Double
  }

  struct Failure: Error {
    var text: String
  }

  private let topic = "env.air-quality"
  private let partitions: Int32 = 4

  func run() throws -> Result {
    let folder = try makeFolder()
    defer { _ = ChildProcess.run(["rm", "-rf", folder]) }
    try cluster.createTopic(topic, partitions: partitions)
    let bytes = try publish()
    _ = postgres.query("CREATE DATABASE bench")
    try configure(folder)
    let usage = try consume(folder)
    return Result(
      busSeconds: usage.seconds, copySeconds: try copyBaseline(folder),
      processorSeconds: usage.processorSeconds, residentMiB: usage.residentMiB,
      bytesPerRecord: Double(bytes) / Double(count))
  }

  private func makeFolder() throws -> String {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/trucd-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(text: "no temporary folder") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(path, 0o777)
    return path
  }

  private func publish() throws -> Int {
    let producer = try Producer(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("linger.ms", "50"), ("batch.size", "1000000"),
      ("compression.type", "lz4"),
    ])
    var bytes = 0
    for number in 0..<count {
      let value = AirQualityRecord.value(number)
      bytes += value.count
      try producer.produce(
        topic: topic, partition: Int32(number) % partitions, key: nil, value: value)
    }
    try producer.flush(timeoutMs: 120_000)
    producer.close(timeoutMs: 5_000)
    return bytes
  }

  private func configure(_ folder: String) throws {
    let text = """
      [kafka]
      "bootstrap.servers" = "\(cluster.bootstrap)"
      "group.id" = "bench"
      [contracts]
      directory = "Schemas"
      [warehouse]
      url = "\(postgres.url(database: "bench"))"
      [admin]
      enabled = false

      """
    guard let file = fopen("\(folder)/trucd.toml", "w") else {
      throw Failure(text: "cannot write into \(folder)")
    }
    fputs(text, file)
    fclose(file)
  }

  private struct Usage {
    var seconds: Double
    var processorSeconds: Double
    var residentMiB: Double
  }

  /// From the daemon's start to the last record in the ledger, start-up included.
  private func consume(_ folder: String) throws -> Usage {
    let clock = ContinuousClock()
    let begun = clock.now
    guard
      let daemon = ChildProcess(
        [".build/release/trucd", "run", "--config", "\(folder)/trucd.toml"],
        log: "\(folder)/trucd.log")
    else { throw Failure(text: "cannot start .build/release/trucd") }
    while loaded() < count {
      if begun.duration(to: clock.now) > .seconds(600) {
        daemon.send(SIGKILL)
        throw Failure(text: "only \(loaded()) of \(count) records after 600 s")
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
      seconds: seconds, processorSeconds: processor,
      residentMiB: Double(usage.ru_maxrss) / 1_024)
  }

  private func loaded() -> Int {
    let rows = postgres.query(
      "SELECT coalesce(sum(loaded + quarantined), 0) FROM trucd.ledger", database: "bench")
    return rows?.first?.first.flatMap { Int($0) } ?? 0
  }

  /// The same rows into a table of the same shape, from a binary file that is ready.
  private func copyBaseline(_ folder: String) throws -> Double {
    let table = "air_quality"
    _ = postgres.query(
      "COPY \(table) TO '\(folder)/rows.bin' (FORMAT binary); "
        + "CREATE TABLE baseline (LIKE \(table) INCLUDING ALL)", database: "bench")
    let clock = ContinuousClock()
    let begun = clock.now
    _ = postgres.query(
      "COPY baseline FROM '\(folder)/rows.bin' (FORMAT binary)", database: "bench")
    let seconds = begun.duration(to: clock.now) / .seconds(1)
    let copied = postgres.query("SELECT count(*) FROM baseline", database: "bench")
    guard copied?.first?.first == "\(count)" else {
      throw Failure(text: "COPY loaded \(copied ?? []) rows where \(count) were expected")
    }
    return seconds
  }
}
