/// A pattern that fixes the text's length and, for each byte of it, one range of ASCII: the form of
/// most codes, such as `^[0-9]{12}$`.
struct PositionalPlan: Sendable {
  static let lengthMax = 64

  private(set) var ranges: [ClosedRange<UInt8>] = []

  /// nil for a pattern of another form.
  init?(_ syntax: PatternSyntax) {
    guard case .sequence(let terms) = syntax, terms.first == .startOfText,
      terms.last == .endOfText, terms.count >= 2
    else { return nil }
    for term in terms[1..<(terms.count - 1)] {
      guard append(term) else { return nil }
    }
  }

  private mutating func append(_ term: PatternSyntax) -> Bool {
    switch term {
    case .empty: return true
    case .characters(let set):
      guard set.ranges.count == 1, set.ranges[0].upperBound < 0x80,
        ranges.count < Self.lengthMax
      else { return false }
      ranges.append(UInt8(set.ranges[0].lowerBound)...UInt8(set.ranges[0].upperBound))
      return true
    case .sequence(let terms): return terms.allSatisfy { append($0) }
    case .group(let body, _): return append(body)
    case .repetition(let body, let least, let most, _):
      guard least == most, least <= Self.lengthMax else { return false }
      let before = ranges.count
      guard least > 0, append(body), ranges.count > before else { return false }
      return (1..<least).allSatisfy { _ in append(body) }
    default: return false
    }
  }
}
