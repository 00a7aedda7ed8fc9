/// Makes an automaton deterministic: sets of its states become states of a table.
///
/// The table answers a search: whether the pattern matches anywhere in the text.
struct SubsetConstruction {
  /// Beyond these another engine takes the pattern.
  static let statesMax = 8192
  /// Steps from one state of the automaton to another, and cells of the table.
  static let workMax = 1_000_000

  static let dead = 0
  static let matched = 1
  static let start = 2

  /// What follows the place at which assertions are judged.
  private enum Next { case wordCharacter, otherCharacter, end }

  private let automaton: CharacterAutomaton
  let classes: CharacterClasses
  private let isWordClass: [Bool]
  /// The states of the automaton in each state of the table; where one of them waits for
  /// what follows, ``wordMark`` tells that a word character was the last.
  private var members = IntegerLists()
  private static let wordMark: Int32 = .max
  /// The number in `members` of each state of the table from ``start`` on, and the way back.
  private var listOfState: [Int] = []
  private var stateOfList: [Int] = []
  private(set) var work = 0
  /// Marks of the closure at hand.
  private var visited: [Int32]
  private var visit: Int32 = 0
  private var pending: [Int32] = []
  /// What the last closure came to.
  private var reached: [Int32] = []
  private var seedsOfClass: [[Int32]]

  /// The next state for each state and class of characters.
  private(set) var transitions: [UInt16] = []
  /// Whether a text that ends in a state matches.
  private(set) var accepts: [Bool] = []

  var stateCount: Int { accepts.count }

  /// nil when the table would grow too large.
  init?(_ automaton: CharacterAutomaton) {
    guard let classes = CharacterClasses(automaton.sets) else { return nil }
    self.automaton = automaton
    self.classes = classes
    var isWordClass = [Bool](repeating: false, count: classes.count)
    if automaton.hasWordBoundaries,
      let words = automaton.sets.firstIndex(of: .wordCharacters)
    {
      for word in classes.classesOfSet[words] { isWordClass[Int(word)] = true }
    }
    self.isWordClass = isWordClass
    visited = [Int32](repeating: 0, count: automaton.states.count)
    seedsOfClass = [[Int32]](repeating: [], count: classes.count)
    guard build() else { return nil }
  }

  func next(_ state: Int, _ characterClass: Int) -> Int {
    Int(transitions[state * classes.count + characterClass])
  }

  private mutating func build() -> Bool {
    addRow(of: Self.dead)
    addRow(of: Self.matched)
    reach(from: [automaton.start], atStart: true)
    var state = Self.start
    var list = reached
    while true {
      guard addRow(after: list, atStart: state == Self.start) else { return false }
      state += 1
      guard state - Self.start <= listOfState.count else { return true }
      list = Array(members[listOfState[state - Self.start - 1]])
    }
  }

  private mutating func addRow(of next: Int) {
    accepts.append(next == Self.matched)
    transitions += repeatElement(UInt16(next), count: classes.count)
  }

  /// One state's row; false when the table is full.
  private mutating func addRow(after list: [Int32], atStart: Bool) -> Bool {
    work += list.count + classes.count
    guard work <= Self.workMax else { return false }
    if list.first == 0 {
      addRow(of: Self.matched)
      return true
    }
    let afterWord = list.last == Self.wordMark
    reach(from: list, atStart: atStart, afterWord: afterWord, next: .end)
    accepts.append(reached.first == 0)
    let base = transitions.count
    transitions += repeatElement(UInt16(Self.dead), count: classes.count)
    let isWaiting = list.contains { isWordBoundary($0) }
    if !isWaiting {
      seed(by: list) { _ in true }
    } else {
      for isWord in [false, true] {
        let isWordClass = isWordClass
        reach(
          from: list, atStart: atStart, afterWord: afterWord,
          next: isWord ? .wordCharacter : .otherCharacter)
        if reached.first == 0 {
          for column in isWordClass.indices where isWordClass[column] == isWord {
            seedsOfClass[column] = [0]
          }
        } else {
          seed(by: reached) { isWordClass[Int($0)] == isWord }
        }
      }
    }
    for column in 0..<classes.count {
      var seeds: [Int32] = []
      swap(&seeds, &seedsOfClass[column])
      guard let next = place(after: &seeds, isWordClass[column]) else { return false }
      transitions[base + column] = UInt16(next)
      swap(&seeds, &seedsOfClass[column])
    }
    return true
  }

  private func isWordBoundary(_ state: Int32) -> Bool {
    guard state != Self.wordMark, case .wordBoundary = automaton.states[Int(state)] else {
      return false
    }
    return true
  }

  /// Whether a state waits for what follows; a word boundary may stand behind the text's end.
  private func isAssertion(_ state: Int32) -> Bool {
    if case .endOfText = automaton.states[Int(state)] { return true }
    return isWordBoundary(state)
  }

  /// Notes which states each class of characters leads to.
  private mutating func seed(by list: [Int32], where isMeant: (Int32) -> Bool) {
    for member in list where member != Self.wordMark {
      guard case .set(let set, let next) = automaton.states[Int(member)] else { continue }
      let columns = classes.classesOfSet[Int(set)]
      work += columns.count
      for column in columns where isMeant(column) { seedsOfClass[Int(column)].append(next) }
    }
  }

  /// The state that seeds make up; nil when the table is full. The seeds are used up.
  private mutating func place(after seeds: inout [Int32], _ afterWord: Bool) -> Int? {
    defer { seeds.removeAll(keepingCapacity: true) }
    // A search may begin anew at each place.
    seeds.append(automaton.start)
    reach(from: seeds, atStart: false)
    if reached.isEmpty { return Self.dead }
    if reached.first == 0 { return Self.matched }
    if afterWord, reached.contains(where: { isAssertion($0) }) { reached.append(Self.wordMark) }
    let number = members.number(of: reached)
    if number == stateOfList.count {
      guard number + Self.start + 1 < Self.statesMax, work <= Self.workMax else { return nil }
      listOfState.append(number)
      stateOfList.append(number + Self.start + 1)
    }
    return stateOfList[number]
  }

  /// Finds the states ``reached`` without reading, in order. Without `next` these are the ones that
  /// read a character, wait for what follows, or match; with it, nothing waits.
  private mutating func reach(
    from seeds: [Int32], atStart: Bool, afterWord: Bool = false, next: Next? = nil
  ) {
    visit += 1
    pending.append(contentsOf: seeds)
    reached.removeAll(keepingCapacity: true)
    while let state = pending.popLast() {
      guard state != Self.wordMark, visited[Int(state)] != visit else { continue }
      visited[Int(state)] = visit
      work += 1
      switch automaton.states[Int(state)] {
      case .match, .set: reached.append(state)
      case .branch(let first, let second):
        pending.append(second)
        pending.append(first)
      case .startOfText(let following): if atStart { pending.append(following) }
      case .endOfText(let following):
        if next == nil { reached.append(state) } else if next == .end { pending.append(following) }
      case .wordBoundary(let isNegated, let following):
        guard let next else {
          reached.append(state)
          continue
        }
        let isBoundary = afterWord != (next == .wordCharacter)
        if isBoundary != isNegated { pending.append(following) }
      }
    }
    if reached.count > 1 { reached.sort() }
  }
}
