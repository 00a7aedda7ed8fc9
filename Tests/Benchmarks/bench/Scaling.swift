import BenchRecords
import Glibc
import Kafka

/// The same backlog taken in by one, two and four daemons of one group, over sixteen partitions.
///
/// The daemons join the group while the topic is empty and are stopped (SIGSTOP) while it is filled,
/// so that all begin at once and nothing but them, the broker and the database runs meanwhile.
struct Scaling {
  let bed: Bed
  let count: Int
  let rounds: Int

  static let partitions: Int32 = 16

  private struct Load {
    var recordsPerSecond: Double
    /// Processor time of all daemons, in microseconds a record.
    var processor: Double
  }

  func run(_ figures: inout Figures) throws {
    let numbers = [1, 2, 4]
    var loads = [[Load]](repeating: [], count: numbers.count)
    for round in 0..<rounds {
      for (place, members) in numbers.enumerated() {
        loads[place].append(try load(members, round))
      }
    }
    for (place, members) in numbers.enumerated() {
      let name = members == 1 ? "scaling_1_daemon" : "scaling_\(members)_daemons"
      figures.add("\(name)_records_per_s", median(loads[place].map(\.recordsPerSecond)))
      figures.add("\(name)_cpu_us", median(loads[place].map(\.processor)))
      guard members > 1 else { continue }
      let ratios = zip(loads[place], loads[0]).map { $0.recordsPerSecond / $1.recordsPerSecond }
      figures.add("\(name)_vs_1", median(ratios))
    }
  }

  private func load(_ members: Int, _ round: Int) throws -> Load {
    let name = "scaling_m\(members)r\(round)"
    let topic = "scaling.m\(members)r\(round)"
    try bed.cluster.createTopic(topic, partitions: Self.partitions)
    let contracts = try bed.writeContracts(
      name, [("scaling/load.v1.schema.json", CityRecord.contract(topic: topic))])
    // A member that is stopped for the time of the filling remains one.
    var group = BenchGroup(
      bed, database: "bench_\(name)", contracts: contracts, partitions: Self.partitions,
      kafka: "\"session.timeout.ms\" = 60000")
    for _ in 0..<members { try group.join() }
    try group.settle()
    group.send(SIGSTOP)
    try bed.fill(topic, partitions: Self.partitions, count: count) { CityRecord.value($0) }
    _ = bed.postgres.query("CHECKPOINT")
    let before = group.processorTime
    group.send(SIGCONT)
    let first = try group.members[0].wait(for: 1)
    let taken = try seconds {
      try group.members[0].wait(for: Int64(count), stepMicroseconds: 5_000)
    }
    let processor = (group.processorTime - before) / Double(count) * 1e6
    group.end()
    try bed.remove(topic)
    return Load(
      recordsPerSecond: Double(count - Int(first)) / taken, processor: processor)
  }
}
