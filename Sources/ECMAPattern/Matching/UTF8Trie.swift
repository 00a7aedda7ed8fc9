/// The class of each character by its UTF-8 bytes.
///
/// A node has an entry for each value of the six bits that a continuation byte carries: a class
/// where that byte is the last, else the node for the byte after it.
struct UTF8Trie {
  /// Classes of the ASCII characters.
  private(set) var ascii: [Int32] = []
  /// The node after each first byte from 0x80 on; 0 for those that begin no character.
  private(set) var leads = [Int32](repeating: 0, count: 128)
  private(set) var nodes = IntegerLists()

  private var cursor: Cursor
  /// The nodes all of whose characters are of one class, by class and level; −1 while not needed.
  private var uniformNodes: [Int32]

  init(_ classes: CharacterClasses) {
    cursor = Cursor(classes)
    uniformNodes = [Int32](repeating: -1, count: classes.count * Self.levelCount)
    for codePoint in 0..<UInt32(0x80) { ascii.append(cursor.characterClass(of: codePoint)) }
    for lead in 0xc2...UInt32(0xf4) {
      switch lead {
      case 0xc2..<0xe0: leads[Int(lead - 0x80)] = node(from: (lead - 0xc0) << 6, level: 0)
      case 0xe0..<0xf0: leads[Int(lead - 0x80)] = node(from: (lead - 0xe0) << 12, level: 1)
      default: leads[Int(lead - 0x80)] = node(from: (lead - 0xf0) << 18, level: 2)
      }
    }
  }

  /// How many continuation bytes a character may have.
  static let levelCount = 3

  /// Continuation bytes that follow the one which a node after this first byte is for.
  static func level(ofLead lead: Int) -> Int { lead < 0xe0 ? 0 : lead < 0xf0 ? 1 : 2 }

  private mutating func node(from first: UInt32, level: Int) -> Int32 {
    let step: UInt32 = 1 << (6 * UInt32(level))
    // What would be an overlong form, or beyond Unicode, counts as its neighbour: it never comes.
    let least = max(first, [0, 0x800, 0x10000][level])
    let end = min(first + 64 * step, CodePointSet.last + 1)
    if let single = cursor.characterClass(ofAll: least..<end) { return uniformNode(single, level) }
    var entries: [Int32] = []
    entries.reserveCapacity(64)
    for place in 0..<UInt32(64) {
      let codePoint = min(max(first + place * step, least), end - step)
      entries.append(
        level == 0
          ? cursor.characterClass(of: codePoint) : node(from: codePoint, level: level - 1))
    }
    return Int32(nodes.number(of: entries))
  }

  private mutating func uniformNode(_ single: Int32, _ level: Int) -> Int32 {
    let place = Int(single) * Self.levelCount + level
    if uniformNodes[place] >= 0 { return uniformNodes[place] }
    let entry = level == 0 ? single : uniformNode(single, level - 1)
    let node = Int32(nodes.number(of: [Int32](repeating: entry, count: 64)))
    uniformNodes[place] = node
    return node
  }

  /// Looks classes up, quickly where the code points ascend.
  private struct Cursor {
    let classes: CharacterClasses
    private var interval = 0

    init(_ classes: CharacterClasses) { self.classes = classes }

    mutating func characterClass(of codePoint: UInt32) -> Int32 {
      seek(codePoint)
      return classes.classOfInterval[interval]
    }

    /// nil where the code points are of several intervals.
    mutating func characterClass(ofAll range: Range<UInt32>) -> Int32? {
      seek(range.lowerBound)
      guard end > range.upperBound - 1 else { return nil }
      return classes.classOfInterval[interval]
    }

    private var end: UInt32 {
      interval + 1 < classes.starts.count ? classes.starts[interval + 1] : .max
    }

    private mutating func seek(_ codePoint: UInt32) {
      if codePoint < classes.starts[interval] {
        interval = classes.interval(of: codePoint)
      }
      while end <= codePoint { interval += 1 }
    }
  }
}
