import Contracts
import Testing

@Suite struct SettingsTests {
  /// The pointer and code of each problem.
  private func found(_ text: String) -> [String] {
    TestContract.problems(text).map { "\($0.pointer) \($0.code.rawValue)" }
  }

  @Test func smallestContractHasDefaults() throws {
    let contract = try TestContract.read(
      #"{"x-trucd": {"topics": ["a"], "table": "t"}}"#)
    #expect(contract.name == "env/air.v1")
    #expect(contract.version == "1.0")
    #expect(contract.status == .active)
    #expect(contract.owner == nil)
    #expect(contract.agency == nil)
    #expect(contract.columns.map(\.name) == ["_extra"])
    #expect(contract.hash.count == 32)
  }

  @Test(arguments: [
    (#""topic": ["a"]"#, "/x-trucd/topic unknownSetting", "did you mean `topics`"),
    (#""versoin": "1.0""#, "/x-trucd/versoin unknownSetting", "did you mean `version`"),
    (#""zzz": 1"#, "/x-trucd/zzz unknownSetting", "known are"),
    (#""each": "/data""#, "/x-trucd/each unsupported", "not supported yet"),
    (#""columns": {}"#, "/x-trucd/columns unsupported", "not supported yet"),
    (#""when": {}"#, "/x-trucd/when unsupported", "not supported yet"),
    (#""key": ["a"]"#, "/x-trucd/key misplaced", "mode `append`"),
    (#""mode": "apend""#, "/x-trucd/mode badSetting", "`append`"),
    (#""tombstone": "delete""#, "/x-trucd/tombstone misplaced", "no row to delete"),
    (#""key_from": "key""#, "/x-trucd/key_from misplaced", "`\"tombstone\": \"delete\"`"),
    (#""charset": "tcvn3""#, "/x-trucd/charset unsupported", "not supported yet"),
    (#""type": "text""#, "/x-trucd/type misplaced", "property"),
    (#""status": "old""#, "/x-trucd/status badSetting", "retired"),
    (#""version": "2.0""#, "/x-trucd/version badSetting", "1.0"),
    (#""version": "1""#, "/x-trucd/version badSetting", "1.0"),
    (#""raw": "yes""#, "/x-trucd/raw badSetting", "true or false"),
    (#""agency": "agency""#, "/x-trucd/agency badSetting", "JSON Pointer"),
    (#""agency": {"header": ""}"#, "/x-trucd/agency badSetting", "header"),
    (#""schema_ids": ["x"]"#, "/x-trucd/schema_ids badSetting", "UUID"),
    (#""en": {"titel": "x"}"#, "/x-trucd/en badSetting", "title"),
    (#""message": {"vi": "x"}"#, "/x-trucd/message badSetting", "`en`"),
    (#""source": 1"#, "/x-trucd/source badSetting", "string"),
  ])
  func rootFormIsStrict(setting: String, problem: String, hint: String) throws {
    let problems = TestContract.problems(TestContract.text("", settings: setting))
    let first = try #require(problems.first)
    #expect(problems.count == 1)
    #expect("\(first.pointer) \(first.code.rawValue)" == problem)
    #expect(first.message.en.contains(hint))
    #expect(!first.message.vi.isEmpty && first.file == TestContract.path)
  }

  @Test(arguments: [
    (#"{"colum": "x"}"#, "/colum unknownSetting", "did you mean `column`"),
    (#"{"type": "txt"}"#, "/type badSetting", "did you mean `text`"),
    (#"{"type": "numeric(2,3)"}"#, "/type badSetting", "unknown type"),
    (#"{"steps": ["trimm"]}"#, "/steps badSetting", "did you mean `trim`"),
    (#"{"steps": 1}"#, "/steps badSetting", "list of strings"),
    (#"{"check": 1}"#, "/check badSetting", "JSON Schema"),
    (#"{"codelist": {"name": "ward"}}"#, "/codelist unsupported", "not supported yet"),
    (#"{"treatment": "mask"}"#, "/treatment unsupported", "not supported yet"),
    (#"{"topics": ["a"]}"#, "/topics misplaced", "root"),
    (#"true"#, " badSetting", "false for no column"),
  ])
  func propertyFormIsStrict(form: String, problem: String, hint: String) throws {
    let text = TestContract.text(##""a": {"type": "string", "x-trucd": \##(form)}"##)
    let first = try #require(TestContract.problems(text).first)
    let pointer = "/properties/a/x-trucd"
    #expect("\(first.pointer) \(first.code.rawValue)" == pointer + problem)
    #expect(first.message.en.contains(hint))
  }

  @Test func allProblemsAreReportedAtOnce() {
    let text = TestContract.text(
      ##""a": {"type": "strin", "x-trucd": {"typ": "text"}}, "b": {"pattern": "("}"##,
      settings: ##""onwer": "x", "each": "/d""##)
    let pointers = Set(TestContract.problems(text).map(\.pointer))
    #expect(
      pointers.isSuperset(of: [
        "/x-trucd/onwer", "/x-trucd/each", "/properties/a/x-trucd/typ", "/properties/a/type",
        "/properties/b/pattern",
      ]))
  }

  @Test func missingRootFormIsExplained() {
    #expect(found(#"{"type": "object"}"#) == [" badSetting"])
    #expect(found(#"{"x-trucd": {}}"#) == ["/x-trucd badSetting", "/x-trucd badSetting"])
    #expect(found("[]") == [" schema"])
    #expect(found("true") == [" schema"])
  }

  @Test(arguments: [
    "__consumer_offsets", "trucd.rejections", "a b", "", ".", "^(",
    String(repeating: "a", count: 250),
  ])
  func topicIsRefused(topic: String) {
    let text = ##"{"x-trucd": {"topics": ["\##(topic)"], "table": "t"}}"##
    #expect(found(text) == ["/x-trucd/topics badSetting"])
  }

  @Test(arguments: [
    "", "a.b.c", "1a", "a-b", "trucd.x", "trucd_x", "pg_x", "sqlite_x", "a.", ".a", "a\\u0000",
    String(repeating: "a", count: 64), "e\u{302}",
  ])
  func tableIsRefused(table: String) {
    let text = ##"{"x-trucd": {"topics": ["a"], "table": "\##(table)"}}"##
    #expect(found(text) == ["/x-trucd/table badSetting"])
  }

  @Test func patternsMatchWholeAndNeverTheBusOwnTopics() throws {
    let text = #"{"x-trucd": {"topics": ["^[_a-z]+[.]v[0-9]+", "^.*x"], "table": "t"}}"#
    let catalog = ContractCatalog.load([TestContract.file(text)])
    #expect(catalog.route(for: "env.v1") != nil)
    #expect(catalog.route(for: "env.v1b") == nil)
    #expect(catalog.route(for: "__env.v1") == nil)
    #expect(catalog.route(for: "trucd.x") == nil)
    #expect(catalog.route(for: "a.x") != nil)
    #expect(catalog.hasTopicPatterns)
    #expect(catalog.exactTopics == [])
  }

  @Test func nameOfTheFileIsChecked() {
    let text = TestContract.text("")
    for path in [
      "air.v1.schema.json", "env/air.schema.json", "env/air.v.schema.json", "env/.v1.schema.json",
    ] {
      let catalog = ContractCatalog.load([TestContract.file(text, at: path)])
      #expect(catalog.problems.map(\.code) == [.name], "\(path)")
      #expect(catalog.contracts.isEmpty)
    }
  }
}
