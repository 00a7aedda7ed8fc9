import CScan
import JSON
import Testing

/// The vector helpers against their meaning, byte by byte.
@Suite struct ScanHelpersTests {
  private func random(_ random: inout SeededGenerator) -> [UInt8] {
    (0..<64).map { _ in
      Bool.random(using: &random)
        ? .random(in: 0...255, using: &random) : .random(in: 0x20...0x3a, using: &random)
    }
  }

  private func mask(_ matches: (Int) -> Bool) -> UInt32 {
    (0..<16).reduce(0) { $0 | (matches($1) ? 1 << UInt32($1) : 0) }
  }

  @Test func masks() {
    var generator = SeededGenerator(1)
    for _ in 0..<2000 {
      let bytes = random(&generator)
      let low = random(&generator)
      let span = low.map { UInt8.random(in: 0...(255 - $0), using: &generator) }
      #expect(
        cscan_stops16(bytes)
          == mask { bytes[$0] == 0x22 || bytes[$0] == 0x5c || bytes[$0] < 0x20 || bytes[$0] > 0x7f }
      )
      #expect(cscan_quotes16(bytes) == mask { bytes[$0] == 0x22 || bytes[$0] == 0x5c })
      #expect(
        cscan_structure16(bytes)
          == mask { [0x22, 0x7b, 0x7d, 0x5b, 0x5d].contains(bytes[$0]) })
      #expect(cscan_digits16(bytes) == mask { (0x30...0x39).contains(bytes[$0]) })
      #expect(
        cscan_range16(bytes, low, span)
          == mask { bytes[$0] >= low[$0] && bytes[$0] <= low[$0] + span[$0] })
      let expected = zip(bytes, span).map { $0 & $1 }
      #expect(cscan_matches16(bytes, expected, span))
      #expect(
        cscan_matches16(bytes, low, span)
          == (0..<16).allSatisfy { bytes[$0] & span[$0] == low[$0] & span[$0] })
      let place = Int.random(in: 0..<16, using: &generator)
      let near = (0..<64).map { $0 == place ? bytes[$0] ^ 0x10 : bytes[$0] }
      let all = [UInt8](repeating: 0xff, count: 16)
      #expect(!cscan_matches16(bytes, near, all) && cscan_matches16(bytes, bytes, all))
      #expect(cscan_in_ranges16(bytes, low, span) == (cscan_range16(bytes, low, span) == 0xffff))
      let within = (0..<16).map { low[$0] + UInt8.random(in: 0...span[$0], using: &generator) }
      #expect(cscan_in_ranges16(within, low, span))
    }
  }

  @Test func decimals() {
    var generator = SeededGenerator(2)
    for whole in 1...15 {
      for fraction in 0...(15 - whole) {
        let digits = (0..<(whole + fraction)).map { _ in UInt8.random(in: 0...9, using: &generator)
        }
        let value = digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
        var text = digits.map { $0 + 0x30 }
        text.insert(0x2e, at: whole)
        text += [UInt8](repeating: 0x37, count: 16)
        #expect(cscan_decimal16(text, UInt32(whole), UInt32(fraction)) == value)
        if whole == 8 && fraction == 0 { #expect(cscan_decimal8(text) == value) }
      }
    }
    #expect(cscan_decimal8(Array("99999999".utf8)) == 99_999_999)
  }

  @Test func sums() {
    var generator = SeededGenerator(3)
    for _ in 0..<2000 {
      var notation = cscan_notation()
      let low = (0..<16).map { _ in UInt8.random(in: 0...240, using: &generator) }
      let lanes = (0..<16).map { _ in
        Bool.random(using: &generator) ? UInt8.random(in: 0..<16, using: &generator) : 0x80
      }
      let digits = (0..<16).map { _ in Int8.random(in: -20...20, using: &generator) }
      let pairs = (0..<8).map { _ in Int16.random(in: -9999...9999, using: &generator) }
      withUnsafeMutableBytes(of: &notation.low) { $0.copyBytes(from: low) }
      withUnsafeMutableBytes(of: &notation.span) { $0.copyBytes(from: (0..<16).map { _ in 9 }) }
      withUnsafeMutableBytes(of: &notation.lanes) { $0.copyBytes(from: lanes) }
      withUnsafeMutableBytes(of: &notation.digits) { bytes in
        digits.withUnsafeBytes { bytes.copyMemory(from: $0) }
      }
      withUnsafeMutableBytes(of: &notation.pairs) { bytes in
        pairs.withUnsafeBytes { bytes.copyMemory(from: $0) }
      }
      let values = (0..<16).map { _ in UInt8.random(in: 0...9, using: &generator) }
      let text = (0..<16).map { low[$0] + values[$0] }
      let expected = (0..<4).map { sum in
        (4 * sum..<4 * sum + 4).reduce(0) {
          $0
            + (lanes[$1] < 16
              ? Int(values[Int(lanes[$1])]) * Int(digits[$1]) * Int(pairs[$1 / 2]) : 0)
        }
      }
      let four = cscan_sums(text, &notation)
      let sums = [four.first, four.first >> 32, four.second, four.second >> 32].map {
        Int(Int32(truncatingIfNeeded: $0))
      }
      #expect(sums == expected)
      var beyond = text
      beyond[Int.random(in: 0..<16, using: &generator)] &+= 10
      #expect(cscan_sums(beyond, &notation).second == UInt64.max)
    }
  }
}
