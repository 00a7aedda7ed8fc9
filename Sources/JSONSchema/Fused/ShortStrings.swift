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
  private static let bitsMin = 4
  private static let bitsMax = 8
  private static let triesMax = 500

  private let entries: UnsafePointer<Entry>
  /// Of the bytes after the opening quote: as many as the shortest string and its quote have.
  private let prefixMask: UInt64
  private let way: KeyPlaces

  /// nil for strings of another kind, and where no multiplier parts them.
  init?(_ strings: [[UInt8]], in arena: Arena) {
    guard let shortest = strings.map({ $0.count }).min(), strings.count <= Self.countMax,
      strings.allSatisfy(Self.isPlain)
    else { return nil }
    let prefixMask = UInt64.max >> UInt64(64 - 8 * min(shortest + 1, 8))
    let framed = strings.map { FramedText($0, between: "\"", and: "\"") }
    let prefixes = framed.map { ($0.words.0 >> 8 | $0.words.1 << 56) & prefixMask }
    guard let way = Self.parting(prefixes) else { return nil }
    let entries = arena.table(of: way.count, repeating: Entry.empty)
    for position in strings.indices {
      entries[way.place(prefixes[position])] = Entry(
        text: framed[position].words, mask: framed[position].mask,
        length: strings[position].count + 2)
    }
    self.entries = UnsafePointer(entries)
    self.prefixMask = prefixMask
    self.way = way
  }

  private static func isPlain(_ string: [UInt8]) -> Bool {
    string.count <= lengthMax
      && string.allSatisfy {
        0x20..<0x7f ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
  }

  /// A way that gives each prefix a place of its own.
  private static func parting(_ prefixes: [UInt64]) -> KeyPlaces? {
    var counter = PlaceCounter(bits: bitsMax)
    var way = KeyPlaces(bits: bitsMin)
    for bits in stride(from: bitsMin, through: bitsMax, by: 2) {
      way = KeyPlaces(bits: bits, multiplier: way.multiplier)
      for _ in 0..<triesMax {
        if counter.count(prefixes, by: way) == prefixes.count { return way }
        way.vary()
      }
    }
    return nil
  }

  /// The length with quotes of the string whose opening quote is at `p`; 0 where it is none of the
  /// set.
  @inline(__always)
  func length(_ p: BytePointer) -> Int {
    let entry = entries + way.place(cscan_load8(p + 1) & prefixMask)
    let raw = UnsafeRawPointer(entry)
    return cscan_matches16(p, raw, raw + 16) ? entry.pointee.length : 0
  }
}
