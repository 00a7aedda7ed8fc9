import JSON
import Testing

@Suite struct JSONWriterTests {
  /// The writer looks for what must be escaped in words of eight bytes and then one by one.
  @Test(arguments: ["\"", "\\", "\u{0}", "\u{1f}", "\n", "\u{8}"])
  func escapesWhereverTheyStand(character: String) throws {
    for length in 0..<20 {
      for place in 0...length {
        var characters = [String](repeating: "x", count: length)
        characters.insert(character, at: place)
        let text = characters.joined()
        let written = JSONWriter.text(of: .array([.string(text)]))
        #expect(written.utf8.count > text.utf8.count + 4)
        #expect(try JSONReader.parse(written) == .array([.string(text)]))
      }
    }
  }

  /// Neighbours of the characters that are escaped, and what lies beyond ASCII.
  @Test func allElseStandsAsItIs() {
    let text = " !#[]~\u{7f}ạ文😀" + " !#[]~\u{7f}ạ文😀"
    #expect(JSONWriter.text(of: .string(text)) == "\"\(text)\"")
    #expect(JSONWriter.text(of: ["a": .string(text)]) == "{\"a\":\"\(text)\"}")
  }

  @Test func layouts() throws {
    let value = try JSONReader.parse(#"{"a": [1.50, true, null], "b": {}, "c": [], "d": "x"}"#)
    #expect(JSONWriter.text(of: value) == #"{"a":[1.50,true,null],"b":{},"c":[],"d":"x"}"#)
    let indented = """
      {
        "a": [
          1.50,
          true,
          null
        ],
        "b": {},
        "c": [],
        "d": "x"
      }
      """
    #expect(JSONWriter.text(of: value, .indented) == indented)
  }
}
