import BenchRecords
import Kafka

/// How rate and cost change with one quantity, the others held.
struct Curves {
  let bed: Bed
  /// Records of the points that hold small ones.
  let count: Int
  /// What the points' names begin with that are measured; empty: all are.
  let points: [String]

  func run(_ figures: inout Figures) throws {
    for fields in [10, 25, 50, 100, 200] { try width(fields, &figures) }
    try sparse(&figures)
    for bytes in [205, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20] {
      try size(bytes, &figures)
    }
    for contracts in [1, 10, 100, 1_000] { try self.contracts(contracts, &figures) }
    for (partitions, lanes) in [(1, 1), (4, 1), (4, 2), (4, 4), (16, 4)] {
      try parallel(partitions: Int32(partitions), lanes: lanes, &figures)
    }
    for percent in [0, 1, 10, 50, 100] { try rejects(percent, &figures) }
  }

  private func width(_ fields: Int, _ figures: inout Figures) throws {
    let topic = "width.f\(fields)"
    try point(
      "width_\(fields)_fields", [Load(topic: topic, partitions: 4)],
      count: max(count * 10 / fields, 10_000),
      contract: { FieldsRecord.contract(topic: $0, fields: fields) },
      value: { FieldsRecord.value($0, fields: fields) }, &figures)
  }

  /// Records of one field for a table of 200: their rows are many times as large as they are.
  private func sparse(_ figures: inout Figures) throws {
    try point(
      "sparse_200_fields", [Load(topic: "sparse.f200", partitions: 4)], count: count,
      contract: { FieldsRecord.contract(topic: $0, fields: 200) },
      value: { FieldsRecord.value($0, fields: 1) }, &figures)
  }

  private func size(_ bytes: Int, _ figures: inout Figures) throws {
    let topic = "size.b\(bytes)"
    // At most an eighth of a gigabyte.
    try point(
      "size_\(bytes)_bytes", [Load(topic: topic, partitions: 4)],
      count: min(count, (128 << 20) / bytes),
      contract: { FieldsRecord.contract(topic: $0) },
      value: { FieldsRecord.value($0, bytes: bytes) },
      distinct: max(min(20_000, (64 << 20) / bytes), 8), &figures)
  }

  /// Each contract has a topic and a table of its own; records come for fifty of them at most.
  private func contracts(_ number: Int, _ figures: inout Figures) throws {
    let loads = (0..<number).map {
      Load(topic: "contracts.n\(number)t\($0)", partitions: 1, isEmpty: $0 >= 50)
    }
    try point(
      "contracts_\(number)", loads, count: count,
      contract: { CityRecord.contract(topic: $0, table: FieldsRecord.table(of: $0)) },
      value: { CityRecord.value($0) }, &figures)
  }

  private func parallel(partitions: Int32, lanes: Int, _ figures: inout Figures) throws {
    let topic = "parallel.p\(partitions)l\(lanes)"
    try point(
      "parallel_\(partitions)_partitions_\(lanes)_lanes",
      [Load(topic: topic, partitions: partitions)], count: count,
      contract: { CityRecord.contract(topic: $0) }, value: { CityRecord.value($0) },
      consumer: "lanes = \(lanes)", &figures)
  }

  private func rejects(_ percent: Int, _ figures: inout Figures) throws {
    let topic = "rejects.p\(percent)"
    try point(
      "rejects_\(percent)_percent", [Load(topic: topic, partitions: 4)],
      count: percent > 10 ? count / 4 : count,
      contract: { CityRecord.contract(topic: $0) },
      value: { $0 % 100 < percent ? CityRecord.refused($0) : CityRecord.value($0) }, &figures)
  }

  private struct Load {
    var topic: String
    var partitions: Int32
    /// There is a contract, and no topic.
    var isEmpty = false
  }

  /// Fills the topics, loads them, adds rate and cost.
  private func point(
    _ name: String, _ loads: [Load], count: Int, contract: (_ topic: String) -> String,
    value: (Int) -> [UInt8], distinct: Int = 20_000, consumer: String = "",
    _ figures: inout Figures
  ) throws {
    guard points.isEmpty || points.contains(where: { name.hasPrefix($0) }) else { return }
    let filled = loads.filter { !$0.isEmpty }
    let share = count / filled.count
    for load in filled {
      try bed.publish(
        load.topic, partitions: load.partitions, count: share, distinct: distinct, value: value)
    }
    let contracts = try bed.writeContracts(
      name, loads.map { ("\($0.topic)/v.v1.schema.json", contract($0.topic)) })
    let daemon = try BenchDaemon(
      bed, database: "bench_\(name)", contracts: contracts, consumer: consumer)
    let window = try daemon.load(share * filled.count)
    let memory = daemon.stop()
    bed.drop(daemon.database)
    for load in filled { try bed.remove(load.topic) }
    figures.add("\(name)_records_per_s", window.recordsPerSecond)
    figures.add("\(name)_cpu_us", window.daemon)
    figures.add("\(name)_rss_mib", memory)
  }
}
