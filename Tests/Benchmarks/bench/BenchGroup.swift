import Glibc
import Support

/// Daemons of one group that load one database, each under a name of its own.
struct BenchGroup {
  private let bed: Bed
  private let database: String
  private let contracts: String
  private let partitions: Int32
  private let kafka: String
  private(set) var members: [BenchDaemon] = []

  /// - Parameter kafka: lines of the section `[kafka]`.
  init(
    _ bed: Bed, database: String, contracts: String, partitions: Int32, kafka: String = ""
  ) {
    self.bed = bed
    self.database = database
    self.contracts = contracts
    self.partitions = partitions
    self.kafka = kafka
  }

  /// Starts one more.
  mutating func join() throws {
    members.append(
      try BenchDaemon(
        bed, database: database, instance: "m\(members.count)", contracts: contracts,
        kafka: kafka))
  }

  /// Waits until the members have equal shares of all partitions and each partition has its row in
  /// the ledger.
  func settle() throws {
    let low = Int(partitions) / members.count
    for _ in 0..<600 {
      let shares = members.compactMap(\.share)
      let isDealt =
        shares.count == members.count && shares.reduce(0, +) == Int(partitions)
        && shares.allSatisfy { $0 == low || $0 == low + 1 }
      if isDealt && members[0].positions.count == Int(partitions) { return }
      usleep(100_000)
    }
    throw BenchFailure("\(database): the group has not shared its partitions out after 60 s")
  }

  func send(_ signal: Int32) { for member in members { member.process.send(signal) } }

  /// Seconds of processor time that all have used.
  var processorTime: Double { members.reduce(0) { $0 + ProcessorTime.of($1.process.id) } }

  /// Stops all, and drops the database.
  func end() {
    for member in members { member.stop() }
    bed.drop(database)
  }
}
