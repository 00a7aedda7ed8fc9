import Contracts
import Testing

@Suite struct TypeTests {
  private func type(_ schema: String) throws -> String {
    let columns = try TestContract.columns(TestContract.text("\"a\": \(schema)"))
    return String(columns[0].dropFirst(2))
  }

  @Test(arguments: [
    (#"{"type": "string"}"#, "text"),
    (#"{"type": "string", "format": "date-time"}"#, "timestamptz"),
    (#"{"type": "string", "format": "date"}"#, "date"),
    (#"{"type": "string", "format": "uuid"}"#, "uuid"),
    (#"{"type": "string", "format": "email"}"#, "text"), (#"{"type": "boolean"}"#, "boolean"),
    (#"{"type": "integer"}"#, "bigint"),
    (#"{"type": "integer", "maximum": 9223372036854775807}"#, "bigint"),
    (#"{"type": "integer", "maximum": 9223372036854775808}"#, "numeric"),
    (#"{"type": "integer", "exclusiveMinimum": -1e19}"#, "numeric"),
    (#"{"type": "number"}"#, "numeric"), (#"{"type": ["integer", "number"]}"#, "numeric"),
    (#"{"type": ["string", "null"]}"#, "text"), (#"{"type": ["string", "integer"]}"#, "jsonb"),
    (#"{"type": "null"}"#, "jsonb"), (#"{}"#, "jsonb"), (#"true"#, "none"),
    (#"{"enum": ["a", "b", null]}"#, "text"), (#"{"const": 1}"#, "bigint"),
    (#"{"enum": [1, 1.5]}"#, "numeric"), (#"{"enum": [1, "a"]}"#, "jsonb"),
    (#"{"enum": [true, false]}"#, "boolean"), (#"{"const": 1e30}"#, "numeric"),
    (#"{"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}"#, "date"),
    (#"{"oneOf": [{"type": "null"}, {"type": "integer"}]}"#, "bigint"),
    (#"{"anyOf": [{"type": "string"}, {"type": "integer"}]}"#, "jsonb"),
    (#"{"type": "array"}"#, "jsonb"), (#"{"type": "object"}"#, "jsonb"),
    (#"{"allOf": [{"type": ["integer", "string"]}, {"type": ["string", "null"]}]}"#, "text"),
  ])
  func isInferred(schema: String, expected: String) throws {
    guard schema != "true" else {
      #expect(try TestContract.columns(TestContract.text(#""a": true"#)) == ["_extra jsonb"])
      return
    }
    #expect(try type(schema) == expected)
  }

  @Test(arguments: [
    (#"{"type": "string", "x-trucd": {"steps": ["local-datetime"]}}"#, "timestamptz"),
    (#"{"type": "string", "x-trucd": {"steps": ["trim", "vi-date"]}}"#, "date"),
    (#"{"type": "string", "x-trucd": {"steps": ["number"]}}"#, "numeric"),
    (#"{"type": "string", "x-trucd": {"steps": ["boolean-text"]}}"#, "boolean"),
    (#"{"type": "string", "format": "date-time", "x-trucd": {"steps": ["trim"]}}"#, "timestamptz"),
    (#"{"type": "integer", "x-trucd": {"type": "double"}}"#, "double precision"),
    (#"{"type": "number", "x-trucd": {"type": "numeric( 5 , 2 )"}}"#, "none"),
    (#"{"type": "number", "x-trucd": {"type": "numeric(5, 2)"}}"#, "numeric(5,2)"),
    (#"{"type": "number", "x-trucd": {"type": "numeric(5)"}}"#, "numeric(5,0)"),
    (
      #"{"type": ["integer", "string"], "x-trucd": {"type": "bigint", "steps": ["number"]}}"#,
      "bigint"
    ),
    (#"{"x-trucd": {"type": "uuid"}}"#, "uuid"),
    (#"{"type": "object", "x-trucd": {"type": "jsonb"}}"#, "jsonb"),
  ])
  func followsStepsAndSetting(schema: String, expected: String) throws {
    if expected == "none" {
      #expect(!TestContract.problems(TestContract.text("\"a\": \(schema)")).isEmpty)
    } else {
      #expect(try type(schema) == expected)
    }
  }

  @Test(arguments: [
    (#"{"type": "string", "x-trucd": {"type": "bigint"}}"#, "type", "`number`"),
    (#"{"type": "string", "x-trucd": {"type": "boolean"}}"#, "type", "`boolean-text`"),
    (#"{"type": ["string", "object"], "x-trucd": {"type": "text"}}"#, "type", "objects"),
    (#"{"type": "integer", "x-trucd": {"type": "date"}}"#, "type", "integers"),
    (#"{"type": "integer", "x-trucd": {"steps": ["trim"]}}"#, "steps", "`trim` takes text"),
    (
      #"{"type": "string", "x-trucd": {"steps": ["number", "trim"]}}"#, "steps", "`trim` takes text"
    ),
    (#"{"type": "number", "x-trucd": {"steps": ["round"]}}"#, "steps", "numeric(p,s)"),
    (
      #"{"type": "string", "x-trucd": {"type": "numeric", "steps": ["local-datetime"]}}"#, "type",
      "points in time"
    ),
  ])
  func misfitsAreRefusedWhenTheContractLoads(schema: String, key: String, hint: String) throws {
    let problem = try #require(TestContract.problems(TestContract.text("\"a\": \(schema)")).first)
    #expect(problem.code == .column)
    #expect(problem.pointer == "/properties/a/x-trucd/\(key)")
    #expect(problem.message.en.contains(hint))
  }
}
