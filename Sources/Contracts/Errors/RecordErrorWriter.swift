import JSON
import JSONSchema

/// One error as JSON that any warehouse can store: long texts cut, U+0000 shown as its symbol.
enum RecordErrorWriter {
  /// A name or a pointer may be as long as the record; messages quote names.
  private static let textBytesMax = 1024
  private static let causesMax = 10
  /// A number is told by its value where that is short written out, without an exponent: not every
  /// warehouse takes every exponent.
  private static let numberDigitsMax = 40
  private static let causeDepthMax = 2

  static func json(of error: RecordError, depth: Int = 0) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("stage", .string(error.stage.rawValue)),
      ("code", .string(error.code)),
      ("keyword", text(error.keyword)),
      ("instanceLocation", .string(cut(error.instanceLocation))),
      ("keywordLocation", text(error.keywordLocation)),
      ("absoluteKeywordLocation", text(error.absoluteKeywordLocation)),
    ]
    if let property = error.property { members.append(("property", .string(cut(property)))) }
    if let limit = error.limit.flatMap(small) { members.append(("limit", limit)) }
    if let value = error.value.flatMap(small) { members.append(("value", value)) }
    members.append(("message", json(of: error.message)))
    if let hint = error.hint { members.append(("hint", json(of: hint))) }
    if !error.causes.isEmpty && depth < causeDepthMax {
      let causes = error.causes.prefix(causesMax).map { json(of: $0, depth: depth + 1) }
      members.append(("causes", .array(causes)))
    }
    return .object(JSONObject(members))
  }

  private static func json(of text: LocalisedText) -> JSONValue {
    .object(JSONObject([("vi", .string(cut(text.vi))), ("en", .string(cut(text.en)))]))
  }

  private static func text(_ text: String?) -> JSONValue { text.map { .string(cut($0)) } ?? .null }

  /// A scalar, or a list of scalars, that is small enough to stand in an error; else nil.
  private static func small(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .null, .boolean: return value
    case .number(let number):
      return plain(number)
    case .string(let text): return .string(cut(text))
    case .array(let elements):
      let kept = elements.compactMap(small)
      let isSmall =
        kept.count == elements.count && JSONWriter.bytes(of: value).count <= textBytesMax
      return isSmall ? .array(kept) : nil
    case .object: return nil
    }
  }

  /// The number as any warehouse reads it, or what it is where it is long.
  private static func plain(_ number: JSONNumber) -> JSONValue {
    let text = number.text.utf8
    if text.count <= numberDigitsMax, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      return .number(number)
    }
    if let short = number.plainNotation(digitsMax: numberDigitsMax).flatMap({ JSONNumber($0) }) {
      return .number(short)
    }
    return .string("number of \(text.count) characters")
  }

  /// The text without U+0000, cut between characters where it is too long.
  private static func cut(_ text: String) -> String {
    let isLong = text.utf8.count > textBytesMax
    guard isLong || text.utf8.contains(0) else { return text }
    var result = String.UnicodeScalarView()
    var bytes = 0
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      if bytes > textBytesMax { return String(result) + "…" }
      result.append(scalar == "\0" ? "\u{2400}" : scalar)
    }
    return String(result)
  }
}
