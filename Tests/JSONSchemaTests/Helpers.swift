import JSON
import Testing

@testable import JSONSchema

/// A schema from its text, formats asserted.
func schema(
  _ text: String, captures: [Capture] = [], documents: [String: String] = [:],
  messageKeyword: String? = nil, formats: FormatMode = .asserted
) throws -> Schema {
  try Schema(
    compiling: JSONReader.parse(text), at: "test/root.json", formats: formats, captures: captures,
    messageKeyword: messageKeyword, resolve: { documents[$0].flatMap { try? JSONReader.parse($0) } }
  )
}

/// The problems of a schema that must not compile.
func problems(
  _ text: String, documents: [String: String] = [:], formats: FormatMode = .asserted
) -> [SchemaProblem] {
  do throws(SchemaError) {
    _ = try Schema(
      compiling: (try? JSONReader.parse(text)) ?? .null, at: "test/root.json", formats: formats,
      resolve: { documents[$0].flatMap { try? JSONReader.parse($0) } })
    Issue.record("the schema compiled")
    return []
  } catch {
    return error.problems
  }
}

/// Expects all tiers to agree on one verdict.
func expect(
  _ schema: Schema, _ record: String, isValid: Bool,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for answer in Tiers.answers(schema, Array(record.utf8)) {
    #expect(
      answer.isValid == isValid, "\(answer.tier) about \(record)", sourceLocation: sourceLocation)
  }
}

extension ValidationError {
  /// What examples compare: location, keyword and property.
  var key: String { "\(instanceLocation) \(keyword) \(property ?? "-")" }
}

func keys(_ schema: Schema, _ record: String) -> [String] {
  schema.explain(copying: Array(record.utf8)).errors.map(\.key).sorted()
}
