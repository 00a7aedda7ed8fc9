import JSON
import Testing

/// Single tokens: what the scanner says about them besides where they end.
@Suite struct TokenTests {
  @Test(
    arguments: [
      ("0", 0, 0), ("-0", 0, 0), ("-12.50", -1250, 2), ("123456789012345", 123_456_789_012_345, 0),
      ("1234567890123456", 1_234_567_890_123_456, 0), ("0.00000000000001", 1, 14),
      ("0.000000000000000001", 1, 18), ("999999999999999999", 999_999_999_999_999_999, 0),
      ("-0.999999999999999999", -999_999_999_999_999_999, 18), ("1.5e3", 1500, 0), ("15E-1", 15, 1),
      ("1e17", 100_000_000_000_000_000, 0), ("0e9", 0, 0), ("0.00e0", 0, 2), ("0e-18", 0, 18),
      ("12345678.1234567", 123_456_781_234_567, 7),
    ] as [(String, Int64, UInt8)])
  func shortNumbersAreExact(_ text: String, _ coefficient: Int64, _ scale: UInt8) throws {
    let token = try number(text)
    #expect(token.isExact && token.coefficient == coefficient && token.scale == scale)
  }

  @Test(arguments: [
    "1234567890123456789", "1e18", "0.0000000000000000001", "1e400", "1e-19", "0e99", "0e-19",
  ])
  func othersAreNot(_ text: String) throws { #expect(try !number(text).isExact) }

  private func number(_ text: String) throws -> NumberToken {
    let padded = PaddedBytes(text.utf8)
    let base = try #require(padded.bytes.baseAddress)
    var token = NumberToken()
    let end = base + padded.count
    #expect(Scan.number(base, end, digitsMax: 1000, &token) == end)
    return token
  }

  @Test(
    arguments: [
      ("", "", []), ("abc", "abc", []),
      (#"a\"\\\/\b\f\n\r\t"#, "a\"\\/\u{8}\u{c}\n\r\t", .hasEscapes),
      ("Đường Nguyễn Trãi, Hà Nội", "Đường Nguyễn Trãi, Hà Nội", .hasNonASCII),
      (#"\u0000"#, "\0", [.hasEscapes, .hasNUL]), (#"\u00E9\u20ac"#, "é€", .hasEscapes),
      (#"😀\ud83d\ude00."#, "😀😀.", [.hasEscapes, .hasNonASCII]),
      ("e\u{301}", "e\u{301}", .hasNonASCII),
    ] as [(String, String, TextFlags)])
  func strings(_ notation: String, _ text: String, _ expected: TextFlags) throws {
    let padded = PaddedBytes((notation + "\"").utf8)
    let base = try #require(padded.bytes.baseAddress)
    var flags: TextFlags = []
    let quote = try #require(Scan.string(base, base + padded.count, &flags))
    #expect(flags == expected && quote - base == notation.utf8.count)
    let span = UnsafeBufferPointer(start: base, count: quote - base)
    #expect(StringDecoding.text(span, flags).hasSameBytes(as: text))
    #expect(StringDecoding.scalarCount(span, flags) == text.unicodeScalars.count)
  }

  @Test func everyTwoBytesOfUTF8() throws {
    for first in UInt8(0x80)...0xff {
      for second in UInt8(0x80)...0xff {
        for tail in [[], [0x80], [0xbf, 0x80]] as [[UInt8]] {
          let text = [first, second] + tail
          let padded = PaddedBytes(text + [UInt8(ascii: "\"")])
          let base = try #require(padded.bytes.baseAddress)
          var flags: TextFlags = []
          let quote = Scan.string(base, base + padded.count, &flags)
          let isValid = String(validating: text, as: UTF8.self) != nil
          if (quote != nil) != isValid { Issue.record("\(text)") }
        }
      }
    }
  }
}
