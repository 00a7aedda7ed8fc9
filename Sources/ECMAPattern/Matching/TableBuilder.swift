/// Makes an automaton deterministic: sets of its states become states of a table.
///
/// The table answers a search: whether the pattern matches anywhere in the text.
struct TableBuilder {
  /// Beyond these the backtracking engine takes the pattern.
  static let statesMax = 4096
  static let workMax = 1_000_000

  static let dead = 0
  static let matched = 1
  static let start = 2

  private let automaton: ByteAutomaton
  private var members: [[Int]] = []
  private var places: [[Int]: Int] = [:]
  private var work = 0
  /// Marks of the closure at hand.
  private var visited: [Int]
  private var visit = 0

  /// One column for each class of bytes that the pattern does not tell apart.
  private(set) var classOfByte = [UInt8](repeating: 0, count: 256)
  private(set) var classCount = 0
  private(set) var transitions: [UInt16] = []
  private(set) var accepts: [Bool] = []

  var stateCount: Int { accepts.count }

  /// nil when the table would grow too large.
  init?(_ automaton: ByteAutomaton) {
    self.automaton = automaton
    visited = [Int](repeating: 0, count: automaton.states.count)
    findByteClasses()
    guard build() else { return nil }
  }

  private mutating func findByteClasses() {
    var begins = [Bool](repeating: false, count: 257)
    for case .byte(let range, _) in automaton.states {
      begins[Int(range.lowerBound)] = true
      begins[Int(range.upperBound) + 1] = true
    }
    var current = 0
    for byte in 0..<256 {
      if byte > 0 && begins[byte] { current += 1 }
      classOfByte[byte] = UInt8(current)
    }
    classCount = current + 1
  }

  private mutating func build() -> Bool {
    members = [[], [0], closure(of: [automaton.start], atStart: true)]
    if members[Self.start].contains(0) { members[Self.start] = [0] }
    places = [[]: Self.dead, [0]: Self.matched]
    var firstBytes = [UInt8](repeating: 0, count: classCount)
    for byte in (0..<256).reversed() { firstBytes[Int(classOfByte[byte])] = UInt8(byte) }

    var state = 0
    while state < members.count {
      accepts.append(acceptsAtEnd(members[state], atStart: state == Self.start))
      for byte in firstBytes {
        guard let next = place(after: members[state], reading: byte) else { return false }
        transitions.append(UInt16(next))
      }
      state += 1
    }
    return true
  }

  /// The state that a byte leads to; nil when the table is full.
  private mutating func place(after set: [Int], reading byte: UInt8) -> Int? {
    if set.isEmpty { return Self.dead }
    if set == [0] { return Self.matched }
    // A search may begin anew at each place.
    var seeds = [automaton.start]
    work += set.count
    for member in set {
      if case .byte(let range, let next) = automaton.states[member], range.contains(byte) {
        seeds.append(next)
      }
    }
    var reached = closure(of: seeds, atStart: false)
    if reached.first == 0 { reached = [0] }
    guard work < Self.workMax else { return nil }
    if let known = places[reached] { return known }
    guard members.count < Self.statesMax else { return nil }
    places[reached] = members.count
    members.append(reached)
    return members.count - 1
  }

  /// The states reached without reading, in order: those that read a byte, wait for the text's end,
  /// or match.
  private mutating func closure(
    of seeds: [Int], atStart: Bool, atEnd: Bool = false
  ) -> [Int] {
    visit += 1
    var pending = seeds
    var kept: [Int] = []
    while let state = pending.popLast() {
      guard visited[state] != visit else { continue }
      visited[state] = visit
      work += 1
      switch automaton.states[state] {
      case .byte, .match: kept.append(state)
      case .branch(let branches): pending += branches
      case .startOfText(let next): if atStart { pending.append(next) }
      case .endOfText(let next):
        kept.append(state)
        if atEnd { pending.append(next) }
      }
    }
    return kept.sorted()
  }

  private mutating func acceptsAtEnd(_ set: [Int], atStart: Bool) -> Bool {
    closure(of: set, atStart: atStart, atEnd: true).first == 0
  }
}
