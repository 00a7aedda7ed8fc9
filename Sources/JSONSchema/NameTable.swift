/// Property names and the node of each; compared by bytes, never by Unicode equivalence.
struct NameTable: Sendable {
  struct Entry: Sendable {
    let name: [UInt8]
    let node: Int32
  }

  let entries: [Entry]
  /// Open addressing: index into ``entries`` or -1; the count is a power of two.
  private let buckets: [Int32]

  init(_ entries: [Entry]) {
    self.entries = entries
    var size = 4
    while size < entries.count * 2 { size *= 2 }
    var buckets = [Int32](repeating: -1, count: size)
    for (position, entry) in entries.enumerated() {
      var bucket = entry.name.withUnsafeBufferPointer(Self.hash) & (size - 1)
      while buckets[bucket] >= 0 { bucket = (bucket + 1) & (size - 1) }
      buckets[bucket] = Int32(position)
    }
    self.buckets = buckets
  }

  /// The entry of a name; nil where the table has none.
  func index(of name: Text) -> Int? {
    let mask = buckets.count - 1
    var bucket = Self.hash(name) & mask
    while buckets[bucket] >= 0 {
      let position = Int(buckets[bucket])
      let isFound = entries[position].name.withUnsafeBufferPointer {
        $0.count == name.count && $0.elementsEqual(name)
      }
      if isFound { return position }
      bucket = (bucket + 1) & mask
    }
    return nil
  }

  /// FNV-1a; names come from the schema, so there is no one to flood it.
  private static func hash(_ name: Text) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }
}
