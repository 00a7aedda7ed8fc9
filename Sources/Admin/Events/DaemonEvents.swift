/// The life of the process.
extension Event {
  public static func daemonStarted(version: String, configuration: String) -> Event {
    Event(
      "daemon_started", .info, "trucd \(version) starts with \(configuration)",
      [Field("version", version), Field("configuration", configuration)])
  }

  /// The configuration is read, the folder of contracts is there. Broker and warehouse may still be
  /// away.
  public static func daemonReady(files: Int) -> Event {
    Event("daemon_ready", .info, "ready; \(files) schema files found", [Field("files", files)])
  }

  public static func configurationWarning(_ text: String) -> Event {
    Event("configuration_warning", .warning, text)
  }

  public static func daemonStopping(signal: String) -> Event {
    Event(
      "daemon_stopping", .info, "\(signal): commits what is under way, then stops",
      [Field("signal", signal)])
  }

  public static func daemonStopped(after: Duration) -> Event {
    Event(
      "daemon_stopped", .info, "stopped after \(after.inSeconds) s",
      [Field("seconds", after.inSeconds)])
  }

  /// The time for an orderly stop is over; the process leaves. The ledger makes that safe.
  public static func stopTimedOut(after: Duration, waitingFor: String) -> Event {
    Event(
      "stop_timed_out", .warning,
      "leaves without waiting longer for \(waitingFor) (\(after.inSeconds) s); "
        + "nothing is lost, the next start reads the ledger",
      [Field("seconds", after.inSeconds), Field("waiting_for", waitingFor)])
  }

  public static func adminListening(address: String) -> Event {
    Event(
      "admin_listening", .info, "/metrics, /livez and /readyz on http://\(address)",
      [Field("address", address)])
  }

  public static func adminUnavailable(address: String, reason: String) -> Event {
    Event(
      "admin_unavailable", .error,
      "cannot serve /metrics on \(address): \(reason); the bus runs on without it, "
        + "admin.listen sets another address",
      [Field("address", address), Field("reason", reason)])
  }

  /// A thread has neither advanced nor stands in a wait that it named.
  public static func threadStuck(thread: String, in activity: String, for time: Duration) -> Event {
    Event(
      "thread_stuck", .error,
      "thread \(thread) has not advanced for \(time.inSeconds) s (\(activity)); "
        + "the watchdog is not fed",
      [
        Field("thread", thread), Field("activity", activity), Field("seconds", time.inSeconds),
      ], pace: .onceThenSeldom, subject: thread)
  }
}
