import BenchRecords
import Glibc
import Kafka
import Support

struct BenchFailure: Error, CustomStringConvertible {
  var description: String

  init(_ text: String) { description = text }
}

/// What all measurements share: a broker, a database server, a folder that goes with them.
final class Bed {
  let cluster: KafkaCluster
  let postgres: PostgresServer
  let folder: String
  /// Records in the topic of the city.
  private var cityCount = 0

  init() throws {
    guard let cluster = KafkaCluster.start(nodes: 1), let postgres = try? PostgresServer.separate()
    else {
      throw BenchFailure(
        "needs a real Kafka (KAFKA_HOME or ../shared/kafka, and Java) and PostgreSQL")
    }
    self.cluster = cluster
    self.postgres = postgres
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/trucd-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BenchFailure("no temporary folder") }
    folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    chmod(folder, 0o777)
  }

  func end() {
    cluster.stop()
    _ = ChildProcess.run(["rm", "-rf", folder])
  }

  /// Makes a topic and fills it.
  func publish(
    _ topic: String, partitions: Int32, count: Int, distinct: Int = 20_000,
    value: (Int) -> [UInt8]
  ) throws {
    try cluster.createTopic(
      topic, partitions: partitions, settings: [("max.message.bytes", "4000000")])
    try fill(topic, partitions: partitions, count: count, distinct: distinct, value: value)
  }

  /// Fills the partitions of a topic in turn. Records repeat after `distinct`, which is more than a
  /// compressor sees at once.
  func fill(
    _ topic: String, partitions: Int32, count: Int, distinct: Int = 20_000,
    value: (Int) -> [UInt8]
  ) throws {
    let values = (0..<min(count, distinct)).map(value)
    let producer = try makeProducer(lingerMs: 50)
    for number in 0..<count {
      try producer.produce(
        topic: topic, partition: Int32(number) % partitions, value: values[number % values.count])
    }
    try producer.flush(timeoutMs: 120_000)
    producer.close(timeoutMs: 5_000)
  }

  static let cityPartitions: Int32 = 4

  /// The topic of the city's records, filled by the first that asks.
  func cityTopic(_ count: Int) throws -> String {
    if cityCount != count {
      try publish(CityRecord.topic, partitions: Self.cityPartitions, count: count) {
        CityRecord.value($0)
      }
      cityCount = count
    }
    return CityRecord.topic
  }

  func cityContracts() throws -> String {
    try writeContracts("city", [("city/sensor.v1.schema.json", CityRecord.contract())])
  }

  func remove(_ topic: String) throws {
    let administration = try cluster.administration()
    defer { administration.close(timeoutMs: 2_000) }
    try administration.deleteTopic(topic)
  }

  func makeProducer(lingerMs: Int) throws -> Producer {
    try Producer(properties: [
      ("bootstrap.servers", cluster.bootstrap), ("linger.ms", "\(lingerMs)"),
      ("batch.size", "1000000"), ("message.max.bytes", "4000000"), ("compression.type", "lz4"),
    ])
  }

  /// A folder with contracts, by path below it.
  func writeContracts(_ name: String, _ contracts: [(path: String, text: String)]) throws -> String
  {
    let directory = "\(folder)/\(name)"
    mkdir(directory, 0o755)
    for contract in contracts {
      if let slash = contract.path.lastIndex(of: "/") {
        mkdir("\(directory)/\(contract.path[..<slash])", 0o755)
      }
      try Self.write(contract.text, to: "\(directory)/\(contract.path)")
    }
    return directory
  }

  static func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw BenchFailure("cannot write \(path)") }
    fputs(text, file)
    fclose(file)
  }

  /// Drops a database, so that its dirty pages do not burden what is measured next.
  func drop(_ database: String) {
    _ = postgres.query("DROP DATABASE IF EXISTS \(database) WITH (FORCE)")
    _ = postgres.query("CHECKPOINT")
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return 0 }
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let begun = clock.now
  try body()
  return begun.duration(to: clock.now) / .seconds(1)
}
