import CScan
import JSON
import Testing

/// The helpers that read 16 bytes at once against their meaning, byte by byte. `Tests/scalar` runs the
/// same with their plain C bodies.
@Suite struct ScanHelpersTests {
  /// Any bytes, or those that helpers look for and their neighbours.
  private func random(_ generator: inout SeededGenerator) -> [UInt8] {
    let marks: [UInt8] = [0x00, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80]
    let style = Int.random(in: 0..<4, using: &generator)
    return (0..<64).map { _ in
      switch style {
      case 0: .random(in: 0...255, using: &generator)
      case 1: .random(in: 0x30...0x3a, using: &generator)
      case 2:
        Int.random(in: 0..<12, using: &generator) > 0
          ? 0x61 : marks.randomElement(using: &generator) ?? 0
      default: marks.randomElement(using: &generator) ?? 0
      }
    }
  }

  /// How many of 16 bytes come before the first of a kind.
  private func count(_ bytes: [UInt8], _ ends: (UInt8) -> Bool) -> UInt32 {
    UInt32(bytes.prefix(16).firstIndex(where: ends) ?? 16)
  }

  @Test func stops() {
    var generator = SeededGenerator(1)
    for _ in 0..<20_000 {
      let bytes = random(&generator)
      #expect(
        cscan_plain16(bytes)
          == count(bytes) { $0 == 0x22 || $0 == 0x5c || $0 < 0x20 || $0 > 0x7f })
      #expect(cscan_unquoted16(bytes) == count(bytes) { $0 == 0x22 || $0 == 0x5c })
      let structure = (0..<16).reduce(UInt32(0)) {
        $0 | ([0x22, 0x7b, 0x7d, 0x5b, 0x5d].contains(bytes[$1]) ? 1 << UInt32($1) : 0)
      }
      #expect(cscan_structure16(bytes) == structure)
    }
  }

  @Test func digits() {
    var generator = SeededGenerator(4)
    for _ in 0..<20_000 {
      let bytes = random(&generator)
      let from = Int.random(in: 0...16, using: &generator)
      let digits = bytes[from..<16].prefix { (0x30...0x39).contains($0) }
      #expect(cscan_digits16(bytes, UInt32(from)) == UInt32(digits.count))
    }
  }

  @Test func ranges() {
    var generator = SeededGenerator(5)
    for _ in 0..<5000 {
      let bounds = (0..<16).map { _ -> (low: UInt8, span: UInt8) in
        if Int.random(in: 0..<4, using: &generator) == 0 { return (0, 255) }
        let low = UInt8.random(in: 0...127, using: &generator)
        return (low, .random(in: 0...(127 - low), using: &generator))
      }
      let (low, span) = (bounds.map(\.low), bounds.map(\.span))
      var bytes = bounds.map { $0.low + UInt8.random(in: 0...$0.span, using: &generator) }
      #expect(cscan_in_ranges16(bytes, low, span))
      for _ in 0..<4 {
        let place = Int.random(in: 0..<16, using: &generator)
        bytes[place] = .random(in: 0...255, using: &generator)
        #expect(
          cscan_in_ranges16(bytes, low, span)
            == (0..<16).allSatisfy { bytes[$0] >= low[$0] && bytes[$0] <= low[$0] + span[$0] })
      }
    }
  }

  @Test func plainCharactersOfURIs() {
    var generator = SeededGenerator(7)
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    let plain = letters + Array("0123456789-._~!$&'()*+,;=/".utf8)
    for byte in UInt8.min...UInt8.max {
      for place in 0..<16 {
        var bytes = (0..<16).map { _ in plain[Int.random(in: plain.indices, using: &generator)] }
        bytes[place] = byte
        #expect(cscan_are_uri16(bytes) == plain.contains(byte), "\(byte)")
      }
    }
  }

  /// Compared with the standard library: text of one to three blocks, in order or with a byte changed.
  @Test func textBeyondASCII() {
    var generator = SeededGenerator(8)
    let bounds: [Unicode.Scalar] = [
      "a", "\u{7f}", "\u{80}", "\u{7ff}", "\u{800}", "\u{fff}", "\u{1000}", "\u{d7ff}", "\u{e000}",
      "\u{ffff}", "\u{10000}", "\u{3ffff}", "\u{40000}", "\u{fffff}", "\u{100000}", "\u{10ffff}",
    ]
    let faults: [UInt8] = [
      0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0,
      0xf4,
      0xf5, 0xff,
    ]
    for _ in 0..<40_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...14, using: &generator) {
        let scalar = bounds[Int.random(in: bounds.indices, using: &generator)]
        text += Array(String(Character(scalar)).utf8)
      }
      if !text.isEmpty, Bool.random(using: &generator) {
        let place = Int.random(in: text.indices, using: &generator)
        text[place] = faults[Int.random(in: faults.indices, using: &generator)]
      }
      let end = Array("\"\\\u{1f}".utf8)[Int.random(in: 0..<3, using: &generator)]
      let copy = PaddedBytes(text + [end] + [UInt8](repeating: 0x80, count: 3))
      let start = copy.bytes.baseAddress.unsafelyUnwrapped
      let found = Scan.text(start, start + copy.bytes.count)
      let expected = String(validating: text, as: UTF8.self)
      #expect(found.map { $0.end - start } == expected.map { _ in text.count }, "\(text)")
      #expect(found?.characters == expected?.unicodeScalars.count, "\(text)")
      #expect(Scan.text(start, start + text.count) == nil)
    }
  }

  @Test func matches() {
    var generator = SeededGenerator(6)
    for _ in 0..<2000 {
      let (bytes, other, mask) = (random(&generator), random(&generator), random(&generator))
      #expect(cscan_matches16(bytes, zip(bytes, mask).map { $0 & $1 }, mask))
      #expect(
        cscan_matches16(bytes, other, mask)
          == (0..<16).allSatisfy { bytes[$0] & mask[$0] == other[$0] & mask[$0] })
      let place = Int.random(in: 0..<16, using: &generator)
      var near = bytes
      near[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      let all = [UInt8](repeating: 0xff, count: 16)
      #expect(!cscan_matches16(bytes, near, all) && cscan_matches16(bytes, bytes, all))
    }
  }

  @Test func decimals() {
    var generator = SeededGenerator(2)
    for whole in 1...15 {
      for fraction in 0...(15 - whole) {
        for after in [UInt8(ascii: "."), UInt8(ascii: ","), 0xff] {
          let digits = (0..<whole + fraction).map { _ in UInt8.random(in: 0...9, using: &generator)
          }
          let value = digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
          var text = digits.map { $0 + 0x30 }
          text.insert(after, at: whole)
          text += [UInt8](repeating: 0x37, count: 16)
          #expect(cscan_decimal16(text, UInt32(whole), UInt32(fraction)) == value)
          if whole == 8 && fraction == 0 { #expect(cscan_decimal8(text) == value) }
        }
      }
    }
    let nines = [UInt8](repeating: UInt8(ascii: "9"), count: 32)
    #expect(cscan_decimal8(nines) == 99_999_999)
    #expect(cscan_decimal16(nines, 15, 0) == 999_999_999_999_999)
  }

  @Test func sums() {
    var generator = SeededGenerator(3)
    for _ in 0..<5000 {
      let notation = Notation(&generator)
      var text = notation.text(&generator)
      let four = notation.sums(text)
      let sums = [four.first, four.first >> 32, four.second, four.second >> 32].map {
        Int(Int32(truncatingIfNeeded: $0))
      }
      #expect(sums == notation.expected(text))
      let place = Int.random(in: 0..<16, using: &generator)
      text[place] = .random(in: 0...255, using: &generator)
      let isWithin =
        text[place] >= notation.low[place]
        && text[place] <= notation.low[place] + notation.span[place]
      #expect((notation.sums(text).second != .max) == isWithin)
    }
  }
}

/// A random notation as ``cscan_sums(_:_:)`` takes it: digits, fixed bytes, and any.
private struct Notation {
  var low: [UInt8] = []
  var span: [UInt8] = []
  private var lanes: [UInt8] = []
  private var pairs: [Int16] = []

  init(_ generator: inout SeededGenerator) {
    for _ in 0..<16 {
      switch Int.random(in: 0..<8, using: &generator) {
      case 0: add(.random(in: 0x20...0x7e, using: &generator), 0)
      case 1: add(0, 255)
      default: add(0x30, .random(in: 0...9, using: &generator))
      }
    }
    for _ in 0..<8 {
      let place = Int.random(in: 0..<15, using: &generator)
      let isPair = low[place] == 0x30 && low[place + 1] == 0x30
      lanes += isPair ? [UInt8(place), UInt8(place + 1)] : [0, 0]
      pairs.append(isPair ? .random(in: -9999...9999, using: &generator) : 0)
    }
  }

  private mutating func add(_ low: UInt8, _ span: UInt8) {
    self.low.append(low)
    self.span.append(span)
  }

  func text(_ generator: inout SeededGenerator) -> [UInt8] {
    zip(low, span).map { $0 + UInt8.random(in: 0...$1, using: &generator) }
  }

  func sums(_ text: [UInt8]) -> cscan_four {
    var notation = cscan_notation()
    withUnsafeMutableBytes(of: &notation.low) { $0.copyBytes(from: low) }
    withUnsafeMutableBytes(of: &notation.span) { $0.copyBytes(from: span) }
    withUnsafeMutableBytes(of: &notation.lanes) { $0.copyBytes(from: lanes) }
    withUnsafeMutableBytes(of: &notation.pairs) { bytes in
      pairs.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
    return cscan_sums(text, &notation)
  }

  func expected(_ text: [UInt8]) -> [Int] {
    let values = (0..<8).map { pair -> Int in
      let (tens, ones) = (Int(lanes[2 * pair]), Int(lanes[2 * pair + 1]))
      guard pairs[pair] != 0 else { return 0 }
      return (10 * Int(text[tens] - low[tens]) + Int(text[ones] - low[ones])) * Int(pairs[pair])
    }
    return (0..<4).map { values[2 * $0] + values[2 * $0 + 1] }
  }
}
