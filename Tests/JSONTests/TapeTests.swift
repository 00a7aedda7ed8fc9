import JSON
import Testing

@Suite struct TapeTests {
  @Test func nodesLeadFromSiblingToSibling() throws {
    let padded = PaddedBytes(#"{"a":[1,{"b":-2.5}],"\u0063":"é"}"#.utf8)
    let base = try #require(padded.bytes.baseAddress)
    let document = DocumentBounds(base: base, count: padded.count, ReaderLimits())
    let workspace = ParseWorkspace()
    #expect(workspace.record(base, document, depth: 0) == document.end)
    let nodes = (0..<workspace.tapeCount).map { workspace.tape[$0] }
    #expect(
      nodes.map(\.kind) == [
        .object, .key, .array, .number, .object, .key, .number, .key, .string,
      ])
    #expect(nodes.map(\.next) == [9, 7, 7, 4, 7, 7, 7, 9, 9])
    #expect(nodes[0].bits == 2 && nodes[2].bits == 2 && nodes[4].bits == 1)
    #expect(nodes[6].bits == -25 && nodes[6].scale == 1 && nodes[6].isExact)
    #expect(nodes[7].text(in: base) == "c" && nodes[7].flags == .hasEscapes)
    #expect(Array(nodes[2].span(in: base)) == Array(#"[1,{"b":-2.5}]"#.utf8))
    #expect(nodes[8].flags == .hasNonASCII && nodes[8].length == 2)
  }

  @Test func appendsAndRewinds() throws {
    let padded = PaddedBytes("[1][2,3]".utf8)
    let base = try #require(padded.bytes.baseAddress)
    let document = DocumentBounds(base: base, count: padded.count, ReaderLimits())
    let workspace = ParseWorkspace()
    let second = try #require(workspace.record(base, document, depth: 0))
    let root = workspace.tapeCount
    #expect(workspace.record(second, document, depth: 0) == document.end)
    let reader = TapeReader(tape: workspace.tape, base: base)
    #expect(reader.value(at: root) == [2, 3])
    workspace.tapeCount = root
    #expect(reader.value(at: 0) == [1])
  }

  @Test(arguments: 0..<20) func randomValuesSurviveTheRoundTrip(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    for _ in 0..<50 {
      let value = Self.value(depth: 4, &random)
      #expect(try JSONReader.parse(JSONWriter.bytes(of: value)) == value)
      #expect(try JSONReader.parse(JSONWriter.bytes(of: value, .indented)) == value)
    }
  }

  private static func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth == 0 ? 5 : 9), using: &random) {
    case 0: return .null
    case 1: return .boolean(.random(using: &random))
    case 2, 3: return number(&random)
    case 4: return .string(text(&random))
    case 5, 6:
      return .array(
        (0..<Int.random(in: 0...6, using: &random)).map { _ in value(depth: depth - 1, &random) })
    default:
      return .object(
        JSONObject(
          (0..<Int.random(in: 0...20, using: &random)).map { _ in
            (text(&random), value(depth: depth - 1, &random))
          }))
    }
  }

  private static func number(_ random: inout SeededGenerator) -> JSONValue {
    let digits = (0..<Int.random(in: 1...25, using: &random)).map { _ in
      String(Int.random(in: 1...9, using: &random))
    }.joined()
    let tail = ["", ".5", "e3", "E-7", ".0025e+12"].randomElement(using: &random) ?? ""
    let sign = Bool.random(using: &random) ? "-" : ""
    return JSONNumber(sign + digits + tail).map { .number($0) } ?? .null
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let characters = [
      "a", "\"", "\\", "\n", "\0", "ế", "e\u{301}", "😀", "\u{7f}", "\u{2028}", "~/",
    ]
    return (0..<Int.random(in: 0...24, using: &random)).map { _ in
      characters.randomElement(using: &random) ?? ""
    }.joined()
  }
}
