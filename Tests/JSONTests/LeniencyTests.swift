import JSON
import Testing

/// What a reader mends when it is asked to, and that it mends nothing else.
@Suite("Leniency")
struct LeniencyTests {
  private static let all: ReaderLeniency = [.duplicateKeys, .invalidUTF8, .loneSurrogates]

  private func read(_ bytes: [UInt8], _ leniency: ReaderLeniency) throws -> String {
    do throws(JSONError) {
      return JSONWriter.text(
        of: try JSONReader.parse(bytes, limits: ReaderLimits(leniency: leniency)))
    } catch {
      return error.code.rawValue
    }
  }

  @Test(
    "Of members with one name the last counts, at every depth and however the name is written",
    arguments: [
      (#"{"a":1,"a":2}"#, #"{"a":2}"#),
      (#"{ "a" : 1 , "b":2, "\u0061":[3] }"#, #"{"b":2,"a":[3]}"#),
      (#"[{"a":{"b":1,"b":2},"a":{"c":1,"c":{"d":4,"d":5}}}]"#, #"[{"a":{"c":{"d":5}}}]"#),
      (#"{"a":1,"a":2,"a":3,"á":4}"#, #"{"a":3,"á":4}"#), (#"{"":1,"":2}"#, #"{"":2}"#),
    ])
  func duplicateKeys(_ text: String, _ expected: String) throws {
    #expect(try read(Array(text.utf8), .duplicateKeys) == expected)
    #expect(try read(Array(text.utf8), []) == "duplicateKey")
    #expect(try read(Array(text.utf8), [.invalidUTF8, .loneSurrogates]) == "duplicateKey")
  }

  @Test("Names are told apart by their bytes: composed and decomposed letters are two names")
  func names() throws {
    let text = "{\"\u{e9}\":1,\"e\u{301}\":2}"
    #expect(try read(Array(text.utf8), Self.all) == text)
  }

  @Test("Ill-formed UTF-8 is read as U+FFFD, one for each maximal part")
  func invalidUTF8() throws {
    let bytes = Array("[\"a".utf8) + [0xff, 0xe2, 0x82, 0x41, 0xed, 0xa0, 0x80] + Array("\"]".utf8)
    let mended = try read(bytes, .invalidUTF8)
    #expect(mended.unicodeScalars.filter { $0 == "\u{FFFD}" }.count == 5)
    #expect(mended.hasPrefix("[\"a\u{FFFD}\u{FFFD}A") && mended.hasSuffix("\"]"))
    #expect(try read(bytes, []) == "invalidUTF8")
  }

  @Test(
    "Half of a surrogate pair is read as U+FFFD; pairs and escaped backslashes stay",
    arguments: [
      (#"["\ud800"]"#, "[\"\u{FFFD}\"]"), (#"["\udc00\ud83d\ude00"]"#, "[\"\u{FFFD}😀\"]"),
      (#"["\ud83d\ud83d\ude00\uD83Dx"]"#, "[\"\u{FFFD}😀\u{FFFD}x\"]"),
      (#"["\\ud800","\ud800\n"]"#, "[\"\\\\ud800\",\"\u{FFFD}\\n\"]"),
    ])
  func loneSurrogates(_ text: String, _ expected: String) throws {
    #expect(try read(Array(text.utf8), .loneSurrogates) == expected)
    #expect(try read(Array(text.utf8), []) == "loneSurrogate")
  }

  @Test(
    "All at once; other faults stay faults",
    arguments: [
      (#"{"\ud800":1,"\ufffd":2}"#, "{\"\u{FFFD}\":2}"), (#"{"a":1,"a":"#, "unexpectedEnd"),
      (#"{"a":1,"a":01}"#, "invalidNumber"), (#"["\ud800",]"#, "unexpectedByte"),
      ("", "unexpectedEnd"),
      (#"{"a":1,"a":2} x"#, "trailingBytes"),
    ])
  func together(_ text: String, _ expected: String) throws {
    #expect(try read(Array(text.utf8), Self.all) == expected)
  }

  @Test("Random damage never crashes, and what is read is what strict reading makes of the rest")
  func damage() throws {
    var random = SystemRandomNumberGenerator()
    let text = Array(#"{"a":"\ud83d\ude00é","b":{"a":1,"c":[1,{"a":2}]},"d":"x"}"#.utf8)
    for _ in 0..<3_000 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] =
          Bool.random(using: &random) ? .random(in: 0...255, using: &random) : UInt8(ascii: "a")
      }
      let strict = try read(bytes, [])
      let lenient = try read(bytes, Self.all)
      if strict.hasPrefix("{") { #expect(strict == lenient) }
    }
  }

  @Test("A hostile number of repeated names takes linear time")
  func manyNames() throws {
    let text = "{" + (0..<200_000).map { "\"k\($0 % 3)\":1" }.joined(separator: ",") + "}"
    let limits = ReaderLimits(
      payloadBytesMax: 1 << 24, membersMax: 1 << 20, leniency: .duplicateKeys)
    #expect(try JSONReader.parse(text, limits: limits).object?.count == 3)
  }

  @Test("Members of one object are bounded, with place and limit in both languages")
  func membersMax() throws {
    let limits = ReaderLimits(membersMax: 2)
    _ = try JSONReader.parse(#"{"a":{"a":1,"b":2},"b":[1,2,3]}"#, limits: limits)
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(#"{"x":{"a":1,"b":2,"c":3}}"#, limits: limits)
    }
    #expect(error?.code == .tooManyMembers && error?.limit == 2 && error?.offset == 18)
    #expect(error?.pointer == "/x/b")
    #expect(error?.message == "an object with more than 2 properties (byte 18)")
    #expect(error?.messageVietnamese.contains("nhiều hơn 2 thuộc tính") == true)
    #expect(throws: JSONError.self) {
      try JSONReader.parse("{\"a\":1}", limits: ReaderLimits(membersMax: 0))
    }
    let many = "{" + (0...1 << 17).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    let crowded = #expect(throws: JSONError.self) {
      try JSONReader.parse(many, limits: ReaderLimits(payloadBytesMax: 1 << 24))
    }
    #expect(crowded?.code == .tooManyMembers)
  }
}
