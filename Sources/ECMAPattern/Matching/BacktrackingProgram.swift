/// A pattern as instructions for ``ECMAMatcher``, in ECMA-262's order of evaluation: what stands in a
/// look-behind is matched from its end to its beginning (section 22.2.2.4).
struct BacktrackingProgram {
  /// Beyond this many instructions a pattern is not taken.
  static let lengthMax = 100_000

  enum Instruction {
    case match
    /// One character of a set; it stands before the place where the direction is backwards.
    case character(set: Int, isBackward: Bool)
    /// Goes on, and comes back to the other where that fails.
    case choice(otherwise: Int)
    case jump(Int)
    case startOfText, endOfText
    case wordBoundary(isNegated: Bool)
    /// Notes the place as one end of a group.
    case mark(slot: Int)
    /// The text of a group once more.
    case reference(group: Int, isBackward: Bool)
    /// Begins a look; the place is taken up again when it ends.
    case look(register: Int, isNegated: Bool, after: Int)
    case endOfLook(register: Int, isNegated: Bool)
    case beginLoop(register: Int)
    /// At the head of each turn.
    case loop(Loop)
    /// Into the body, the slots of its groups cleared.
    case enter(Loop)
    case endOfTurn(Loop)
  }

  struct Loop {
    let register: Int
    let least: Int
    /// `Int.max`: without end.
    let most: Int
    let isLazy: Bool
    /// Of groups in the body.
    let slots: Range<Int>
    /// The instruction after the loop.
    var after: Int
    /// The head.
    let head: Int
  }

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [CodePointSet] = []
  private(set) var slotCount = 2
  /// Loops and looks, which each need a register.
  private(set) var registerCount = 0
  private var indexOfSet: [CodePointSet: Int] = [:]

  /// nil when it would be too long.
  init?(_ syntax: PatternSyntax) {
    add(syntax, isBackward: false)
    append(.match)
    guard instructions.count <= Self.lengthMax else { return nil }
  }

  private mutating func append(_ instruction: Instruction) {
    instructions.append(instruction)
  }

  private mutating func add(_ syntax: PatternSyntax, isBackward: Bool) {
    switch syntax {
    case .empty: break
    case .characters(let set):
      append(.character(set: index(of: set), isBackward: isBackward))
    case .sequence(let terms):
      for term in isBackward ? terms.reversed() : terms { add(term, isBackward: isBackward) }
    case .alternatives(let alternatives): add(alternatives, isBackward: isBackward)
    case .repetition(let body, let least, let most, let isLazy):
      add(body, least, most ?? .max, isLazy, isBackward: isBackward)
    case .group(let body, let number):
      slotCount = max(slotCount, 2 * number + 2)
      append(.mark(slot: 2 * number + (isBackward ? 1 : 0)))
      add(body, isBackward: isBackward)
      append(.mark(slot: 2 * number + (isBackward ? 0 : 1)))
    case .startOfText: append(.startOfText)
    case .endOfText: append(.endOfText)
    case .wordBoundary(let isNegated): append(.wordBoundary(isNegated: isNegated))
    case .look(let body, let isBehind, let isNegated):
      addLook(body, isBehind: isBehind, isNegated: isNegated)
    case .backReference(let number):
      slotCount = max(slotCount, 2 * number + 2)
      append(.reference(group: number, isBackward: isBackward))
    }
  }

  private mutating func add(_ alternatives: [PatternSyntax], isBackward: Bool) {
    var jumps: [Int] = []
    for (place, alternative) in alternatives.enumerated() {
      let choice = instructions.count
      let isLast = place == alternatives.count - 1
      if !isLast { append(.choice(otherwise: 0)) }
      add(alternative, isBackward: isBackward)
      if isLast { break }
      jumps.append(instructions.count)
      append(.jump(0))
      instructions[choice] = .choice(otherwise: instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func add(
    _ body: PatternSyntax, _ least: Int, _ most: Int, _ isLazy: Bool, isBackward: Bool
  ) {
    guard most > 0 else { return }
    let groups = body.groups
    slotCount = max(slotCount, 2 * groups.upperBound)
    append(.beginLoop(register: registerCount))
    let head = instructions.count
    var loop = Loop(
      register: registerCount, least: least, most: most, isLazy: isLazy,
      slots: 2 * groups.lowerBound..<2 * groups.upperBound, after: 0, head: head)
    registerCount += 1
    append(.loop(loop))
    append(.enter(loop))
    add(body, isBackward: isBackward)
    append(.endOfTurn(loop))
    loop.after = instructions.count
    instructions[head] = .loop(loop)
  }

  private mutating func addLook(_ body: PatternSyntax, isBehind: Bool, isNegated: Bool) {
    let register = registerCount
    registerCount += 1
    let look = instructions.count
    append(.look(register: register, isNegated: isNegated, after: 0))
    add(body, isBackward: isBehind)
    append(.endOfLook(register: register, isNegated: isNegated))
    instructions[look] = .look(
      register: register, isNegated: isNegated, after: instructions.count)
  }

  private mutating func index(of set: CodePointSet) -> Int {
    if let known = indexOfSet[set] { return known }
    indexOfSet[set] = sets.count
    sets.append(set)
    return sets.count - 1
  }
}
