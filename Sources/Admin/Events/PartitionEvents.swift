import Pipeline

/// One partition on its way.
extension Event {
  public static func partitionStarted(at: TopicPartition, offset: Int64) -> Event {
    .about(at, "partition_started", .info, "reads from offset \(offset)", [Field("offset", offset)])
  }

  /// The partition stands until an operator decides; nothing of it is lost or skipped.
  public static func partitionStopped(
    at: TopicPartition, reason: String, wayOut: String
  ) -> Event {
    .about(
      at, "partition_stopped", .error, "stopped: \(reason). \(wayOut)",
      [Field("reason", reason), Field("way_out", wayOut)], pace: .onceThenSeldom)
  }

  public static func partitionResumed(at: TopicPartition, offset: Int64) -> Event {
    .about(
      at, "partition_resumed", .info, "goes on from offset \(offset)", [Field("offset", offset)],
      ends: "partition_stopped")
  }

  /// There are records to read and none was committed for as long as `progress_alarm_s` says.
  public static func partitionStandsStill(
    at: TopicPartition, for time: Duration, waitingFor: String
  ) -> Event {
    .about(
      at, "partition_stands_still", .error,
      "stands still for \(time.inSeconds) s with records to read: \(waitingFor)",
      [Field("seconds", time.inSeconds), Field("waiting_for", waitingFor)], pace: .onceThenSeldom)
  }

  public static func partitionMovesAgain(at: TopicPartition) -> Event {
    .about(at, "partition_moves_again", .info, "moves again", ends: "partition_stands_still")
  }

  /// The ledger did not hold the expected offset: another owner wrote, or the database was set back.
  public static func ledgerMissed(at: TopicPartition, expected: Int64) -> Event {
    .about(
      at, "ledger_missed", .warning,
      "the ledger does not stand at \(expected) any more; reads it again",
      [Field("expected", expected)])
  }

  /// Watermarks or ledger rows could not be read; it is tried again. One event for all of them.
  public static func openingFailed(_ troubled: TroubledPartitions) -> Event {
    Event(
      "opening_failed", .warning,
      "\(troubled.count) cannot begin to read: \(troubled.example); tries again",
      troubled.fields, pace: .onceThenSeldom)
  }

  /// The last of those that could not be opened is.
  public static func openingRecovered() -> Event {
    Event(
      "opening_recovered", .info, "all partitions can be opened again", ends: "opening_failed")
  }

  /// Kafka reported errors of these partitions alone.
  public static func partitionFailed(_ troubled: TroubledPartitions) -> Event {
    Event(
      "partition_failed", .warning,
      "Kafka reports errors of \(troubled.count): \(troubled.example); reads their ledger rows again",
      troubled.fields, pace: .onceThenSeldom)
  }

  /// The ledger is ahead of the log's end: a leader lags, or a topic was made again.
  public static func leaderAwaited(_ troubled: TroubledPartitions) -> Event {
    Event("leader_awaited", .warning, troubled.awaitingLeader, troubled.fields)
  }

  /// Retention passed the last record taken, which therefore cannot be compared.
  public static func startedUncompared(at: TopicPartition, offset: Int64) -> Event {
    .about(
      at, "partition_started_uncompared", .info,
      "reads from offset \(offset); the record before it is past its retention and was not "
        + "compared", [Field("offset", offset)])
  }

  /// Records that were taken could not be looked for again; the next round tries it once more.
  public static func comparisonFailed(_ troubled: TroubledPartitions) -> Event {
    Event(
      "comparison_failed", .warning,
      "records taken before could not be compared in \(troubled.count): \(troubled.example)",
      troubled.fields, pace: .onceThenSeldom)
  }

  /// A round in which nothing failed, after one in which something did.
  public static func comparisonRecovered() -> Event {
    Event(
      "comparison_recovered", .info, "records taken before can be compared again",
      ends: "comparison_failed")
  }

  /// Found by the second handle: since the comparison before this one the topic is another. What was
  /// taken from then on may be of the new topic, under the old one's source.
  public static func madeAgainUnderWay(
    at: TopicPartition, after offset: Int64, next: Int64, source: Int64
  ) -> Event {
    .about(
      at, "made_again_under_way", .error,
      "the topic was made again while it was read: rows with _source \(source) and _offset from "
        + "\(offset + 1) to \(next - 1) may be of the new topic, and come once more under its own "
        + "source once the ledger is renewed",
      [Field("offset", offset), Field("next", next), Field("source", source)])
  }

  /// Offsets without a record on a topic that has neither compaction nor transactions.
  public static func gapFound(at: TopicPartition, from offset: Int64, count: Int64) -> Event {
    .about(
      at, "gap_found", .warning,
      "no record was delivered for \(count) offsets from \(offset) on: control records, aborted "
        + "transactions or compaction",
      [Field("offset", offset), Field("count", count)], pace: .onceThenSeldom)
  }

  /// A fixed assignment leaves this partition out, and no daemon is known to read it.
  public static func partitionUnread(at: TopicPartition) -> Event {
    .about(
      at, "partition_unread", .error,
      "nobody reads it: consumer.partitions does not list it", pace: .onceThenSeldom)
  }
}
