import JSON

/// Cells as text: the same in both warehouses, in examples and in a check of a normalised value.
public enum ValueText {
  /// The text of a cell; for NULL the word.
  public static func of(_ value: Value) -> String {
    switch value {
    case .null: "NULL"
    case .boolean(let flag): flag ? "true" : "false"
    case .bigint(let integer): String(integer)
    case .numeric(let coefficient, let scale): decimal(coefficient, scale)
    case .bigNumeric(let text), .text(let text), .jsonb(let text):
      String(decoding: text, as: UTF8.self)
    case .double(let double): double.description
    case .timestamptz(let microseconds): instant(microseconds)
    case .date(let days): day(Int(days))
    case .uuid(let high, let low): UUIDText.text(high: high, low: low)
    }
  }

  /// The cell as JSON, as `NAME.expected.json` writes it (contracts.md, section 10): numeric as a
  /// string, the other numbers as numbers, jsonb as what it holds, the rest as strings.
  public static func json(of value: Value) -> JSONValue {
    switch value {
    case .null: .null
    case .boolean(let flag): .boolean(flag)
    case .bigint(let integer): .number(JSONNumber(integer))
    case .double: JSONNumber(of(value)).map { .number($0) } ?? .string(of(value))
    case .jsonb(let json): (try? JSONReader.parse(json)) ?? .string(of(value))
    default: .string(of(value))
    }
  }

  private static func decimal(_ coefficient: Int64, _ scale: Int) -> String {
    guard scale > 0 else { return String(coefficient) }
    let digits = String(coefficient.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return (coefficient < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
  }

  /// RFC 3339 in UTC, with `Z` and as many decimals of a second as are not zero.
  private static func instant(_ microseconds: Int64) -> String {
    let secondsOfDay = (microseconds % 86_400_000_000 + 86_400_000_000) % 86_400_000_000
    let days = (microseconds - secondsOfDay) / 86_400_000_000
    let seconds = Int(secondsOfDay / 1_000_000)
    let fraction = Int(secondsOfDay % 1_000_000)
    var text = "\(day(Int(days)))T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2))"
    text += ":\(padded(seconds % 60, 2))"
    if fraction > 0 {
      var decimals = padded(fraction, 6)
      while decimals.hasSuffix("0") { decimals.removeLast() }
      text += "." + decimals
    }
    return text + "Z"
  }

  private static func day(_ number: Int) -> String {
    let parts = CivilDay.parts(of: number)
    return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
