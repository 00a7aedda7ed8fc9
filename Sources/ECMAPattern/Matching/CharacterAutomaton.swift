/// A nondeterministic automaton over characters (Thompson's construction), built from its end.
///
/// It knows every construct whose match depends on nothing but the text read so far, the next
/// character and the text's two ends; look-around and back-references it leaves to others.
struct CharacterAutomaton {
  /// Beyond this many states the tables grow larger than what they save.
  static let statesMax = 20_000

  enum State {
    case match
    /// Reads a character of the set with this index.
    case set(Int32, next: Int32)
    case branch(Int32, Int32)
    case startOfText(next: Int32)
    case endOfText(next: Int32)
    case wordBoundary(isNegated: Bool, next: Int32)
  }

  /// The first state is ``State/match``.
  private(set) var states: [State] = [.match]
  private(set) var start: Int32 = 0
  private(set) var sets: [CodePointSet] = []
  private(set) var hasWordBoundaries = false
  private var indexOfSet: [CodePointSet: Int32] = [:]
  /// Parts added so far: a repetition of nothing adds no states and takes time all the same.
  private var steps = 0

  /// nil when the pattern needs another engine, or too many states.
  init?(_ syntax: PatternSyntax) {
    guard let first = add(syntax, before: 0) else { return nil }
    start = first
    if hasWordBoundaries { _ = index(of: .wordCharacters) }
  }

  private mutating func append(_ state: State) -> Int32? {
    guard states.count < Self.statesMax else { return nil }
    states.append(state)
    return Int32(states.count - 1)
  }

  private mutating func index(of set: CodePointSet) -> Int32 {
    if let known = indexOfSet[set] { return known }
    indexOfSet[set] = Int32(sets.count)
    sets.append(set)
    return Int32(sets.count - 1)
  }

  /// Adds the states of a part of the pattern, and returns its first when `next` is what follows.
  private mutating func add(_ syntax: PatternSyntax, before next: Int32) -> Int32? {
    steps += 1
    guard steps <= 4 * Self.statesMax else { return nil }
    switch syntax {
    case .empty: return next
    case .characters(let set): return append(.set(index(of: set), next: next))
    case .sequence(let terms):
      var first = next
      for term in terms.reversed() {
        guard let added = add(term, before: first) else { return nil }
        first = added
      }
      return first
    case .alternatives(let alternatives): return addAlternatives(alternatives, before: next)
    case .group(let body, _): return add(body, before: next)
    case .repetition(let body, let least, let most, _):
      return addRepetition(of: body, least, most, before: next)
    case .startOfText: return append(.startOfText(next: next))
    case .endOfText: return append(.endOfText(next: next))
    case .wordBoundary(let isNegated):
      hasWordBoundaries = true
      return append(.wordBoundary(isNegated: isNegated, next: next))
    case .look, .backReference: return nil
    }
  }

  private mutating func addAlternatives(
    _ alternatives: [PatternSyntax], before next: Int32
  ) -> Int32? {
    var first: Int32?
    for alternative in alternatives.reversed() {
      guard let added = add(alternative, before: next) else { return nil }
      guard let others = first else {
        first = added
        continue
      }
      guard let branch = append(.branch(added, others)) else { return nil }
      first = branch
    }
    return first
  }

  private mutating func addRepetition(
    of body: PatternSyntax, _ least: Int, _ most: Int?, before next: Int32
  ) -> Int32? {
    guard var first = most == nil ? addLoop(of: body, before: next) : next else { return nil }
    if let most {
      for _ in least..<most {
        guard let copy = add(body, before: first), let optional = append(.branch(copy, next))
        else { return nil }
        first = optional
      }
    }
    for _ in 0..<least {
      guard let copy = add(body, before: first) else { return nil }
      first = copy
    }
    return first
  }

  private mutating func addLoop(of body: PatternSyntax, before next: Int32) -> Int32? {
    guard let loop = append(.branch(next, next)), let first = add(body, before: loop) else {
      return nil
    }
    states[Int(loop)] = .branch(first, next)
    return loop
  }
}
