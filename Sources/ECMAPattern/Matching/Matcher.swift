/// The quickest engine that can match a pattern.
enum Matcher: Sendable {
  case positional(PositionalMatcher)
  /// A table over bytes; the count of characters lies in the range besides, where there is one.
  case dense(DenseMatcher, counts: ClosedRange<Int>?)
  case characters(CharacterMatcher)
  case backtracking(BacktrackingMatcher)
  case ecma(ECMAMatcher)

  /// nil when no engine can.
  init?(_ syntax: PatternSyntax) {
    if let plan = PositionalPlan(syntax) {
      self = .positional(PositionalMatcher(plan))
    } else if let plan = RunPlan(syntax), let matcher = Self.dense(plan) {
      self = matcher
    } else if let matcher = Self.table(syntax) {
      self = matcher
    } else if let matcher = BacktrackingMatcher(syntax) {
      self = .backtracking(matcher)
    } else if let matcher = ECMAMatcher(syntax) {
      self = .ecma(matcher)
    } else {
      return nil
    }
  }

  private static func dense(_ plan: RunPlan) -> Matcher? {
    guard case .dense(let matcher, _)? = table(plan.unbounded) else { return nil }
    return .dense(matcher, counts: plan.counts)
  }

  private static func table(_ syntax: PatternSyntax) -> Matcher? {
    guard let automaton = CharacterAutomaton(syntax), let table = SubsetConstruction(automaton)
    else { return nil }
    let trie = UTF8Trie(table.classes)
    if let expansion = DenseExpansion(table, trie) {
      return .dense(DenseMatcher(table, expansion), counts: nil)
    }
    return CharacterMatcher(table, trie).map { .characters($0) }
  }

  func match(_ text: UnsafeBufferPointer<UInt8>) -> Pattern.Outcome {
    switch self {
    case .positional(let matcher): return matcher.matches(text) ? .match : .noMatch
    case .dense(let matcher, nil): return matcher.matches(text) ? .match : .noMatch
    case .dense(let matcher, let counts?):
      return RunPlan.counts(counts, allow: text) && matcher.matches(text) ? .match : .noMatch
    case .characters(let matcher): return matcher.matches(text) ? .match : .noMatch
    case .backtracking(let matcher): return matcher.match(text)
    case .ecma(let matcher): return matcher.match(text)
    }
  }

  /// Bytes of memory.
  var footprint: Int {
    switch self {
    case .positional: PositionalMatcher.footprint
    case .dense(let matcher, _): matcher.footprint
    case .characters(let matcher): matcher.footprint
    case .backtracking(let matcher): matcher.footprint
    case .ecma(let matcher): matcher.footprint
    }
  }
}
