import CScan
import JSON

/// Leads from a name that stands in a document to the one slot that it may be of, by a multiplication
/// and without a comparison: who asks compares. It looks at the first 15 bytes.
struct NameGuess: BitwiseCopyable {
  private static let triesMax = 12

  private struct Way {
    var multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
    let shift: UInt64

    func place(_ key: UInt64) -> Int {
      Int(truncatingIfNeeded: (key &* multiplier) &>> shift)
    }

    /// How many different places a number of keys has.
    func placeCount(_ keys: [UInt64]) -> Int {
      var isTaken = [Bool](repeating: false, count: 1 << (64 - Int(shift)))
      for key in keys { isTaken[place(key)] = true }
      return isTaken.count { $0 }
    }
  }

  private let positions: UnsafePointer<UInt16>
  private let multiplier: UInt64
  private let shift: UInt64

  /// Where two names have one place, the guess is never one of them.
  init(_ names: [[UInt8]], in arena: Arena) {
    let names = names.prefix(Int(UInt16.max))
    let keys = names.map { name in
      let text = Array(",\"".utf8) + name + [UInt8(ascii: "\"")] + [UInt8](repeating: 0, count: 16)
      return text.withUnsafeBufferPointer { Self.key($0.baseAddress.unsafelyUnwrapped + 2) }
    }
    let way = Self.parting(keys)
    multiplier = way.multiplier
    shift = way.shift
    var positions = [UInt16](repeating: UInt16(names.count), count: 1 << (64 - Int(shift)))
    for (position, key) in keys.enumerated() { positions[way.place(key)] = UInt16(position) }
    self.positions = arena.store(positions)
  }

  /// A way that gives most keys places of their own.
  private static func parting(_ keys: [UInt64]) -> Way {
    let bits = max(2, Int.bitWidth - (4 * keys.count).leadingZeroBitCount)
    var best = Way(shift: UInt64(64 - bits))
    var most = best.placeCount(keys)
    for bits in [bits, bits + 1] {
      var way = Way(multiplier: best.multiplier, shift: UInt64(64 - bits))
      for _ in 0..<triesMax where most < keys.count {
        way.multiplier = way.multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let count = way.placeCount(keys)
        if count > most { (best, most) = (way, count) }
      }
    }
    return best
  }

  /// The position of the slot that the name at `p`, after its quote, may be of; the count of slots for
  /// none. 16 bytes from there on and two before it are readable.
  @inline(__always)
  func position(_ p: BytePointer) -> Int {
    Int(positions[Int(truncatingIfNeeded: (Self.key(p) &* multiplier) &>> shift)])
  }

  /// Of the first eight bytes, the last two and the length; whatever it is of an empty name.
  @inline(__always)
  private static func key(_ p: BytePointer) -> UInt64 {
    let length = min(Int(cscan_plain16(p)), 15)
    let unused = UInt64(truncatingIfNeeded: max(0, 64 &- 8 &* length))
    let first = cscan_load8(p) & (UInt64.max &>> unused)
    let last = UInt64(cscan_load2(p + length - 2)) &<< 32
    return (first &+ UInt64(truncatingIfNeeded: length)) ^ (last &* 0x9e37_79b9_7f4a_7c15)
  }
}
