import CSystemd
import Glibc

/// The systemd journal by its native protocol, each field of an event a field of the entry:
/// `journalctl TRUCD_EVENT=partition_stopped TRUCD_TOPIC=env.air`.
struct JournalLog: LogSink {
  /// Whether systemd joined standard error to the journal (`JOURNAL_STREAM`, systemd.exec(5)).
  static var isStandardError: Bool {
    guard let stream = getenv("JOURNAL_STREAM") else { return false }
    var status = stat()
    guard fstat(STDERR_FILENO, &status) == 0 else { return false }
    return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
  }

  func write(_ event: Event, unsaid: Int) {
    let fields = Self.fields(of: event, unsaid: unsaid).map { Array($0.utf8) }
    var vectors: [iovec] = []
    // One allocation holds all fields, so that their addresses stay put during the call.
    var bytes = fields.flatMap(\.self)
    bytes.withUnsafeMutableBytes { buffer in
      var start = 0
      for field in fields {
        vectors.append(
          iovec(iov_base: buffer.baseAddress?.advanced(by: start), iov_len: field.count))
        start += field.count
      }
      // What the journal refuses is lost like a line on a closed standard error.
      _ = sd_journal_sendv(vectors, Int32(vectors.count))
    }
  }

  static func fields(of event: Event, unsaid: Int) -> [String] {
    var fields = [
      "MESSAGE=\(TextLog.message(event, unsaid: unsaid))",
      "PRIORITY=\(priority(of: event.level))",
      "SYSLOG_IDENTIFIER=trucd",
      "TRUCD_EVENT=\(event.name)",
    ]
    fields += event.fields.map { "TRUCD_\($0.name.uppercased())=\($0.value)" }
    return fields
  }

  /// syslog(3)'s levels.
  private static func priority(of level: Event.Level) -> Int32 {
    switch level {
    case .debug: LOG_DEBUG
    case .info: LOG_INFO
    case .warning: LOG_WARNING
    case .error: LOG_ERR
    }
  }
}
