import CScan
import JSON

/// Leads from a name that stands in a document to the one slot that it may be of, by a multiplication
/// and without a comparison: who asks compares. It looks at the first eight bytes where these tell the
/// names apart, else at the first 16.
struct NameGuess: BitwiseCopyable {
  private static let triesMax = 12
  /// As many bytes as the key is made of at most, and those beside them that are read.
  private static let nameMax = 16
  private static let readBefore = 2
  private static let readBehind = 16

  private let positions: UnsafePointer<UInt16>
  private let way: KeyPlaces
  private let isShort: Bool

  /// Where two names have one place, the guess is never one of them.
  init(_ names: [[UInt8]], in arena: Arena) {
    let names = names.prefix(Int(UInt16.max))
    var keys = Self.keys(names, by: Self.shortKey)
    var parting = Self.parting(keys)
    isShort = parting.count == keys.count
    if !isShort {
      keys = Self.keys(names, by: Self.longKey)
      parting = Self.parting(keys)
    }
    way = parting.way
    let positions = arena.table(of: way.count, repeating: UInt16(names.count))
    for position in keys.indices { positions[way.place(keys[position])] = UInt16(position) }
    self.positions = UnsafePointer(positions)
  }

  /// Of names as they stand in a document.
  private static func keys(
    _ names: ArraySlice<[UInt8]>, by key: (BytePointer) -> UInt64
  ) -> [UInt64] {
    var text = [UInt8](repeating: 0, count: readBefore + nameMax + readBehind)
    text[readBefore - 1] = UInt8(ascii: "\"")
    return names.map { name in
      let count = min(name.count, nameMax)
      for place in 0..<count { text[readBefore + place] = name[place] }
      text[readBefore + count] = UInt8(ascii: "\"")
      return text.withUnsafeBufferPointer { key($0.baseAddress.unsafelyUnwrapped + readBefore) }
    }
  }

  /// A way that gives most keys places of their own, and how many.
  private static func parting(_ keys: [UInt64]) -> (way: KeyPlaces, count: Int) {
    let bits = max(2, Int.bitWidth - (4 * keys.count).leadingZeroBitCount)
    var counter = PlaceCounter(bits: bits + 1)
    var best = KeyPlaces(bits: bits)
    var most = counter.count(keys, by: best)
    for bits in [bits, bits + 1] {
      var way = KeyPlaces(bits: bits, multiplier: best.multiplier)
      for _ in 0..<triesMax where most < keys.count {
        way.vary()
        let count = counter.count(keys, by: way)
        if count > most { (best, most) = (way, count) }
      }
    }
    return (best, most)
  }

  /// The position of the slot that the name at `p`, after its quote, may be of; the count of slots for
  /// none. 16 bytes from there on and two before it are readable.
  @inline(__always)
  func position(_ p: BytePointer) -> Int {
    Int(positions[way.place(isShort ? Self.shortKey(p) : Self.longKey(p))])
  }

  /// The first eight bytes, up to the quote where it is among them.
  @inline(__always)
  private static func shortKey(_ p: BytePointer) -> UInt64 {
    let word = cscan_load8(p)
    let quotes = cscan_zeros8(word ^ 0x2222_2222_2222_2222)
    return word & (quotes ^ (quotes &- 1))
  }

  /// Of the first eight bytes, the last two and the length; whatever it is of an empty name.
  @inline(__always)
  private static func longKey(_ p: BytePointer) -> UInt64 {
    let length = Int(cscan_plain16(p))
    let unused = UInt64(truncatingIfNeeded: max(0, 64 &- 8 &* length))
    let first = cscan_load8(p) & (UInt64.max &>> unused)
    let last = UInt64(cscan_load2(p + length - 2)) &<< 32
    return (first &+ UInt64(truncatingIfNeeded: length)) ^ (last &* 0x9e37_79b9_7f4a_7c15)
  }
}
