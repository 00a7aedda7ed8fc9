/// A table over characters in memory that does not move, for patterns with more states than a byte
/// numbers: one step for each character.
final class CharacterMatcher: @unchecked Sendable {
  // Written in init, read only afterwards: hence safe to share.
  private let ascii: UnsafeMutablePointer<UInt16>
  private let leads: UnsafeMutablePointer<UInt16>
  private let nodes: UnsafeMutablePointer<UInt16>
  /// Where the next state's row begins.
  private let transitions: UnsafeMutablePointer<UInt32>
  private let accepts: UnsafeMutablePointer<UInt8>
  private let classCount: Int
  private let stateCount: Int
  private let nodeCount: Int

  /// nil when the trie has more nodes than 16 bits number.
  init?(_ table: SubsetConstruction, _ trie: UTF8Trie) {
    guard trie.nodes.count <= Int(UInt16.max), table.classes.count <= Int(UInt16.max) else {
      return nil
    }
    classCount = table.classes.count
    stateCount = table.stateCount
    nodeCount = trie.nodes.count
    ascii = Self.stored(trie.ascii.map(UInt16.init))
    leads = Self.stored(trie.leads.map(UInt16.init))
    nodes = Self.stored((0..<trie.nodes.count).flatMap { trie.nodes[$0].map(UInt16.init) })
    transitions = Self.stored(table.transitions.map { UInt32($0) * UInt32(table.classes.count) })
    accepts = Self.stored(table.accepts.map { $0 ? 1 : 0 })
  }

  deinit {
    ascii.deallocate()
    leads.deallocate()
    nodes.deallocate()
    transitions.deallocate()
    accepts.deallocate()
  }

  private static func stored<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(elements.count, 1))
    _ = memory.initialize(from: elements)
    return memory.baseAddress.unsafelyUnwrapped
  }

  /// Bytes of memory.
  var footprint: Int { 512 + nodeCount * 128 + stateCount * classCount * 4 + stateCount }

  /// The text is valid UTF-8; one that is not is judged somehow, within its bounds.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var row = SubsetConstruction.start * classCount
    let settled = SubsetConstruction.matched * classCount
    var place = 0
    while place < text.count {
      let byte = Int(text[place])
      place += 1
      var column = byte < 0x80 ? ascii[byte] : leads[byte - 0x80]
      if byte >= 0x80 {
        guard byte <= 0xf4 else { return false }
        let end = min(place + UTF8Trie.level(ofLead: byte) + 1, text.count)
        while place < end {
          column = nodes[Int(column) << 6 | Int(text[place] & 0x3f)]
          place += 1
        }
        guard Int(column) < classCount else { return false }
      }
      row = Int(transitions[row + Int(column)])
      if row <= settled { break }
    }
    return accepts[row / classCount] != 0
  }
}
