/// The folder of contracts.
extension Event {
  public static func contractsLoaded(count: Int, topics: Int) -> Event {
    Event(
      "contracts_loaded", .info, "\(count) contracts for \(topics) topics serve",
      [Field("contracts", count), Field("topics", topics)], ends: "contracts_refused")
  }

  /// A reload that is taken whole.
  public static func contractsReloaded(count: Int, changes: String) -> Event {
    Event(
      "contracts_reloaded", .info, "contracts reloaded, \(count) serve: \(changes)",
      [Field("contracts", count), Field("changes", changes)], ends: "contracts_refused")
  }

  /// A reload that is not taken; the contracts that served go on serving.
  public static func contractsRefused(problems: Int) -> Event {
    Event(
      "contracts_refused", .error,
      "the changed contracts are not taken (\(problems) problems); the last good ones serve on. "
        + "`trucd check` lists the problems",
      [Field("problems", problems)])
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
      "the file of \(name) does not compile; its version \(version) that served last serves",
      [Field("contract", name), Field("version", version)])
  }

  public static func contractLeftOut(name: String, topics: String) -> Event {
    Event(
      "contract_left_out", .error,
      "\(name) does not compile and never served: its topics are not read (\(topics))",
      [Field("contract", name), Field("topics", topics)])
  }

  /// Its file was deleted; its ledger stays.
  public static func contractRetired(name: String) -> Event {
    Event("contract_retired", .info, "\(name) is retired", [Field("contract", name)])
  }

  /// Told seldom; the counters and `trucd.quarantine` have them all.
  public static func recordsQuarantined(topic: String, stage: String, count: Int) -> Event {
    Event(
      "records_quarantined", .warning,
      "topic \(topic): \(count) records quarantined at stage \(stage); trucd.quarantine says why",
      [Field("topic", topic), Field("stage", stage), Field("count", count)],
      pace: .onceThenSeldom, subject: "\(topic) \(stage)")
  }
}
