import JSON

/// All that is wrong with a rejected record.
public struct Explanation: Sendable {
  /// At most as many as were asked for.
  public var errors: [ValidationError]
  /// How many there are in all.
  public var total: Int
  /// The verdict is ``Verdict/undecided``: the one error names the limit that was reached.
  public var isUndecided: Bool

  public init(errors: [ValidationError] = [], total: Int = 0, isUndecided: Bool = false) {
    self.errors = errors
    self.total = total
    self.isUndecided = isUndecided
  }

  /// Of a record that cannot be read, so that no keyword was asked.
  init(malformed error: JSONError) {
    let message = LocalisedText(en: error.message, vi: error.messageVietnamese)
    let hint = error.clue.map { LocalisedText(en: $0.message, vi: $0.messageVietnamese) }
    let reason = ValidationError(
      keyword: "", instanceLocation: error.pointer ?? "", keywordLocation: "",
      absoluteKeywordLocation: "", message: message, hint: hint, causes: [])
    self.init(errors: [reason], total: 1)
  }

  public var isEmpty: Bool { total == 0 }

  /// The verdict in JSON Schema's output format `basic` (core, section 12.4.2), texts in English.
  /// The causes of an error follow it, as the format asks for a flat list. Of a record whose verdict
  /// is ``Verdict/undecided``, `valid` is null, for which the format has no word, and the error
  /// names the limit.
  public var basicOutput: JSONValue {
    guard !isEmpty else { return ["valid": true] }
    let valid: JSONValue = isUndecided ? .null : false
    return ["valid": valid, "errors": .array(errors.flatMap(\.basicUnits))]
  }
}

/// One reason why a record is invalid. Locations are those of JSON Schema's `basic` output
/// (core, section 12.3).
public struct ValidationError: Sendable {
  public var keyword: String
  /// JSON Pointer to the value that the keyword judges.
  public var instanceLocation: String
  /// JSON Pointer through the schema as it was walked, `$ref` included.
  public var keywordLocation: String
  /// URI of the keyword itself.
  public var absoluteKeywordLocation: String
  /// The one property that is missing or not allowed.
  public var property: String?
  /// The keyword's value, where it helps.
  public var limit: JSONValue?
  /// The offending scalar, where it may be shown.
  public var value: JSONValue?
  public var message: LocalisedText
  public var hint: LocalisedText?
  /// For `anyOf` and `oneOf`, what is wrong by the nearest branch.
  public var causes: [ValidationError]

  /// The error and its causes as output units (core, section 12.3). The absolute location is left
  /// out where the schema has no absolute URI, as the section demands one.
  fileprivate var basicUnits: [JSONValue] {
    var members: [(String, JSONValue)] = [("keywordLocation", .string(keywordLocation))]
    if URIReference(absoluteKeywordLocation).scheme != nil {
      members.append(("absoluteKeywordLocation", .string(absoluteKeywordLocation)))
    }
    members.append(("instanceLocation", .string(instanceLocation)))
    members.append(("error", .string(message.en)))
    return [.object(JSONObject(members))] + causes.flatMap(\.basicUnits)
  }
}
