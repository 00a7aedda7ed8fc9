/// A parsed pattern in PCRE2's notation. Every character is written by its number, so that nothing
/// in it can be read as syntax. Back-references have none: nobody asks for them.
enum PCRE2Notation {
  private static let nothing = "(?!)"

  static func text(of syntax: PatternSyntax) -> String {
    switch syntax {
    case .empty: return ""
    case .characters(let set): return text(of: set)
    case .sequence(let terms): return terms.map { text(of: $0) }.joined()
    case .alternatives(let alternatives):
      return "(?:" + alternatives.map { text(of: $0) }.joined(separator: "|") + ")"
    case .repetition(let body, let least, let most, let isLazy):
      return "(?:\(text(of: body)))" + quantifier(least, most) + (isLazy ? "?" : "")
    case .group(let body, _): return "(?:\(text(of: body)))"
    case .startOfText: return "\\A"
    case .endOfText: return "\\z"
    case .wordBoundary(let isNegated): return isNegated ? "\\B" : "\\b"
    case .look(let body, let isBehind, let isNegated):
      return "(?" + (isBehind ? "<" : "") + (isNegated ? "!" : "=") + text(of: body) + ")"
    case .backReference: return nothing
    }
  }

  /// PCRE2 refuses bounds beyond 65,535.
  private static func quantifier(_ least: Int, _ most: Int?) -> String {
    "{\(least),\(most.map { String($0) } ?? "")}"
  }

  private static func text(of set: CodePointSet) -> String {
    let items = items(of: set)
    return items.isEmpty ? nothing : "[\(items)]"
  }

  private static func items(of set: CodePointSet) -> String {
    set.scalars.ranges.map { range in
      range.count == 1
        ? character(range.lowerBound)
        : character(range.lowerBound) + "-" + character(range.upperBound)
    }.joined()
  }

  private static func character(_ codePoint: UInt32) -> String {
    "\\x{\(String(codePoint, radix: 16))}"
  }
}
