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

  private let topic = "env.air-quality"
  private let partitions: Int32 = 4

  func run() throws -> Result {
    let folder = try BenchDaemon.makeFolder()
    defer { _ = ChildProcess.run(["rm", "-rf", folder]) }
    try cluster.createTopic(topic, partitions: partitions)
    let bytes = try publish()
    let usage = try BenchDaemon(
      bootstrap: cluster.bootstrap, postgres: postgres, database: "bench", schemas: "Schemas"
    ).load(count, in: folder)
    return Result(
      busSeconds: usage.seconds, copySeconds: try copyBaseline(folder),
      processorSeconds: usage.processorSeconds, residentMiB: usage.residentMiB,
      bytesPerRecord: Double(bytes) / Double(count))
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
      throw BenchDaemon.Failure(text: "COPY loaded \(copied ?? []) rows, not \(count)")
    }
    return seconds
  }
}
