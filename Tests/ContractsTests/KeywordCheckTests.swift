import Contracts
import Testing

/// Misspelt keywords of JSON Schema are refused; other unknown ones are ignored.
@Suite struct KeywordCheckTests {
  @Test(arguments: [
    (#"{"type": "string", "minLenght": 1}"#, "/minLenght", "minLength"),
    (#"{"items": {"maxitems": 1}}"#, "/items/maxitems", "maxItems"),
    (#"{"allOf": [{"requird": ["a"]}]}"#, "/allOf/0/requird", "required"),
    (#"{"items": [{"enmu": [1]}]}"#, "/items/0/enmu", "enum"),
    (#"{"properties": {"minLenght": {"patern": "x"}}}"#, "/properties/minLenght/patern", "pattern"),
    (#"{"$defs": {"d": {"Type": "string"}}}"#, "/$defs/d/Type", "type"),
    (##"{"ref": "#/$defs/d"}"##, "/ref", "$ref"),
    (#"{"additionalProperty": false}"#, "/additionalProperty", "additionalProperties"),
    (#"{"x-trcud": false}"#, "/x-trcud", "x-trucd"),
    (
      #"{"type": "string", "x-trucd": {"check": {"maxLenght": 1}}}"#, "/x-trucd/check/maxLenght",
      "maxLength"
    ),
  ])
  func nearMissesAreRefused(schema: String, pointer: String, meant: String) throws {
    let problems = TestContract.problems(
      TestContract.text(#""a": \#(schema)"#, schema: #""$schema": "\#(Self.draft)""#))
    let problem = try #require(problems.first { $0.code == .unknownKeyword })
    #expect(problem.pointer == "/properties/a" + pointer)
    #expect(problem.message.en.contains("did you mean `\(meant)`?"))
    #expect(problem.message.vi.contains("có phải là `\(meant)`?"))
    #expect(problems.filter { $0.code == .unknownKeyword }.count == 1)
  }

  private static let draft = "https://json-schema.org/draft/2019-09/schema"

  @Test(arguments: [
    #"{"x-minLength": 1, "unit": "m", "zzz": 1, "example": 1, "nullable": true}"#,
    #"{"enum": [{"minLenght": 1}], "default": {"minLenght": 1}, "examples": [{"minLenght": 1}]}"#,
    #"{"const": {"minLenght": 1}}"#,
    #"{"properties": {"minLenght": true}, "patternProperties": {"maxLenght": true}}"#,
    #"{"$defs": {"minLenght": true}, "dependentSchemas": {"minLenght": true}}"#,
    #"{"definitions": {"titel": true}, "dependentRequired": {"titel": ["a"]}}"#,
  ])
  func whatIsNoNearMissIsIgnored(schema: String) {
    #expect(TestContract.problems(TestContract.text(#""a": \#(schema)"#)).isEmpty)
  }

  @Test func theDialectDecidesWhatIsSuggested() {
    let draft7 = #""$schema": "http://json-schema.org/draft-07/schema#""#
    let text = #""a": {"deprecatd": true}"#
    #expect(TestContract.problems(TestContract.text(text, schema: draft7)).isEmpty)
    #expect(TestContract.problems(TestContract.text(text)).map(\.code) == [.unknownKeyword])
  }

  /// Draft 4 says `id` where later drafts say `$id`; there it names the file and is no slip.
  @Test func draftFourNamesItselfByID() throws {
    let draft = #""$schema": "http://json-schema.org/draft-04/schema#""#
    let catalog = ContractCatalog.load([
      TestContract.file(
        TestContract.text(
          ##""a": {"$ref": "parts#/definitions/count"}"##,
          schema: draft + #", "id": "https://example.org/air/a""#)),
      ContractFile(
        path: "common/counts.schema.json",
        bytes: Array(
          """
          {\(draft), "id": "https://example.org/air/parts",
           "definitions": {"count": {"type": "integer"}}}
          """.utf8)),
    ])
    #expect(catalog.problems.isEmpty, "\(catalog.problems)")
    let column = try #require(catalog.contracts.first?.contract.columns.first)
    #expect("\(column.type)" == "bigint")
    let later = TestContract.text(#""a": true"#, schema: #""id": "https://example.org/air/a""#)
    #expect(TestContract.problems(later).map(\.code) == [.unknownKeyword])
  }

  @Test func theProblemHasALineAndTheVersionBeforeServesOn() throws {
    let good = TestContract.text(#""a": {"minLength": 1}"#)
    let bad = TestContract.text("\n\"a\": {\"minLenght\":\n 1}")
    let before = ContractCatalog.load([TestContract.file(good)])
    let after = ContractCatalog.load([TestContract.file(bad)], keeping: before)
    #expect(after.problems.map(\.line) == [3])
    #expect(after.states.map(\.state) == [.servingLastGood])
  }

  @Test(arguments: [
    (#"{"format": "date-tme"}"#, "/format", "date-time"),
    (
      #"{"type": "string", "x-trucd": {"check": {"format": "uid"}}}"#, "/x-trucd/check/format",
      "uuid"
    ),
    (#"{"format": "phone"}"#, "/format", "known:"),
  ])
  func formatsThatNobodyKnowsAreRefused(schema: String, pointer: String, told: String) throws {
    let problem = try #require(
      TestContract.problems(TestContract.text(#""a": \#(schema)"#)).first)
    #expect(problem.code == .schema)
    #expect(problem.pointer == "/properties/a" + pointer)
    #expect(problem.message.en.contains(told))
  }
}
