import JSON

/// Compares a rejection with `{"stage": …, "errors": […]}`: errors as a set of (instanceLocation,
/// keyword, property).
enum ErrorComparison {
  static func differences(_ rejection: Rejection, expected: JSONValue) -> [String] {
    guard let stage = expected["stage"]?.string else {
      return ["the expectation of a rejected example is {\"stage\": …, \"errors\": […]}"]
    }
    guard stage.hasSameBytes(as: rejection.stage.rawValue) else {
      return ["expected stage \(stage), got \(rejection.stage.rawValue):"] + lines(rejection)
    }
    guard let wanted = expected["errors"]?.array else { return [] }
    let wantedKeys = Set(wanted.map { key(of: $0) })
    let actualKeys = Set(
      rejection.errors.map { key($0.instanceLocation, $0.keyword, $0.property) })
    return wantedKeys.subtracting(actualKeys).sorted().map {
      "error expected, but not found: \($0.text)"
    }
      + actualKeys.subtracting(wantedKeys).sorted().map {
        "error found, but not expected: \($0.text)"
      }
  }

  private static func key(of error: JSONValue) -> ExactString {
    key(
      error["instanceLocation"]?.string ?? "", error["keyword"]?.string, error["property"]?.string)
  }

  private static func key(_ location: String, _ keyword: String?, _ property: String?)
    -> ExactString
  {
    ExactString(
      "\"\(location)\" \(keyword ?? "(no keyword)")"
        + (property.map { " property \"\($0)\"" } ?? ""))
  }

  private static func lines(_ rejection: Rejection) -> [String] {
    rejection.errors.prefix(20).map { "  \($0.instanceLocation): \($0.message.en)" }
  }
}
