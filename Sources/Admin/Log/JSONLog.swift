/// One JSON object a line: `time`, `level`, `event`, `message`, then the event's fields.
struct JSONLog: LogSink {
  let descriptor: Int32

  func write(_ event: Event, unsaid: Int) {
    writeLine(
      Array(Self.line(event, unsaid: unsaid, time: Timestamp.now()).utf8), to: descriptor)
  }

  static func line(_ event: Event, unsaid: Int, time: String) -> String {
    var members = [
      ("time", time), ("level", event.level.name), ("event", event.name),
      ("message", event.message),
    ]
    members += event.fields.map { ($0.name, $0.value) }
    var line = members.map { "\(JSONText.string($0)):\(JSONText.string($1))" }
      .joined(separator: ",")
    if unsaid > 0 { line += ",\"unsaid\":\(unsaid)" }
    return "{\(line)}\n"
  }
}

/// Writes JSON strings (RFC 8259, section 7).
enum JSONText {
  static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
