/// Lines for people: time, level, message. Colour on a terminal only.
struct TextLog: LogSink {
  let descriptor: Int32
  let isColoured: Bool

  init(descriptor: Int32) {
    self.descriptor = descriptor
    isColoured = TerminalColour.isWelcome(on: descriptor)
  }

  func write(_ event: Event, unsaid: Int) {
    let line = Self.line(
      event, unsaid: unsaid, time: Timestamp.now(), isColoured: isColoured)
    writeLine(Array(line.utf8), to: descriptor)
  }

  static func line(_ event: Event, unsaid: Int, time: String, isColoured: Bool) -> String {
    let level = event.level.name
    let padding = String(repeating: " ", count: 7 - level.utf8.count)
    let label = isColoured ? "\(colour(of: event.level))\(level)\u{1B}[0m" : level
    return "\(time) \(label)\(padding) \(oneLine(message(event, unsaid: unsaid)))\n"
  }

  static func message(_ event: Event, unsaid: Int) -> String {
    unsaid == 0 ? event.message : "\(event.message) (and \(unsaid) times since the last line)"
  }

  /// Control characters would let a topic's or a database's text forge lines or steer a terminal.
  static func oneLine(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: line += "\\n"
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029:
        line += "\\u{\(String(scalar.value, radix: 16))}"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  private static func colour(of level: Event.Level) -> String {
    switch level {
    case .debug: "\u{1B}[2m"
    case .info: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .error: "\u{1B}[1;31m"
    }
  }
}
