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
      #expect(cscan_equal16(bytes, expected, span) == 0xffff)
      #expect(cscan_equal16(bytes, low, span) == mask { bytes[$0] & span[$0] == low[$0] })
    }
  }

  @Test func decimals() {
    var generator = SeededGenerator(2)
    for whole in 1...16 {
      for fraction in 0...(whole == 16 ? 0 : 15 - whole) {
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

  @Test func dateTimes() {
    var clock: UInt32 = 0
    let lanes = cscan_date_time(Array("2026-11-09T08:37:00Z".utf8), &clock)
    #expect((0..<4).map { lanes >> (16 * UInt64($0)) & 0xffff } == [20, 26, 11, 9])
    #expect(clock & 0xffff == 8 && clock >> 16 == 37)
  }
}
