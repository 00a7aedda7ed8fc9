import Glibc
import Testing

@testable import trucd

/// Values from a file that is read in portions of any size.
@Suite("The stream of values")
struct ValueStreamTests {
  static func values(
    _ text: String, _ form: ValueStream.Form = .values, portion: Int = 1, bytesMax: Int = 1_000
  ) throws -> [String] {
    let folder = try TestFolder(["in": text])
    let descriptor = open(folder("in"), O_RDONLY)
    defer { close(descriptor) }
    let stream = ValueStream(descriptor, form, bytesMax: bytesMax, portion: portion)
    var found: [String] = []
    while let piece = try stream.nextPiece() {
      found.append(String(decoding: piece.bytes, as: UTF8.self))
    }
    return found
  }

  @Test(
    "Values need no white space between them and may have any, in portions of any size",
    arguments: [1, 2, 3, 7, 1_000])
  func boundaries(_ portion: Int) throws {
    let text = #" {"a":"}\"]\\"}[1,[2]] "x\"y""z" 12 -3"q"true null[]{}  1e5"# + "\n\t\r"
    #expect(
      try Self.values(text, portion: portion) == [
        #"{"a":"}\"]\\"}"#, "[1,[2]]", #""x\"y""#, #""z""#, "12", "-3", #""q""#, "true", "null",
        "[]", "{}", "1e5",
      ])
  }

  @Test("What is no value comes out whole or cut, and the search goes on behind it")
  func garbage() throws {
    #expect(try Self.values("]x, [1") == ["]x", ",", "[1"])
    #expect(try Self.values("  \n ").isEmpty)
    #expect(try Self.values("\"abc") == ["\"abc"])
  }

  @Test("Every line is a value, an empty one too; the last needs no line break")
  func lines() throws {
    #expect(try Self.values("1\n\n{\"a\"\n2 3\r\n", .lines) == ["1", "", "{\"a\"", "2 3\r"])
    #expect(try Self.values("1\n2", .lines, portion: 2) == ["1", "2"])
  }

  @Test("Of what is too long one byte more than allowed comes out, and a long line ends at its end")
  func longValues() throws {
    let long = String(repeating: "x", count: 50)
    #expect(
      try Self.values("1\n\(long)\n2\n\(long)", .lines, portion: 9, bytesMax: 10) == [
        "1", String(long.prefix(11)), "2", String(long.prefix(11)),
      ])
    #expect(try Self.values("[\"\(long)\"]", bytesMax: 10).first?.count == 11)
  }

  @Test("A value longer than a portion that is read is one value, and lines are counted right")
  func largeValue() throws {
    let large = "[" + String(repeating: "\n1234567,", count: 100_000) + "1]"
    let folder = try TestFolder(["in": "2 \(large)\n true"])
    let descriptor = open(folder("in"), O_RDONLY)
    defer { close(descriptor) }
    let stream = ValueStream(descriptor, .values, bytesMax: 1 << 24)
    _ = try stream.nextPiece()
    let piece = try #require(try stream.nextPiece())
    #expect(String(decoding: piece.bytes, as: UTF8.self) == large)
    let last = try #require(try stream.nextPiece())
    #expect(String(decoding: last.bytes, as: UTF8.self) == "true")
    #expect(stream.line(of: last.offset) == 100_002)
    #expect(try stream.nextPiece() == nil)
  }
}

extension ValueStream.Piece: Equatable {
  public static func == (left: Self, right: Self) -> Bool {
    left.offset == right.offset && left.bytes.elementsEqual(right.bytes)
  }
}
