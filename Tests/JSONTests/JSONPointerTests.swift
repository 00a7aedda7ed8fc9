import JSON
import Testing

@Suite struct JSONPointerTests {
  /// The examples of RFC 6901, section 5.
  @Test(
    arguments: [
      ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/m~0n", 8), ("/ ", 7),
    ] as [(String, JSONValue)])
  func findsValues(_ pointer: String, _ value: JSONValue) throws {
    let document: JSONValue = [
      "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, " ": 7, "m~n": 8,
    ]
    #expect(document.value(at: pointer) == value)
    #expect(document.value(at: "") == document)
  }

  @Test(arguments: ["foo", "/foo/01", "/foo/2", "/foo/-1", "/foo/x", "/foo~", "/~2", "/foo/0/0"])
  func findsNothing(_ pointer: String) {
    let document: JSONValue = ["foo": ["bar", "baz"]]
    #expect(document.value(at: pointer) == nil)
  }

  @Test func escapesNames() throws {
    #expect(JSONPointer.escape("a/b~c") == "a~1b~0c")
    #expect(JSONPointer.tokens(of: "/a~1b~0c/") == ["a/b~c", ""])
  }
}
