import CScan
import JSON

/// A set of short ASCII strings, found by one multiplication and one comparison that takes in the
/// quotes. Reads 16 bytes from the opening quote on.
struct ShortStrings: BitwiseCopyable {
  private struct Entry: BitwiseCopyable {
    /// The string with its quotes, and the mask of the bytes that count.
    var text: (UInt64, UInt64)
    var mask: (UInt64, UInt64)
    var length: Int

    /// Found for no JSON text: 0xff is no UTF-8.
    static let empty = Entry(text: (.max, .max), mask: (.max, .max), length: 0)
  }

  private static let lengthMax = 14
  private static let countMax = 16
  private static let triesMax = 500

  private let entries: UnsafePointer<Entry>
  /// Of the bytes after the opening quote: as many as the shortest string and its quote have.
  private let prefixMask: UInt64
  private let multiplier: UInt64
  private let shift: UInt64

  /// nil for strings of another kind, and where no multiplier parts them.
  init?(_ strings: [[UInt8]], in arena: Arena) {
    let isPlain = strings.allSatisfy {
      $0.count <= Self.lengthMax
        && $0.allSatisfy {
          0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
    }
    guard isPlain, let shortest = strings.map(\.count).min(), strings.count <= Self.countMax else {
      return nil
    }
    let prefixMask = UInt64.max >> UInt64(64 - 8 * min(shortest + 1, 8))
    let framed = strings.map { [UInt8(ascii: "\"")] + $0 + [UInt8(ascii: "\"")] }
    let prefixes = framed.map { FusedSlot.word($0.dropFirst().prefix(8)).word & prefixMask }
    guard
      let (multiplier, shift) = Self.parting(prefixes)
    else { return nil }
    var entries = [Entry](repeating: .empty, count: 1 << (64 - Int(shift)))
    for (text, prefix) in zip(framed, prefixes) {
      let (low, high) = (FusedSlot.word(text.prefix(8)), FusedSlot.word(text.dropFirst(8)))
      entries[Int((prefix &* multiplier) >> shift)] = Entry(
        text: (low.word, high.word), mask: (low.mask, high.mask), length: text.count)
    }
    self.entries = arena.store(entries)
    self.prefixMask = prefixMask
    self.multiplier = multiplier
    self.shift = shift
  }

  /// A multiplier that gives each prefix a place of its own, and the shift that goes with it.
  private static func parting(_ prefixes: [UInt64]) -> (multiplier: UInt64, shift: UInt64)? {
    var multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15
    for shift: UInt64 in [60, 58, 56] {
      for _ in 0..<triesMax {
        let places = Set(prefixes.map { ($0 &* multiplier) >> shift })
        if places.count == prefixes.count { return (multiplier, shift) }
        multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      }
    }
    return nil
  }

  /// The length with quotes of the string whose opening quote is at `p`; 0 where it is none of the
  /// set.
  @inline(__always)
  func length(_ p: BytePointer) -> Int {
    let hash = (cscan_load8(p + 1) & prefixMask) &* multiplier
    let entry = entries + Int(truncatingIfNeeded: hash &>> shift)
    let raw = UnsafeRawPointer(entry)
    return cscan_matches16(p, raw, raw + 16) ? entry.pointee.length : 0
  }
}
