/// Property names in the order in which they come, each once; compared by bytes, never by Unicode
/// equivalence.
struct NameList: Sendable {
  private(set) var names: [[UInt8]] = []
  private var index = NameBuckets.none

  /// Makes room for so many names.
  mutating func reserve(_ capacity: Int) {
    guard capacity > index.capacity else { return }
    names.reserveCapacity(capacity)
    index = NameBuckets(capacity: capacity)
    for (position, name) in names.enumerated() {
      index.insert(position, name.withUnsafeBufferPointer(NameBuckets.hash))
    }
  }

  /// The position of a name, which may be new.
  mutating func position(adding name: [UInt8]) -> Int {
    if names.count == index.capacity { reserve(max(4, 2 * names.count)) }
    let hash = name.withUnsafeBufferPointer(NameBuckets.hash)
    if let known = index.first(hash, where: { names[$0] == name }) { return known }
    index.insert(names.count, hash)
    names.append(name)
    return names.count - 1
  }
}

/// Positions by the hash of what stands there: open addressing.
struct NameBuckets: Sendable {
  /// −1 where none is; the count is a power of two.
  private var buckets: [Int32]

  /// Without room.
  static let none = NameBuckets()

  private init() { buckets = [] }

  init(capacity: Int) {
    var size = 4
    while size < capacity * 2 { size *= 2 }
    buckets = [Int32](repeating: -1, count: size)
  }

  /// Names that there is room for.
  var capacity: Int { buckets.count / 2 }

  mutating func insert(_ position: Int, _ hash: Int) {
    var bucket = hash & (buckets.count - 1)
    while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
    buckets[bucket] = Int32(position)
  }

  /// The first position of a hash that the test lets through.
  @inline(__always)
  func first(_ hash: Int, where isMeant: (Int) -> Bool) -> Int? {
    let mask = buckets.count - 1
    var bucket = hash & mask
    while buckets[bucket] >= 0 {
      let position = Int(buckets[bucket])
      if isMeant(position) { return position }
      bucket = (bucket + 1) & mask
    }
    return nil
  }

  /// Eight bytes at a time; names come from the schema, so there is no one to flood it.
  static func hash(_ name: Text) -> Int {
    let bytes = UnsafeRawBufferPointer(name)
    var hash = mixed(0, UInt64(truncatingIfNeeded: name.count))
    guard bytes.count >= 8 else {
      let word = bytes.reduce(0) { $0 << 8 | UInt64($1) }
      return Int(truncatingIfNeeded: mixed(hash, word))
    }
    // The last eight may be some of those before.
    for place in stride(from: 0, to: bytes.count, by: 8) {
      let word = bytes.loadUnaligned(
        fromByteOffset: min(place, bytes.count - 8), as: UInt64.self)
      hash = mixed(hash, word)
    }
    return Int(truncatingIfNeeded: hash)
  }

  private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
    return product ^ product >> 32
  }
}
