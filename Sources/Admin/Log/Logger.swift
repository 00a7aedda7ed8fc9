import Glibc

/// A place that log lines go to.
public protocol LogSink: Sendable {
  /// `unsaid` events like this one were left out since the last line.
  func write(_ event: Event, unsaid: Int)
}

/// Log lines of a least level on one sink.
public struct Logger: Sendable {
  public enum Format: String, Sendable {
    /// The journal where standard error is the journal, else text.
    case auto
    case journal, text, json
  }

  public let level: Event.Level
  private let sink: any LogSink

  public init(sink: any LogSink, level: Event.Level) {
    self.sink = sink
    self.level = level
  }

  /// The daemon's log: standard error, or the journal with its fields.
  public static func standardError(format: Format, level: Event.Level) -> Logger {
    let sink: any LogSink =
      switch format {
      case .journal: JournalLog()
      case .json: JSONLog(descriptor: STDERR_FILENO)
      case .text: TextLog(descriptor: STDERR_FILENO)
      case .auto:
        JournalLog.isStandardError ? JournalLog() : TextLog(descriptor: STDERR_FILENO)
      }
    return Logger(sink: sink, level: level)
  }

  func write(_ event: Event, unsaid: Int) { sink.write(event, unsaid: unsaid) }
}

/// Writes a line to a descriptor in one call, so that lines of two threads do not mix.
func writeLine(_ line: [UInt8], to descriptor: Int32) {
  line.withUnsafeBytes { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      // A log that cannot be written must not stop the bus.
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
