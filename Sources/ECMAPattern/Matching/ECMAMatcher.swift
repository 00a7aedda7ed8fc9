/// Matches as ECMA-262, section 22.2.2, says, step by step: for what neither an automaton nor PCRE2
/// can do or does otherwise, which are back-references (whose groups ECMA-262 empties at each turn
/// of a loop) and look-behind of variable length. Its steps and its memory are bounded.
final class ECMAMatcher: Sendable {
  /// Steps after which a match is given up. A step takes some ten nanoseconds.
  static let stepsMax = 200_000

  let program: BacktrackingProgram

  /// nil when the pattern is too long.
  init?(_ syntax: PatternSyntax) {
    guard let program = BacktrackingProgram(syntax) else { return nil }
    self.program = program
  }

  /// Bytes of memory.
  var footprint: Int {
    program.instructions.count * MemoryLayout<BacktrackingProgram.Instruction>.stride
      + program.sets.reduce(0) { $0 + $1.ranges.count * 8 }
  }

  func match(_ text: UnsafeBufferPointer<UInt8>) -> Pattern.Outcome {
    var search = ECMASearch(program, text)
    return search.run()
  }
}

/// One search through one text.
private struct ECMASearch {
  /// What is undone, or tried next, where a way fails.
  private enum Entry {
    case retry(instruction: Int, place: Int)
    case slot(Int, value: Int)
    case count(Int, value: Int)
    case origin(Int, value: Int)
  }

  private let program: BacktrackingProgram
  private let text: UnsafeBufferPointer<UInt8>
  private var stack: [Entry] = []
  /// Ends of groups; −1 for one that has not matched.
  private var slots: [Int]
  /// Turns of a loop, or the height of the stack where a look began.
  private var counts: [Int]
  /// Where the turn of a loop, or a look, began.
  private var origins: [Int]
  private var place = 0
  private var steps = 0

  init(_ program: BacktrackingProgram, _ text: UnsafeBufferPointer<UInt8>) {
    self.program = program
    self.text = text
    slots = [Int](repeating: -1, count: program.slotCount)
    counts = [Int](repeating: 0, count: program.registerCount)
    origins = counts
  }

  mutating func run() -> Pattern.Outcome {
    var first = 0
    while first <= text.count {
      place = first
      switch attempt() {
      case .match: return .match
      case .undecided: return .undecided
      case .noMatch: first += 1
      }
      while first < text.count, text[first] & 0xc0 == 0x80 { first += 1 }
    }
    return .noMatch
  }

  /// Whether the pattern matches from `place` on.
  private mutating func attempt() -> Pattern.Outcome {
    var instruction = 0
    while true {
      steps += 1
      guard steps <= ECMAMatcher.stepsMax else { return .undecided }
      if case .match = program.instructions[instruction] { return .match }
      if let next = step(program.instructions[instruction], at: instruction) ?? retry() {
        instruction = next
      } else {
        return .noMatch
      }
    }
  }

  /// Undoes what was done since the last choice, and takes the other way; nil where none is left.
  private mutating func retry() -> Int? {
    while let entry = stack.popLast() {
      if case .retry(let instruction, let place) = entry {
        self.place = place
        return instruction
      }
      undo(entry)
    }
    return nil
  }

  private mutating func undo(_ entry: Entry) {
    switch entry {
    case .slot(let slot, let value): slots[slot] = value
    case .count(let register, let value): counts[register] = value
    case .origin(let register, let value): origins[register] = value
    case .retry: break
    }
  }

  /// The next instruction; nil where this one fails.
  private mutating func step(
    _ instruction: BacktrackingProgram.Instruction, at number: Int
  ) -> Int? {
    switch instruction {
    case .match: return number
    case .character(let set, let isBackward):
      guard let codePoint = isBackward ? readBack() : read() else { return nil }
      return program.sets[set].contains(codePoint) ? number + 1 : nil
    case .choice(let otherwise):
      stack.append(.retry(instruction: otherwise, place: place))
      return number + 1
    case .jump(let target): return target
    case .startOfText: return place == 0 ? number + 1 : nil
    case .endOfText: return place == text.count ? number + 1 : nil
    case .wordBoundary(let isNegated):
      return (isWord(at: place - 1) != isWord(at: place)) != isNegated ? number + 1 : nil
    case .mark(let slot):
      setSlot(slot, place)
      return number + 1
    case .reference(let group, let isBackward):
      return takeAgain(group, isBackward) ? number + 1 : nil
    case .look(let register, let isNegated, let after):
      if isNegated { stack.append(.retry(instruction: after, place: place)) }
      begin(register, count: stack.count)
      return number + 1
    case .endOfLook(let register, let isNegated):
      return endLook(register, isNegated) ? number + 1 : nil
    case .beginLoop, .loop, .enter, .endOfTurn: return loopStep(instruction, at: number)
    }
  }

  // MARK: - Loops (ECMA-262, RepeatMatcher)

  private mutating func loopStep(
    _ instruction: BacktrackingProgram.Instruction, at number: Int
  ) -> Int? {
    switch instruction {
    case .beginLoop(let register):
      setCount(register, 0)
      return number + 1
    case .loop(let loop):
      let turns = counts[loop.register]
      if turns < loop.least { return number + 1 }
      if turns == loop.most { return loop.after }
      stack.append(.retry(instruction: loop.isLazy ? number + 1 : loop.after, place: place))
      return loop.isLazy ? loop.after : number + 1
    case .enter(let loop):
      begin(loop.register, count: counts[loop.register] + 1)
      steps += loop.slots.count
      for slot in loop.slots where slots[slot] >= 0 { setSlot(slot, -1) }
      return number + 1
    case .endOfTurn(let loop):
      // A turn beyond the least that takes nothing leads nowhere.
      let isIdle = place == origins[loop.register] && counts[loop.register] > loop.least
      return isIdle ? nil : loop.head
    default: return nil
    }
  }

  private mutating func setSlot(_ slot: Int, _ value: Int) {
    stack.append(.slot(slot, value: slots[slot]))
    slots[slot] = value
  }

  private mutating func setCount(_ register: Int, _ value: Int) {
    stack.append(.count(register, value: counts[register]))
    counts[register] = value
  }

  private mutating func begin(_ register: Int, count: Int) {
    setCount(register, count)
    stack.append(.origin(register, value: origins[register]))
    origins[register] = place
  }

  // MARK: - Looks

  /// A look is decided once: its choices are dropped. False where it must not have matched.
  private mutating func endLook(_ register: Int, _ isNegated: Bool) -> Bool {
    let height = counts[register]
    if isNegated {
      while stack.count > height, let entry = stack.popLast() { undo(entry) }
      // The way past a negated look that fails is closed.
      stack.removeLast()
      return false
    }
    place = origins[register]
    var kept = height
    for index in height..<stack.count {
      if case .retry = stack[index] { continue }
      stack[kept] = stack[index]
      kept += 1
    }
    steps += stack.count - height
    stack.removeLast(stack.count - kept)
    return true
  }

  // MARK: - Text

  private mutating func read() -> UInt32? {
    guard place < text.count else { return nil }
    var value = UInt32(text[place])
    place += 1
    guard value >= 0x80 else { return value }
    value &= value < 0xe0 ? 0x1f : value < 0xf0 ? 0x0f : 0x07
    while place < text.count, text[place] & 0xc0 == 0x80 {
      value = value << 6 | UInt32(text[place] & 0x3f)
      place += 1
    }
    return value
  }

  private mutating func readBack() -> UInt32? {
    guard place > 0 else { return nil }
    place -= 1
    while place > 0, text[place] & 0xc0 == 0x80 { place -= 1 }
    let first = place
    let value = read()
    place = first
    return value
  }

  private func isWord(at place: Int) -> Bool {
    guard text.indices.contains(place) else { return false }
    return CodePointSet.wordCharacters.contains(UInt32(text[place]))
  }

  /// The text of a group once more, or nothing where it has not matched.
  private mutating func takeAgain(_ group: Int, _ isBackward: Bool) -> Bool {
    let (start, end) = (slots[2 * group], slots[2 * group + 1])
    guard start >= 0, end >= 0 else { return true }
    let length = end - start
    let from = isBackward ? place - length : place
    guard from >= 0, from + length <= text.count else { return false }
    steps += length
    for offset in 0..<length where text[start + offset] != text[from + offset] { return false }
    place = isBackward ? from : from + length
    return true
  }
}
