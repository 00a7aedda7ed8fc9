import Pipeline
import Synchronization

/// The bus's own metrics. Cheap enough for once a batch; none is touched once a record.
public final class BusMetrics: Sendable {
  public let registry: MetricRegistry
  private let records: MetricFamily<Counter>
  private let lag: MetricFamily<Gauge>
  private let commit: MetricFamily<Histogram>
  private let contract: MetricFamily<Gauge>
  private let state: MetricFamily<Gauge>
  private let progress: MetricFamily<Gauge>
  private let paused: MetricFamily<Gauge>
  private let comparisons: MetricFamily<Counter>
  /// The state that is shown for each partition.
  private let states = Mutex<[[UInt8]: String]>([:])

  public init(registry: MetricRegistry, version: String) {
    self.registry = registry
    let partition = ["topic", "partition"]
    records = registry.counter(
      "trucd_records_total", "Records and gaps by what became of them, as the ledger counts them.",
      labels: ["topic", "outcome"])
    lag = registry.gauge(
      "trucd_lag_records", "Records between the ledger and the end of the partition.",
      labels: partition)
    commit = registry.histogram(
      "trucd_commit_seconds", "From the first statement of a warehouse transaction to its answer.",
      bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
    contract = registry.gauge(
      "trucd_contract_info", "1 for each contract version that serves.",
      labels: ["name", "version", "hash"])
    state = registry.gauge(
      "trucd_partition_state", "1 for the state that a partition is in.",
      labels: partition + ["state"])
    progress = registry.gauge(
      "trucd_last_progress_timestamp_seconds",
      "When the partition last committed or was found to have nothing to read.", labels: partition)
    paused = registry.gauge(
      "trucd_topic_paused", "1 for each topic that its breaker has paused.", labels: ["topic"])
    comparisons = registry.counter(
      "trucd_comparisons_total",
      "Records taken that were looked for in Kafka again, by what was found.", labels: ["result"])
    registry.gauge("trucd_build_info", "1, with the version that runs.", labels: ["version"])
      .with(version).set(1)
    ProcessUsage.register(in: registry)
  }

  /// Counts what a committed batch moved in the ledger.
  public func count(_ totals: Totals, topic: String) {
    for (outcome, number) in totals.byOutcome {
      records.with(topic, outcome).add(UInt64(max(0, number)))
    }
  }

  public func committed(in time: Duration) { commit.with().observe(time / .seconds(1)) }

  public func setLag(_ records: Int64, of at: TopicPartition) {
    lag.with(at.topic, "\(at.partition)").set(Double(records))
  }

  /// `at` is in seconds since 1970; ``WallClock/seconds()`` gives them.
  public func progressed(_ at: TopicPartition, timestamp: Double) {
    progress.with(at.topic, "\(at.partition)").set(timestamp)
  }

  /// The state's name in lower case: `reading`, `paused`, `stopped`.
  public func setState(_ name: String, of at: TopicPartition) {
    states.withLock { states in
      let key = Array(at.description.utf8)
      if let old = states[key], old != name { state.remove(at.topic, "\(at.partition)", old) }
      states[key] = name
      state.with(at.topic, "\(at.partition)", name).set(1)
    }
  }

  /// The topics that stand by their breaker; no other does.
  public func setPaused(_ topics: [String]) {
    paused.removeAll()
    for topic in topics { paused.with(topic).set(1) }
  }

  /// A record was looked for again: `equal`, `different`, `uncompared` since Kafka no longer holds it,
  /// `beyond_end`, `failed`.
  public func compared(_ result: String) { comparisons.with(result).add(1) }

  /// The partition is another daemon's now, or nobody's.
  public func forget(_ at: TopicPartition) {
    lag.remove(at.topic, "\(at.partition)")
    progress.remove(at.topic, "\(at.partition)")
    states.withLock { states in
      guard let old = states.removeValue(forKey: Array(at.description.utf8)) else { return }
      state.remove(at.topic, "\(at.partition)", old)
    }
  }

  /// The contract versions that serve from now on; `hash` in hexadecimal.
  public func serve(_ contracts: [(name: String, version: String, hash: String)]) {
    contract.removeAll()
    for served in contracts { contract.with(served.name, served.version, served.hash).set(1) }
  }
}

extension Totals {
  /// The outcomes under the names that metrics give them.
  fileprivate var byOutcome: [(String, Int64)] {
    [
      ("loaded", loaded), ("superseded", superseded), ("quarantined", quarantined),
      ("tombstone", tombstones), ("discarded", discarded), ("gap", gaps),
    ]
  }
}
