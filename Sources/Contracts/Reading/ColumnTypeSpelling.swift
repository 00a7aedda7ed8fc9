extension ColumnType {
  /// What `x-trucd.type` may say.
  static let spellings = [
    "text", "boolean", "bigint", "numeric", "numeric(p,s)", "double precision", "timestamptz",
    "date", "uuid", "jsonb",
  ]

  /// PostgreSQL's limit for the precision of a declared numeric.
  private static let precisionMax = 1000

  /// Reads a type as a contract spells it; nil for anything else. `double` is short for
  /// `double precision`, `numeric(p)` for `numeric(p,0)`.
  init?(contractSpelling text: String) {
    switch text {
    case "text": self = .text
    case "boolean": self = .boolean
    case "bigint": self = .bigint
    case "numeric": self = .numeric(precision: nil, scale: nil)
    case "double", "double precision": self = .double
    case "timestamptz": self = .timestamptz
    case "date": self = .date
    case "uuid": self = .uuid
    case "jsonb": self = .jsonb
    default:
      guard text.hasPrefix("numeric("), text.hasSuffix(")") else { return nil }
      let parts = text.dropFirst(8).dropLast().split(
        separator: ",", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { part -> Int? in
        let digits = part.drop { $0 == " " }
        return digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
      }
      let scale = numbers.count == 2 ? numbers[1] : 0
      guard parts.count == numbers.count, (1...2).contains(numbers.count),
        (1...Self.precisionMax).contains(numbers[0]), scale <= numbers[0]
      else { return nil }
      self = .numeric(precision: numbers[0], scale: scale)
    }
  }
}
