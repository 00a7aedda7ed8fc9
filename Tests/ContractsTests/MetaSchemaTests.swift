import Contracts
import JSON
import JSONSchema
import Testing

/// The schema by which editors check contracts: what it takes and refuses is what the bus does.
@Suite struct MetaSchemaTests {
  private func schema() throws -> Schema {
    let file = try #require(
      FolderReader.files(of: FolderReader.schemas).first { $0.path == "trucd-contract.meta.json" })
    return try Schema(compiling: try JSONReader.parse(file.bytes), at: file.path)
  }

  @Test func takesEveryShippedSchema() throws {
    let schema = try schema()
    for file in FolderReader.files(of: FolderReader.schemas)
    where file.path.hasSuffix(".schema.json") {
      #expect(schema.isValid(file.bytes), "\(file.path)")
    }
  }

  @Test func knowsEveryStepAndType() throws {
    let schema = try schema()
    for step in Step.allCases {
      let text = #"{"properties": {"a": {"x-trucd": {"steps": ["\#(step.rawValue)"]}}}}"#
      #expect(schema.isValid(Array(text.utf8)), "\(step.rawValue)")
    }
    for type in [
      "text", "boolean", "bigint", "numeric", "numeric(7,2)", "double precision", "timestamptz",
      "date", "uuid", "jsonb",
    ] {
      let text = #"{"properties": {"a": {"x-trucd": {"type": "\#(type)"}}}}"#
      #expect(schema.isValid(Array(text.utf8)), "\(type)")
    }
  }

  @Test(arguments: [
    TestContract.text("", settings: #""topic": []"#),
    TestContract.text("", settings: #""mode": "upsert""#),
    TestContract.text(#""a": {"x-trucd": {"colum": "x"}}"#),
    TestContract.text(#""a": {"x-trucd": {"steps": ["trimm"]}}"#),
    TestContract.text(#""a": {"x-trucd": {"topics": ["x"], "table": "t"}}"#),
    TestContract.text(#""a": {"x-trucd": true}"#),
    TestContract.text(#""a": {"items": {"x-trucd": {"typ": "text"}}}"#),
    #"{"x-trucd": {"topics": ["a"]}}"#,
  ])
  func underlinesTypos(text: String) throws {
    #expect(try !schema().isValid(Array(text.utf8)))
    #expect(!TestContract.problems(text).isEmpty)
  }
}
