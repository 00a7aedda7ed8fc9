import JSON
import Testing

@testable import JSONSchema

/// Records and schemas that are made to keep a judge busy.
@Suite(.timeLimit(.minutes(5))) struct HostileTests {
  private static let negations = """
    {"anyOf": [
      {"properties": {"op": {"const": "neg"}, "arg": {"$ref": "#"}}, "required": ["op", "arg"]},
      {"properties": {"op": {"const": "not"}, "arg": {"$ref": "#"}}, "required": ["op", "arg"]},
      {"type": "number"}]}
    """

  private func nested(_ depth: Int, _ inner: String, _ op: String) -> String {
    String(repeating: #"{"arg":"#, count: depth) + inner
      + String(repeating: #","op":"\#(op)"}"#, count: depth)
  }

  /// Definitions each of which applies the next one twice.
  private func doubled(_ keyword: String, _ depth: Int, last: String, _ more: String = "") -> String
  {
    let definitions = (0..<depth).map { number in
      let next = ##"{"$ref": "#/$defs/a\##(number + 1)"}"##
      return #""a\#(number)": {"\#(keyword)": [\#(next), \#(next)]}"#
    }
    return ##"{"$ref": "#/$defs/a0", \##(more) "$defs": {"##
      + definitions.joined(separator: ", ") + ##", "a\##(depth)": \##(last)}}"##
  }

  @Test func branchesWithinBranches() throws {
    let compiled = try schema(Self.negations)
    let explanation = compiled.explain(copying: Array(nested(40, #""x""#, "other").utf8))
    #expect(!explanation.isEmpty)
    expectAgreement(compiled, nested(40, "1", "not"))
    expect(compiled, nested(3, "1", "not"), isValid: true)
    expect(compiled, nested(3, "1", "other"), isValid: false)
  }

  @Test func schemasAppliedTwiceAndTwiceAgain() throws {
    let compiled = try schema(doubled("allOf", 40, last: #"{"type": "string"}"#))
    let wrong = compiled.explain(copying: Array("5".utf8))
    #expect(wrong.errors.first?.keyword == "type")
    #expect(compiled.explain(copying: Array(#""x""#.utf8)).isEmpty)
  }

  @Test func tooManyStepsAreNoVerdict() throws {
    let compiled = try schema(
      doubled(
        "anyOf", 40, last: #"{"properties": {"x": true}}"#, #""unevaluatedProperties": false,"#))
    let record = Array(#"{"x":1}"#.utf8)
    guard case .undecided = compiled.validate(copying: record, in: Workspace()) else {
      Issue.record("there was a verdict")
      return
    }
    let explanation = compiled.explain(copying: record)
    #expect(explanation.isUndecided && explanation.total == 1)
    let error = try #require(explanation.errors.first)
    #expect(error.limit == 2_000_224)
    #expect(error.message.en.contains("2000224 steps"))
    #expect(error.message.vi.contains("2000224 bước"))
    #expect(explanation.basicOutput["valid"] == .some(.null))
  }

  /// The explanation of a record has errors just where the verdict is not `valid`.
  private func expectAgreement(_ schema: Schema, _ record: String) {
    let explanation = schema.explain(copying: Array(record.utf8))
    switch schema.validate(copying: Array(record.utf8), in: Workspace()) {
    case .valid: #expect(explanation.isEmpty)
    case .undecided: #expect(explanation.isUndecided)
    case .invalid, .malformed: #expect(!explanation.isEmpty && !explanation.isUndecided)
    }
  }

  @Test func membersInAnotherOrder() throws {
    let names = (0..<20_000).map { #""k\#($0)":\#($0)"# }
    let reversed = "{" + names.reversed().joined(separator: ",") + "}"
    let object = "{" + names.joined(separator: ",") + "}"
    let unique = try schema(#"{"uniqueItems": true}"#)
    expect(unique, "[\(object),\(reversed)]", isValid: false)
    let other = reversed.replacing(#""k7":7"#, with: #""k7":8"#)
    expect(unique, "[\(object),\(other)]", isValid: true)
    let renamed = reversed.replacing(#""k7":7"#, with: #""l7":7"#)
    expect(unique, "[\(object),\(renamed)]", isValid: true)
  }

  @Test func manyUnknownNames() throws {
    let known = (0..<500).map { #""p\#($0)": true"# }.joined(separator: ", ")
    let asked = (0..<500).map { #""q\#($0)""# }.joined(separator: ", ")
    let compiled = try schema(
      #"{"properties": {\#(known)}, "required": [\#(asked)], "additionalProperties": false}"#)
    let record = "{" + (0..<10_000).map { #""x\#($0)":1"# }.joined(separator: ",") + "}"
    let explanation = compiled.explain(copying: Array(record.utf8))
    #expect(explanation.total == 10_500)
    #expect(explanation.errors.count == 100)
  }

  /// Cycles of coprime lengths, met together, make a new list of schemas at each depth.
  @Test func arraysThatNeverMeetTheSameSchemasAgain() throws {
    var definitions: [String] = []
    let lengths = [2, 3, 5, 7, 11, 13, 17, 19, 23]
    for length in lengths {
      for step in 0..<length {
        definitions.append(
          ##""c\##(length)_\##(step)": {"minItems": \##(step), "items": "##
            + ##"{"$ref": "#/$defs/c\##(length)_\##((step + 1) % length)"}}"##)
      }
    }
    let roots = lengths.map { ##"{"$ref": "#/$defs/c\##($0)_0"}"## }.joined(separator: ", ")
    let compiled = try schema(
      #"{"allOf": [\#(roots)], "$defs": {\#(definitions.joined(separator: ", "))}}"#)
    expect(compiled, "[]", isValid: true)
    expect(compiled, "[[]]", isValid: false)
  }

  /// A string that is looked for where a number stands must not be looked for in all that follows.
  @Test(arguments: [#"["string", "integer"]"#, #"["string", "integer"], "pattern": "^a+b""#])
  func numbersWhereStringsMayStand(type: String) throws {
    let compiled = try schema(#"{"items": {"type": \#(type)}}"#)
    let bytes = Array("[\(Array(repeating: "1", count: 200_000).joined(separator: ","))]".utf8)
    let workspace = Workspace()
    let spent = processorTime {
      #expect(Tiers.isValid(compiled.validate(copying: bytes, in: workspace)))
    }
    #expect(spent < .seconds(5))
  }

  @Test func longEnumerations() throws {
    let words = (0..<20_000).map { #""value-\#($0)""# }.joined(separator: ",")
    let compiled = try schema(#"{"enum": [\#(words)]}"#)
    expect(compiled, #""value-19999""#, isValid: true)
    expect(compiled, #""value-x""#, isValid: false)
  }
}
