/// A table over characters as one over bytes: the states between the bytes of a character are added.
struct DenseExpansion {
  /// 256 entries for each state.
  private(set) var transitions: [UInt8] = []
  private(set) var stateCount: Int

  private let table: SubsetConstruction
  private let trie: UTF8Trie
  /// The rows of the states between bytes, 64 entries each and the level.
  private var rows = IntegerLists()
  /// The state of each node of the trie, for the state at hand.
  private var known: [Int: Int] = [:]

  /// nil when a byte cannot number the states.
  init?(_ table: SubsetConstruction, _ trie: UTF8Trie) {
    guard table.stateCount <= DenseTable.statesMax else { return nil }
    self.table = table
    self.trie = trie
    stateCount = table.stateCount
    transitions.reserveCapacity(stateCount * 256)
    for state in 0..<table.stateCount {
      guard addRow(of: state) else { return nil }
    }
    addRowsBetween()
  }

  private mutating func addRow(of state: Int) -> Bool {
    for column in trie.ascii { transitions.append(UInt8(table.next(state, Int(column)))) }
    known.removeAll(keepingCapacity: true)
    for lead in 0x80..<0x100 {
      guard (0xc2...0xf4).contains(lead), state > SubsetConstruction.matched else {
        transitions.append(state == SubsetConstruction.matched ? DenseTable.matched : 0)
        continue
      }
      let node = Int(trie.leads[lead - 0x80])
      guard let next = expand(node, UTF8Trie.level(ofLead: lead), state) else { return false }
      transitions.append(UInt8(next))
    }
    return true
  }

  /// The state in which the bytes that a node describes are awaited.
  private mutating func expand(_ node: Int, _ level: Int, _ state: Int) -> Int? {
    let key = node << 2 | level
    if let next = known[key] { return next }
    var row: [Int32] = []
    row.reserveCapacity(65)
    for entry in trie.nodes[node] {
      guard
        let next = level == 0
          ? table.next(state, Int(entry)) : expand(Int(entry), level - 1, state)
      else { return nil }
      row.append(Int32(next))
    }
    guard let next = number(of: row, level) else { return nil }
    known[key] = next
    return next
  }

  private mutating func number(of row: [Int32], _ level: Int) -> Int? {
    let first = row[0]
    if first <= DenseTable.matched, row.allSatisfy({ $0 == first }) { return Int(first) }
    let number = table.stateCount + rows.number(of: row + [Int32(level)])
    guard number < DenseTable.statesMax else { return nil }
    stateCount = max(stateCount, number + 1)
    return number
  }

  private mutating func addRowsBetween() {
    for number in 0..<rows.count {
      for byte in 0..<256 {
        let isContinuation = (0x80..<0xc0).contains(byte)
        let row = rows[number]
        transitions.append(isContinuation ? UInt8(row[row.startIndex + byte - 0x80]) : 0)
      }
    }
  }
}
