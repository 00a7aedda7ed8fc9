/// Property names and the node of each; compared by bytes, never by Unicode equivalence.
struct NameTable: Sendable {
  struct Entry: Sendable {
    let name: [UInt8]
    let node: Int32
  }

  let entries: [Entry]
  private let index: NameBuckets

  init(_ entries: [Entry]) {
    self.entries = entries
    var index = NameBuckets(capacity: entries.count)
    for (position, entry) in entries.enumerated() {
      index.insert(position, entry.name.withUnsafeBufferPointer(NameBuckets.hash))
    }
    self.index = index
  }

  /// The entry of a name; nil where the table has none.
  func index(of name: Text) -> Int? {
    index.first(NameBuckets.hash(name)) { position in
      entries[position].name.withUnsafeBufferPointer {
        $0.count == name.count && $0.elementsEqual(name)
      }
    }
  }
}
