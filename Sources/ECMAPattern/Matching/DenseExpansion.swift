/// A table over characters as one over bytes: the states between the bytes of a character are added.
struct DenseExpansion {
  /// 256 entries for each state.
  private(set) var transitions: [UInt8] = []
  private(set) var stateCount: Int

  private let table: SubsetConstruction
  private let trie: UTF8Trie
  /// The rows of the states between bytes, 64 entries each and the level.
  private var rows = IntegerLists()
  /// The classes of characters beyond ASCII.
  private let wideClasses: [Int]
  /// The state of each node of the trie at each level, for the state at hand; −1 while not known.
  private var known: [Int32]

  /// nil when a byte cannot number the states.
  init?(_ table: SubsetConstruction, _ trie: UTF8Trie) {
    guard table.stateCount <= DenseTable.statesMax else { return nil }
    self.table = table
    self.trie = trie
    stateCount = table.stateCount
    wideClasses = table.classes.classes(from: 0x80)
    known = [Int32](repeating: -1, count: trie.nodes.count * UTF8Trie.levelCount)
    transitions.reserveCapacity(stateCount * 256)
    for state in 0..<table.stateCount {
      guard addRow(of: state) else { return nil }
    }
    addRowsBetween()
  }

  private mutating func addRow(of state: Int) -> Bool {
    var row = [UInt8](repeating: UInt8(state), count: 256)
    if state > SubsetConstruction.matched {
      for character in 0..<128 {
        row[character] = UInt8(table.next(state, Int(trie.ascii[character])))
      }
      guard expand(&row, state) else { return false }
    }
    transitions += row
    return true
  }

  /// Fills in where the bytes from 0x80 on lead. Neighbours mostly lead to one node.
  private mutating func expand(_ row: inout [UInt8], _ state: Int) -> Bool {
    if wideClasses.allSatisfy({ table.next(state, $0) == SubsetConstruction.dead }) {
      for byte in 0x80..<0x100 { row[byte] = DenseTable.dead }
      return true
    }
    for place in known.indices { known[place] = -1 }
    var last: (node: Int32, level: Int, next: UInt8) = (-1, 0, DenseTable.dead)
    for lead in 0x80..<0x100 {
      guard (0xc2...0xf4).contains(lead) else {
        row[lead] = DenseTable.dead
        continue
      }
      let (node, level) = (trie.leads[lead - 0x80], UTF8Trie.level(ofLead: lead))
      if node != last.node || level != last.level {
        guard let next = expand(Int(node), level, state) else { return false }
        last = (node, level, UInt8(next))
      }
      row[lead] = last.next
    }
    return true
  }

  /// The state in which the bytes that a node describes are awaited.
  private mutating func expand(_ node: Int, _ level: Int, _ state: Int) -> Int? {
    let place = node * UTF8Trie.levelCount + level
    if known[place] >= 0 { return Int(known[place]) }
    var row: [Int32] = []
    row.reserveCapacity(65)
    var last: (entry: Int32, next: Int32) = (-1, 0)
    for entry in trie.nodes[node] {
      if entry != last.entry {
        guard
          let next = level == 0
            ? table.next(state, Int(entry)) : expand(Int(entry), level - 1, state)
        else { return nil }
        last = (entry, Int32(next))
      }
      row.append(last.next)
    }
    row.append(Int32(level))
    guard let next = number(of: row) else { return nil }
    known[place] = Int32(next)
    return next
  }

  /// `row` ends with the level.
  private mutating func number(of row: [Int32]) -> Int? {
    let first = row[0]
    if first <= DenseTable.matched, row.dropLast().allSatisfy({ $0 == first }) {
      return Int(first)
    }
    let number = table.stateCount + rows.number(of: row)
    guard number < DenseTable.statesMax else { return nil }
    stateCount = max(stateCount, number + 1)
    return number
  }

  private mutating func addRowsBetween() {
    for number in 0..<rows.count {
      transitions += repeatElement(DenseTable.dead, count: 128)
      for next in rows[number].dropLast() { transitions.append(UInt8(next)) }
      transitions += repeatElement(DenseTable.dead, count: 64)
    }
  }
}
