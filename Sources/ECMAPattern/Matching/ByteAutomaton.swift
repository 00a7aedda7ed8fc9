/// A nondeterministic automaton over bytes (Thompson's construction), built from its end.
///
/// It knows every construct whose match depends on nothing but the text read so far and on its two
/// ends; look-around, word boundaries, back-references and Unicode properties it leaves to the
/// backtracking engine.
struct ByteAutomaton {
  /// Beyond this many states the tables grow larger than what they save.
  static let statesMax = 20_000

  enum State {
    case byte(ClosedRange<UInt8>, next: Int)
    case branch([Int])
    case startOfText(next: Int)
    case endOfText(next: Int)
    case match
  }

  private(set) var states: [State] = [.match]
  private(set) var start = 0
  private var sharedStates: [SharedState: Int] = [:]
  /// Parts added so far: a repetition of nothing adds no states and takes time all the same.
  private var steps = 0

  private struct SharedState: Hashable {
    let range: ClosedRange<UInt8>
    let next: Int
  }

  /// nil when the pattern needs another engine, or too many states.
  init?(_ syntax: PatternSyntax) {
    guard let first = add(syntax, before: 0) else { return nil }
    start = first
  }

  private mutating func append(_ state: State) -> Int? {
    guard states.count < Self.statesMax else { return nil }
    states.append(state)
    return states.count - 1
  }

  /// Adds the states of a part of the pattern, and returns its first when `next` is what follows.
  private mutating func add(_ syntax: PatternSyntax, before next: Int) -> Int? {
    steps += 1
    guard steps <= 4 * Self.statesMax else { return nil }
    switch syntax {
    case .empty: return next
    case .characters(let set): return add(set, before: next)
    case .sequence(let terms):
      return terms.reversed().reduce(Optional(next)) { following, term in
        following.flatMap { add(term, before: $0) }
      }
    case .alternatives(let alternatives):
      var branches: [Int] = []
      for alternative in alternatives {
        guard let first = add(alternative, before: next) else { return nil }
        branches.append(first)
      }
      return append(.branch(branches))
    case .group(let body, _): return add(body, before: next)
    case .repetition(let body, let least, let most, _):
      return addRepetition(of: body, least, most, before: next)
    case .startOfText: return append(.startOfText(next: next))
    case .endOfText: return append(.endOfText(next: next))
    case .propertyClass, .wordBoundary, .look, .backReference: return nil
    }
  }

  /// Characters that end in the same bytes share those states.
  private mutating func add(_ set: CodePointSet, before next: Int) -> Int? {
    var branches: [Int] = []
    for sequence in UTF8Ranges.sequences(of: set) {
      var following = next
      for range in sequence.reversed() {
        let key = SharedState(range: range, next: following)
        if let shared = sharedStates[key] {
          following = shared
        } else {
          guard let added = append(.byte(range, next: following)) else { return nil }
          sharedStates[key] = added
          following = added
        }
      }
      branches.append(following)
    }
    return branches.count == 1 ? branches[0] : append(.branch(branches))
  }

  private mutating func addRepetition(
    of body: PatternSyntax, _ least: Int, _ most: Int?, before next: Int
  ) -> Int? {
    guard var first = most == nil ? addLoop(of: body, before: next) : next else { return nil }
    if let most {
      for _ in least..<most {
        guard let copy = add(body, before: first), let optional = append(.branch([copy, next]))
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

  private mutating func addLoop(of body: PatternSyntax, before next: Int) -> Int? {
    guard let loop = append(.branch([])), let first = add(body, before: loop) else { return nil }
    states[loop] = .branch([first, next])
    return loop
  }
}
