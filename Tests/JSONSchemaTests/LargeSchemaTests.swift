import JSON
import Testing

@testable import JSONSchema

/// Lists and objects of thousands compile in time that grows as they do: what grew with the square
/// would take far longer than the limit.
@Suite(.timeLimit(.minutes(2))) struct LargeSchemaTests {
  @Test func aListOfManyStrings() throws {
    let codes = (0..<10_000).map { "\"ma-\($0)\"" }.joined(separator: ",")
    let schema = try schema(#"{"enum": [\#(codes)]}"#)
    expect(schema, #""ma-0""#, isValid: true)
    expect(schema, #""ma-9999""#, isValid: true)
    expect(schema, #""ma-10000""#, isValid: false)
  }

  @Test func anObjectOfManyProperties() throws {
    let properties = (0..<5000).map { #""p\#($0)": {"maximum": \#($0)}"# }.joined(separator: ",")
    let required = (0..<5000).map { "\"p\($0)\"" }.joined(separator: ",")
    let members = (0..<5000).map { #""p\#($0)": \#($0)"# }.joined(separator: ",")
    let schema = try schema(
      #"{"properties": {\#(properties)}, "required": [\#(required)], "additionalProperties": false}"#
    )
    expect(schema, "{\(members)}", isValid: true)
    expect(schema, "{\(members),\"q\": 1}", isValid: false)
    expect(schema, #"{"p4999": 5000}"#, isValid: false)
  }
}
