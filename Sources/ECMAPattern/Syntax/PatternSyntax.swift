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
