import JSON
import Testing

@testable import JSONSchema

/// The reader's options as they bear on verdicts, cells and explanations.
@Suite("Reader options")
struct ReaderOptionTests {
  private let workspace = Workspace()

  private func schema(_ text: String, _ captures: [Capture] = []) throws -> Schema {
    try Schema(compiling: try JSONReader.parse(text), at: "test", captures: captures)
  }

  private func verdict(_ schema: Schema, _ text: String, _ limits: ReaderLimits) -> String {
    switch schema.validate(copying: Array(text.utf8), limits: limits, in: workspace) {
    case .valid: "valid"
    case .invalid: "invalid"
    case .undecided: "undecided"
    case .malformed(let error): error.code.rawValue
    }
  }

  @Test("A mended record is judged as mended; cells lie in the mended text")
  func mended() throws {
    let schema = try schema(
      #"{"properties": {"a": {"maximum": 3}}}"#, [Capture(path: ["a"])])
    let lenient = ReaderLimits(leniency: .duplicateKeys)
    #expect(verdict(schema, #"{"a":5,"a":2}"#, ReaderLimits()) == "duplicateKey")
    #expect(verdict(schema, #"{"a":5,"a":2}"#, lenient) == "valid")
    let cell = workspace.cells[0]
    #expect(cell.bits == 2)
    let mended = try #require(workspace.mended)
    #expect(mended[Int(cell.offset)] == UInt8(ascii: "2"))
    #expect(verdict(schema, #"{"a":2,"a":5}"#, lenient) == "invalid")
    let explanation = schema.explain(copying: Array(#"{"a":2,"a":5}"#.utf8), limits: lenient)
    #expect(explanation.errors.map(\.keyword) == ["maximum"])
    #expect(verdict(schema, #"{"a":2}"#, lenient) == "valid")
    #expect(workspace.mended == nil)
  }

  @Test("The number of members is bounded in both passes", arguments: [2, 3, 4])
  func membersMax(_ max: Int) throws {
    let limits = ReaderLimits(membersMax: max)
    let record = #"{"a":1,"b":2,"c":3}"#
    for text in [#"{"properties": {"a": {}, "b": {}, "c": {}}}"#, "true", "{}"] {
      let schema = try schema(text)
      #expect(verdict(schema, record, limits) == (max < 3 ? "tooManyMembers" : "valid"))
      let copy = PaddedBytes(Array(record.utf8))
      let byTape = schema.validateByTape(copy.bytes, limits: limits, in: workspace)
      if case .valid = byTape { #expect(max >= 3) } else { #expect(max < 3) }
    }
  }
}
