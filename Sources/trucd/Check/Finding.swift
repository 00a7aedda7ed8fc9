import JSON

/// One thing that `trucd check` looked at.
struct Finding: Sendable {
  enum Level: String, Sendable {
    case ok
    /// Works, and better put right.
    case warning
    case error
  }

  var area: String
  var level: Level
  var message: String

  /// A line for people.
  var text: String {
    let mark =
      switch level {
      case .ok: Terminal.green("ok     ")
      case .warning: Terminal.bold("warning")
      case .error: Terminal.red("error  ")
      }
    return "\(mark)  \(area): \(message)"
  }

  /// `{"area", "level", "message"}`, one line.
  var json: String {
    let value = JSONValue.object(
      JSONObject([
        ("area", .string(area)), ("level", .string(level.rawValue)), ("message", .string(message)),
      ]))
    return JSONWriter.text(of: value)
  }
}
