/// The folder of contracts.
extension Event {
  public static func contractsLoaded(count: Int, topics: Int) -> Event {
    Event(
      "contracts_loaded", .info, "\(count) contracts for \(topics) topics serve",
      [Field("contracts", count), Field("topics", topics)])
  }

  /// One problem of a file; `pointer` is a JSON Pointer into it.
  public static func contractProblem(file: String, pointer: String, problem: String) -> Event {
    Event(
      "contract_problem", .error, "\(file)#\(pointer): \(problem)",
      [Field("file", file), Field("pointer", pointer), Field("problem", problem)])
  }

  public static func contractFellBack(name: String, version: String) -> Event {
    Event(
      "contract_fell_back", .error,
      "the file of \(name) cannot serve; its version \(version) that served last serves",
      [Field("contract", name), Field("version", version)])
  }

  public static func contractLeftOut(name: String) -> Event {
    Event(
      "contract_left_out", .error,
      "\(name) does not compile, or its table does not fit, and it never served: it judges no record",
      [Field("contract", name)])
  }

  /// Its file was deleted; its ledger stays.
  public static func contractRetired(name: String) -> Event {
    Event("contract_retired", .info, "\(name) is retired", [Field("contract", name)])
  }

  /// Told seldom; the counters and `trucd.quarantine` have them all.
  public static func recordsQuarantined(topic: String, count: Int64) -> Event {
    Event(
      "records_quarantined", .warning,
      "topic \(topic): \(count) records of a batch are quarantined; trucd.quarantine says why",
      [Field("topic", topic), Field("count", count)], pace: .onceThenSeldom, subject: topic)
  }

  /// The share of refused records jumped; the topic waits for its contract or an operator.
  public static func topicPaused(topic: String, reason: String, wayOut: String) -> Event {
    Event(
      "topic_paused", .error, "topic \(topic) is paused: \(reason). \(wayOut)",
      [Field("topic", topic), Field("reason", reason), Field("way_out", wayOut)],
      pace: .onceThenSeldom, subject: topic)
  }

  public static func topicResumed(topic: String) -> Event {
    Event(
      "topic_resumed", .info, "topic \(topic) goes on", [Field("topic", topic)], subject: topic,
      ends: "topic_paused")
  }

  /// The folder itself; what served last serves on.
  public static func contractsUnreadable(reason: String) -> Event {
    Event("contracts_unreadable", .error, reason, [Field("reason", reason)])
  }
}
