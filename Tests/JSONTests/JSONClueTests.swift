import JSON
import Testing

/// What the reader says of bytes that are something else than JSON.
@Suite struct JSONClueTests {
  @Test(
    arguments: [
      ([0xff, 0xfe, 0x7b, 0, 0x7d, 0], .utf16), ([0xfe, 0xff, 0, 0x7b, 0, 0x7d], .utf16),
      (Array("{\0\"\0a\0\"\0:\0".utf8), .utf16), (Array("\0{\0\"\0a\0\"".utf8), .utf16),
      ([0x1f, 0x8b, 8, 0], .gzip), (Array("Obj\u{1}\u{4}".utf8), .avro), ([2, 0x41], .binary),
      ([0x80], .binary), (Array("<a/>".utf8), .xml), (Array("[NaN]".utf8), .notFinite),
      (Array(#"{"a": -Infinity}"#.utf8), .notFinite), (Array("Infinity".utf8), .notFinite),
      (Array("{'a': 1}".utf8), .singleQuote), (Array(#"{"a": 'b'}"#.utf8), .singleQuote),
    ] as [([UInt8], JSONClue)])
  func isRecognised(bytes: [UInt8], clue: JSONClue) {
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(bytes) }
    #expect(error?.clue == clue)
    #expect(!clue.message.isEmpty && !clue.messageVietnamese.isEmpty)
  }

  @Test func elseTheByteIsShown() {
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(#"{"a": yes}"#) }
    #expect(error?.clue == nil)
    #expect(error?.message == "not JSON: the byte 0x79 cannot stand here (byte 6)")
    #expect(error?.messageVietnamese.contains("0x79") == true)
    let control = #expect(throws: JSONError.self) { try JSONReader.parse("[\u{1}]") }
    #expect(control?.message.contains("0x01") == true)
  }

  @Test func faultsOfGoodTextHaveNone() {
    for text in ["{", "[01]", #"{"a":1,"a":2}"#, #"{"a":1,}"#, "[1] 2", "", "-"] {
      let error = #expect(throws: JSONError.self) { try JSONReader.parse(text) }
      #expect(error?.clue == nil, "\(text)")
    }
  }
}
