import Pipeline

/// The warehouse.
extension Event {
  /// `place` is the part of the daemon that waits; `reason` holds the database's own words, without
  /// a value of a record.
  public static func warehouseUnavailable(place: String, reason: String) -> Event {
    Event(
      "warehouse_unavailable", .warning,
      "\(place): the warehouse does not take work: \(reason); tries on",
      [Field("place", place), Field("reason", reason)], pace: .onceThenSeldom, subject: place)
  }

  public static func warehouseAvailable(place: String) -> Event {
    Event(
      "warehouse_available", .info, "\(place): the warehouse takes work",
      [Field("place", place)], subject: place, ends: "warehouse_unavailable")
  }

  /// COMMIT was sent and no answer came; the ledger tells how it ended.
  public static func commitOutcomeUnknown(partitions: [TopicPartition]) -> Event {
    let list = partitions.map(\.description).joined(separator: ", ")
    return Event(
      "commit_outcome_unknown", .warning,
      "a commit's answer did not come; reads the ledger of \(list)", [Field("partitions", list)])
  }

  public static func tableChanged(table: String, change: String) -> Event {
    Event(
      "table_changed", .info, "table \(table): \(change)",
      [Field("table", table), Field("change", change)])
  }

  /// The table or a privilege does not fit the contract; its topics stand.
  public static func tableUnfit(table: String, problem: String) -> Event {
    Event(
      "table_unfit", .error, "table \(table): \(problem)",
      [Field("table", table), Field("problem", problem)], pace: .onceThenSeldom, subject: table)
  }

  public static func tableFits(table: String) -> Event {
    Event(
      "table_fits", .info, "table \(table) fits again", [Field("table", table)],
      subject: table, ends: "table_unfit")
  }

  /// The database refused rows as such; they are quarantined, the rest is loaded.
  public static func rowsRefused(table: String, sqlState: String, count: Int) -> Event {
    Event(
      "rows_refused", .warning,
      "table \(table): the database refused \(count) rows (SQLSTATE \(sqlState)); quarantined",
      [Field("table", table), Field("sqlstate", sqlState), Field("count", count)],
      pace: .onceThenSeldom, subject: "\(table) \(sqlState)")
  }

  /// A session of the bus that held a ledger row for ever was ended.
  public static func blockerEnded(session: String) -> Event {
    Event(
      "blocker_ended", .warning, "ended the session \(session), which held the ledger",
      [Field("session", session)])
  }
}

extension Duration {
  /// Seconds with one decimal, for people.
  var inSeconds: String {
    let tenths = Int64((self / .milliseconds(100)).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
