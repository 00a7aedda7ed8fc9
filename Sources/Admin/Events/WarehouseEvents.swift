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

  /// The daemon created or changed a contract's table. No statement of it holds a record's value.
  public static func tableChanged(table: String, statement: String) -> Event {
    let shown = statement.count > 300 ? statement.prefix(300) + " …" : Substring(statement)
    return Event(
      "table_changed", .info, "table \(table): \(shown)",
      [Field("table", table), Field("statement", shown)], subject: table)
  }

  /// Partitions or retention of a table wait for something; it is tried again.
  public static func tableUpkeepDelayed(table: String, reason: String) -> Event {
    Event(
      "table_upkeep_delayed", .warning, "the upkeep of table \(table) waits: \(reason)",
      [Field("table", table), Field("reason", reason)], pace: .onceThenSeldom, subject: table)
  }

  /// Another session of the bus, of a process that was stopped, held up this one and was ended.
  /// `client` is where that process runs.
  public static func frozenSessionEnded(
    place: String, pid: Int32, application: String, client: String?, after seconds: Double
  ) -> Event {
    let still = Duration.seconds(seconds).inSeconds
    return Event(
      "frozen_session_ended", .warning,
      "\(place): ended the database session \(pid) (application_name \"\(application)\", from "
        + "\(client ?? "this host")), which held a lock and had not moved for \(still) s; its daemon "
        + "was stopped or hangs: look at it. Nothing is lost: the ledger tells it where it stands",
      [
        Field("place", place), Field("pid", pid), Field("application_name", application),
        Field("client", client ?? ""), Field("still_s", still),
      ], subject: place)
  }

  /// The database refused rows as such; they are quarantined, the rest is loaded.
  public static func rowsRefused(topic: String, count: Int) -> Event {
    Event(
      "rows_refused", .warning,
      "topic \(topic): the database refused \(count) rows of a batch; they are quarantined, the "
        + "rest is loaded", [Field("topic", topic), Field("count", count)],
      pace: .onceThenSeldom, subject: topic)
  }
}

extension Duration {
  /// Seconds with one decimal, for people.
  var inSeconds: String {
    let tenths = Int64((self / .milliseconds(100)).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
