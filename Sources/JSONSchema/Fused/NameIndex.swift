import CScan
import JSON

/// A set of byte strings in raw memory, found by hash. The bytes asked about must be readable for
/// eight bytes past their end.
struct NameIndex: BitwiseCopyable {
  struct Entry: BitwiseCopyable {
    let bytes: BytePointer
    let length: Int
  }

  private static let empty = UInt16.max
  static let entriesMax = Int(UInt16.max) - 1

  private let entries: UnsafePointer<Entry>
  private let buckets: UnsafePointer<UInt16>
  private let mask: Int

  init(_ names: [[UInt8]], in arena: Arena) {
    var size = 4
    while size < names.count * 2 { size *= 2 }
    let buckets = arena.table(of: size, repeating: Self.empty)
    let entries = names.map { Entry(bytes: arena.store(padded: $0), length: $0.count) }
    for position in entries.indices {
      var bucket = Self.hash(entries[position].bytes, entries[position].length) & (size - 1)
      while buckets[bucket] != Self.empty { bucket = (bucket + 1) & (size - 1) }
      buckets[bucket] = UInt16(position)
    }
    self.entries = arena.store(entries)
    self.buckets = UnsafePointer(buckets)
    mask = size - 1
  }

  /// The position of a byte string; −1 where it is not in the set.
  @inline(__always)
  func find(_ bytes: BytePointer, _ length: Int) -> Int {
    var bucket = Self.hash(bytes, length) & mask
    while buckets[bucket] != Self.empty {
      let position = Int(buckets[bucket])
      let entry = entries[position]
      if entry.length == length, Self.areEqual(entry.bytes, bytes, length) { return position }
      bucket = (bucket + 1) & mask
    }
    return -1
  }

  /// The first and last eight bytes and the length tell the names of a schema apart; where they do
  /// not, the walk along the buckets does.
  @inline(__always)
  private static func hash(_ bytes: BytePointer, _ length: Int) -> Int {
    let first: UInt64
    let last: UInt64
    if length >= 8 {
      first = cscan_load8(bytes)
      last = cscan_load8(bytes + length - 8)
    } else {
      first = cscan_load8(bytes) & lowBytes(length)
      last = 0
    }
    let mixed = (first ^ (last &* 0x9e37_79b9_7f4a_7c15)) &+ UInt64(truncatingIfNeeded: length)
    return Int(truncatingIfNeeded: (mixed &* 0xd6e8_feb8_6659_fd93) >> 40)
  }

  @inline(__always)
  static func areEqual(_ a: BytePointer, _ b: BytePointer, _ length: Int) -> Bool {
    var offset = 0
    while length - offset >= 8 {
      if cscan_load8(a + offset) != cscan_load8(b + offset) { return false }
      offset += 8
    }
    let difference = cscan_load8(a + offset) ^ cscan_load8(b + offset)
    return difference & lowBytes(length - offset) == 0
  }

  /// A mask for the first `count` bytes of a word, 0 to 7.
  @inline(__always)
  private static func lowBytes(_ count: Int) -> UInt64 {
    (1 << UInt64(truncatingIfNeeded: 8 * count)) &- 1
  }
}
