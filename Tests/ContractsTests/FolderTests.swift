import Contracts
import Testing

@Suite struct FolderTests {
  private func columns(_ reference: String, id: String = "", _ others: [ContractFile]) throws
    -> String?
  {
    let text = TestContract.text(##""a": {"$ref": "\##(reference)"}"##, schema: id)
    return try TestContract.columns(text, with: others).first
  }

  private let integer =
    #"{"type": "integer", "$defs": {"b": {"type": "boolean"}, "n": {"$anchor": "name", "type": "number"}}}"#

  @Test(arguments: [
    ("../common/x.schema.json", "a bigint"), ("/common/x.schema.json", "a bigint"),
    ("../common/x.schema.json#/$defs/b", "a boolean"),
    ("../common/x.schema.json#name", "a numeric"),
    ("../../../common/x.schema.json", "a bigint"),
    ("../common/./x.schema.json#/%24defs/b", "a boolean"),
  ])
  func byPath(reference: String, expected: String) throws {
    let file = TestContract.file(integer, at: "common/x.schema.json")
    #expect(try columns(reference, [file]) == expected)
    let withID = #""$id": "https://example.org/schemas/env/air.v1""#
    #expect(try columns(reference, id: withID, [file]) == expected)
  }

  @Test func byIdentifier() throws {
    let file = TestContract.file(
      #"{"$id": "https://example.org/x", "type": "integer", "$defs": {"e": {"$id": "inner", "type": "boolean"}}}"#,
      at: "common/x.schema.json")
    #expect(try columns("https://example.org/x", [file]) == "a bigint")
    #expect(try columns("x", id: #""$id": "https://example.org/air""#, [file]) == "a bigint")
    #expect(try columns("../common/x.schema.json", [file]) == "a bigint")
  }

  @Test func byTheCatalogOfForeignSchemas() throws {
    let files = [
      TestContract.file(
        #"{"https://example.org/": "vendor/e", "https://example.org/deep/": "vendor/d/"}"#,
        at: "vendor/catalog.json"),
      TestContract.file(#"{"type": "integer"}"#, at: "vendor/e/x.schema.json"),
      TestContract.file(##"{"$ref": "y.json"}"##, at: "vendor/d/x.schema.json"),
      TestContract.file(#"{"type": "boolean"}"#, at: "vendor/d/y.schema.json"),
    ]
    #expect(try columns("https://example.org/x.json", files) == "a bigint")
    #expect(try columns("https://example.org/deep/x", files) == "a boolean")
    let contract = try TestContract.read(
      TestContract.text(##""a": {"$ref": "https://example.org/deep/x"}"##), with: files)
    #expect(try ContractReader.read(bundle: contract.text).id == contract.id)
    #expect(
      !contract.text.isEmpty
        && !String(decoding: contract.text, as: UTF8.self).contains("vendor/e/x"))
  }

  @Test(arguments: [
    "../common/none.schema.json", "https://example.org/none", "x%zz",
    "../common/x.schema.json#/nope",
  ])
  func unresolvedReferencesAreRefused(reference: String) throws {
    let file = TestContract.file(integer, at: "common/x.schema.json")
    let text = TestContract.text(##""a": {"$ref": "\##(reference)"}"##)
    let problems = TestContract.problems(text, with: [file])
    #expect(problems.contains { $0.pointer == "/properties/a/$ref" }, "\(problems)")
  }

  @Test func cyclesOfReferencesEnd() throws {
    let files = [
      TestContract.file(
        ##"{"properties": {"b": {"$ref": "y.schema.json"}}}"##, at: "common/x.schema.json"),
      TestContract.file(
        ##"{"properties": {"c": {"$ref": "x.schema.json"}}}"##, at: "common/y.schema.json"),
    ]
    #expect(try columns("../common/x.schema.json", files) == "a jsonb")
    #expect(
      !TestContract.problems(TestContract.text(##""a": {"$ref": "#/properties/a"}"##)).isEmpty)
  }

  @Test func problemsOfSharedFilesNameTheFile() throws {
    let file = TestContract.file(
      #"{"type": "integr", "x-trucd": {"steps": ["trimm"]}}"#, at: "common/x.schema.json")
    let text = TestContract.text(##""a": {"$ref": "../common/x.schema.json"}"##)
    let problems = TestContract.problems(text, with: [file])
    #expect(Set(problems.map(\.file)) == ["common/x.schema.json"])
    #expect(problems.contains { $0.pointer == "/x-trucd/steps" })
  }

  @Test func sameIdentifierTwiceIsAProblem() {
    let id = #"{"$id": "https://example.org/x"}"#
    let folder = ContractFolder.read([
      TestContract.file(id, at: "common/a.schema.json"),
      TestContract.file(id, at: "common/b.schema.json"),
    ])
    #expect(folder.problems.map(\.file) == ["common/b.schema.json"])
  }

  @Test func linesOfMalformedFilesAreTold() throws {
    let folder = ContractFolder.read([TestContract.file("{\n\"a\": 1,\n\"a\": 2}")])
    #expect(folder.problems.map(\.line) == [3])
    #expect(folder.problems.map(\.code) == [.malformed])
  }

  @Test func linesOfProblemsAreTold() {
    let text = """
      {
        "properties": {
          "a": {"type": "string"},
          "b": [1, {"x": "}"}],
          "c\\u0041": {
            "x-trucd": {
              "steps": [], "colum": "x"}}},
        "x-trucd": {"topics": ["a"], "table": "t",
          "owner": 5}
      }
      """
    let problems = ContractCatalog.load([TestContract.file(text)]).problems
    let lines = Dictionary(problems.map { ($0.pointer, $0.line) }) { first, _ in first }
    #expect(lines["/properties/cA/x-trucd/colum"] == 7)
    #expect(lines["/x-trucd/owner"] == 9)
    #expect(lines["/properties/b"] == 4)
  }

  @Test func otherFilesDoNotCount() {
    let files = ["a.json", "README.md", "env/x.v1.schema.yaml", "trucd-contract.meta.json"].map {
      TestContract.file("garbage", at: $0)
    }
    #expect(ContractCatalog.load(files).problems.isEmpty)
    #expect(
      ContractFolder.counts("env/a.v1.schema.json") && ContractFolder.counts("vendor/catalog.json"))
  }
}
