import BenchRecords
import Glibc
import Kafka

/// How long a partition stands while a group of daemons changes, under 2,000 records a second over
/// sixteen partitions: the longest time that any of them went without a commit, beyond the median
/// of the times between two commits while nothing changed.
struct Rebalance {
  let bed: Bed
  let rounds: Int

  private static let topic = "scaling.stream"
  private static let recordsPerSecond = 2_000
  /// Long enough to see that a change is over; where a partition stands longer, that is waited for.
  private static let secondsWatched = 6.0

  /// What is done to the group, in this order, round by round.
  ///
  /// A daemon that was killed and is back within its session finds its place kept. It is not in step
  /// with the heartbeats of the others any more, so that they do not hear of the join, which comes
  /// next, at the same time.
  private enum Change: String, CaseIterable {
    /// SIGTERM, and started again.
    case restart
    /// SIGKILL, and started again at once.
    case comeback
    /// A third daemon.
    case join
    /// SIGTERM.
    case leave
    /// SIGKILL.
    case kill
  }

  func run(_ figures: inout Figures) throws {
    try bed.cluster.createTopic(Self.topic, partitions: Scaling.partitions)
    let contracts = try bed.writeContracts(
      "stream", [("scaling/stream.v1.schema.json", CityRecord.contract(topic: Self.topic))])
    let database = "bench_rebalance"
    var group = BenchGroup(
      bed, database: database, contracts: contracts, partitions: Scaling.partitions)
    for _ in 0..<2 { try group.join() }
    try group.settle()
    let producer = try bed.makeProducer(lingerMs: 0)
    var stream = SteadyStream(
      into: Self.topic, partitions: Scaling.partitions, recordsPerSecond: Self.recordsPerSecond,
      by: producer, ledger: group.members[0])
    try stream.run(seconds: 3)
    stream.watch()
    try stream.run(seconds: 10)
    let steady = median(stream.gaps)
    figures.add("rebalance_steady_gap_ms", steady)
    figures.add("rebalance_steady_gap_max_ms", stream.longestGap)
    var longest: [Change: [Double]] = [:]
    for _ in 0..<rounds {
      for change in Change.allCases {
        stream.watch()
        try make(change, &group, &stream)
        try stream.run(seconds: Self.secondsWatched)
        longest[change, default: []].append(stream.longestGap)
      }
      try group.members[1].restart()
      try stream.run(seconds: Self.secondsWatched)
    }
    try producer.flush(timeoutMs: 30_000)
    producer.close(timeoutMs: 5_000)
    try group.members[0].wait(for: Int64(stream.sent))
    try verify(stream.sent, in: database)
    group.end()
    for change in Change.allCases {
      figures.add("rebalance_\(change.rawValue)_pause_ms", median(longest[change] ?? []) - steady)
    }
  }

  /// Of three daemons the first stays, the second leaves and the third is killed; then the second
  /// is there again.
  private func make(
    _ change: Change, _ group: inout BenchGroup, _ stream: inout SteadyStream
  ) throws {
    let second = group.members[1]
    switch change {
    case .restart:
      second.process.send(SIGTERM)
      try stream.run { !second.process.hasEnded }
      second.process.wait()
      try second.restart()
    case .comeback:
      second.kill()
      try second.restart()
    case .join where group.members.count == 2: try group.join()
    case .join: try group.members[2].restart()
    case .leave:
      second.process.send(SIGTERM)
      try stream.run { !second.process.hasEnded }
      second.process.wait()
    case .kill: group.members[2].kill()
    }
  }

  /// Each record is there once: of each partition all offsets from the first on.
  private func verify(_ count: Int, in database: String) throws {
    let sql = """
      SELECT count(*), count(DISTINCT (_partition, _offset)), \
      (SELECT sum(last + 1) FROM (SELECT max(_offset) AS last FROM \(CityRecord.table) \
      GROUP BY _partition) p) FROM \(CityRecord.table)
      """
    let found = bed.postgres.query(sql, database: database)
    guard found?.first == ["\(count)", "\(count)", "\(count)"] else {
      throw BenchFailure("the warehouse holds \(found ?? []), not each of \(count) records once")
    }
  }
}
