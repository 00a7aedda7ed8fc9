/// A parsed pattern (ECMA-262, section 22.2.1, with the u flag and no other).
indirect enum PatternSyntax: Hashable, Sendable {
  case empty
  /// One character of a set.
  case characters(CodePointSet)
  case sequence([PatternSyntax])
  case alternatives([PatternSyntax])
  /// `most` nil: without end.
  case repetition(PatternSyntax, least: Int, most: Int?, isLazy: Bool)
  /// A capturing group; the first is 1.
  case group(PatternSyntax, number: Int)
  case startOfText, endOfText
  case wordBoundary(isNegated: Bool)
  case look(PatternSyntax, isBehind: Bool, isNegated: Bool)
  case backReference(number: Int)
}

extension PatternSyntax {
  /// The numbers of the groups within, which follow one another; empty where there are none.
  var groups: Range<Int> {
    switch self {
    case .group(let body, let number):
      return number..<max(number + 1, body.groups.upperBound)
    case .repetition(let body, _, _, _): return body.groups
    case .look(let body, _, _): return body.groups
    case .sequence(let parts), .alternatives(let parts):
      let groups = parts.map(\.groups).filter { !$0.isEmpty }
      return (groups.first?.lowerBound ?? 0)..<(groups.last?.upperBound ?? 0)
    default: return 0..<0
    }
  }

  var hasBackReferences: Bool {
    switch self {
    case .backReference: true
    case .group(let body, _), .repetition(let body, _, _, _), .look(let body, _, _):
      body.hasBackReferences
    case .sequence(let parts), .alternatives(let parts): parts.contains { $0.hasBackReferences }
    default: false
    }
  }
}
