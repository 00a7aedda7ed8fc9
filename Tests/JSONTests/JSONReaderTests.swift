import JSON
import Testing

@Suite struct JSONReaderTests {
  @Test(arguments: [
    "null", " true ", "false", "0", "-0", "1.50", "1e400", "12345678901234567890", #""""#,
    #""\u0000\ud83d\ude00é""#, "[]", "[ 1 , [ 2 ] ]", "{}", #"{"a":{"b":[null]},"c":""}"#,
  ])
  func acceptsAndKeepsOrderAndNotation(_ text: String) throws {
    let value = try JSONReader.parse(text)
    let written = JSONWriter.bytes(of: value)
    #expect(try JSONReader.parse(written) == value)
    #expect(
      try JSONReader.parse(JSONWriter.bytes(of: value, .indented)) == value)
  }

  @Test(
    arguments: [
      ("", .unexpectedEnd, 0), (" ", .unexpectedEnd, 1), ("nul", .unexpectedEnd, 3),
      ("nulL", .unexpectedByte, 0), ("[1,]", .unexpectedByte, 3), ("[1", .unexpectedEnd, 2),
      ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":}", .unexpectedByte, 5),
      ("{a:1}", .unexpectedByte, 1),
      ("{\"a\":1,}", .unexpectedByte, 7), ("1 2", .trailingBytes, 2), ("01", .invalidNumber, 2),
      ("-", .unexpectedEnd, 1), ("[1.]", .invalidNumber, 3), ("[1e+]", .invalidNumber, 4),
      ("\u{feff}1", .byteOrderMark, 0), ("\"a\u{1}\"", .controlCharacter, 2),
      (#""\x""#, .invalidEscape, 1), (#""\u12""#, .invalidEscape, 1),
      (#""\ud800""#, .loneSurrogate, 1),
      (#""\udc00""#, .loneSurrogate, 1), (#""\ud800\u0041""#, .loneSurrogate, 1),
      (#"{"a":1,"\u0061":2}"#, .duplicateKey, 7), ("\"abc", .unexpectedEnd, 4),
      ("1e99999999999999999999", .numberTooLong, 0), ("1e1000", .numberTooLong, 0),
      ("0e-9223372036854775808", .numberTooLong, 0), ("0e1000", .numberTooLong, 0),
      ("0.0e9223372036854775807", .numberTooLong, 0),
    ] as [(String, JSONError.Code, Int)])
  func refuses(_ text: String, _ code: JSONError.Code, _ offset: Int) {
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(text) }
    #expect(error?.code == code)
    #expect(error?.offset == offset)
  }

  /// A byte that cannot stand where it does is told as such, however near the end it is.
  @Test(
    arguments: [
      ([0xf2, 0x22], .invalidUTF8), ([0xf2, 0x22, 0x7d], .invalidUTF8), ([0xff], .invalidUTF8),
      ([0xe1, 0x22], .invalidUTF8), ([0xf2, 0x80, 0x22], .invalidUTF8),
      ([0xc3, 0x22], .invalidUTF8),
      ([0xe0, 0x80], .invalidUTF8), ([0xf4, 0x90], .invalidUTF8), ([0xed, 0xa0], .invalidUTF8),
      ([0xf2], .unexpectedEnd), ([0xf2, 0x80], .unexpectedEnd),
      ([0xf4, 0x8f, 0xbf], .unexpectedEnd),
      ([0xe0, 0xa0], .unexpectedEnd), ([0xf0, 0x90, 0x80], .unexpectedEnd),
      ([0xc3], .unexpectedEnd),
    ] as [([UInt8], JSONError.Code)])
  func brokenCharactersAtTheEnd(_ tail: [UInt8], _ code: JSONError.Code) {
    let text = Array(#"{"a":"b"#.utf8)
    let error = #expect(throws: JSONError.self) { try JSONReader.parse(text + tail) }
    #expect(error?.code == code)
    #expect(error?.offset == (code == .invalidUTF8 ? text.count : text.count + tail.count))
  }

  @Test func namesThePlaceOfAFault() {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(#"{"x":0,"a/b":[1,{"c":tru}]}"#)
    }
    #expect(error?.pointer == "/a~1b/1/c")
  }

  @Test func equalityIsJSONSchemas() throws {
    #expect(try JSONReader.parse("[1.0,{\"a\":1,\"b\":2}]") == [1, ["b": 2, "a": 1]])
    #expect(try JSONReader.parse(#""\u00e9""#) != JSONReader.parse(#""e\u0301""#))
    let many = (0..<100).map { ("key\($0)", JSONValue(integerLiteral: $0)) }
    #expect(JSONObject(many) == JSONObject(many.reversed()))
    #expect(JSONObject(many)["key77"] == 77)
  }
}
