import Contracts
import Testing

@Suite struct CatalogTests {
  private func contract(
    _ properties: String = #""a": {"type": "string"}"#, topics: String = #"["env.air"]"#,
    table: String = "air", settings: String = ""
  ) -> String {
    """
    {"properties": {\(properties)}, "additionalProperties": false,
     "x-trucd": {"topics": \(topics), "table": "\(table)"\(settings.isEmpty ? "" : "," + settings)}}
    """
  }

  private func file(_ name: String, _ text: String) -> ContractFile {
    ContractFile(path: name + ".schema.json", bytes: Array(text.utf8))
  }

  private func states(_ catalog: ContractCatalog) -> [String] {
    catalog.states.map { "\($0.name) \($0.state.rawValue)" }
  }

  @Test func emptyFolderIsNoError() {
    let catalog = ContractCatalog.load([])
    #expect(catalog.contracts.isEmpty && catalog.problems.isEmpty && catalog.tables.isEmpty)
  }

  @Test func contractsOfOneTableShareTheirColumns() throws {
    let catalog = ContractCatalog.load([
      file(
        "a/one.v1",
        contract(#""x": {"type": "integer"}, "y": {"type": "string"}"#, topics: #"["one"]"#)),
      file(
        "b/two.v1",
        contract(#""z": {"type": "number"}, "y": {"type": "string"}"#, topics: #"["two"]"#)),
    ])
    #expect(catalog.problems.isEmpty)
    #expect(catalog.tables.map(\.name) == ["air"])
    #expect(catalog.tables[0].columns.map(\.name) == ["x", "y", "z"])
    let two = try #require(catalog.contract(named: "b/two.v1"))
    #expect(two.columnMap == [2, 1])
    #expect(catalog.contracts(writingTo: "air").count == 2)
    #expect(catalog.exactTopics == ["one", "two"])
  }

  @Test func disagreeingColumnsAreRefusedWithBothPointers() throws {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(#""x": {"type": "integer"}"#, topics: #"["one"]"#)),
      file("b/two.v1", contract(#""x": {"type": "string"}"#, topics: #"["two"]"#)),
      file("c/free.v1", contract(topics: #"["three"]"#, table: "other")),
    ])
    #expect(states(catalog) == ["a/one.v1 leftOut", "b/two.v1 leftOut", "c/free.v1 serving"])
    #expect(catalog.problems.map(\.code) == [.conflict, .conflict])
    let first = try #require(catalog.problems.first)
    #expect(first.pointer == "/properties/x")
    #expect(first.message.en.contains("b/two.v1.schema.json#/properties/x"))
    #expect(catalog.route(for: "one") == nil)
  }

  @Test(arguments: [
    (
      #""x": {"type": "integer", "x-trucd": {"unit": "mg"}}"#,
      #""x": {"type": "integer", "x-trucd": {"unit": "µg"}}"#
    ),
    (#""x": {"type": "integer"}"#, #""q": {"type": "integer", "x-trucd": {"column": "X"}}"#),
  ])
  func unitsAndSpellingsMustAgree(one: String, two: String) {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(one, topics: #"["one"]"#)),
      file("b/two.v1", contract(two, topics: #"["two"]"#)),
    ])
    #expect(catalog.contracts.isEmpty)
    #expect(catalog.problems.count == 2)
  }

  @Test func tablesThatMeetInSQLiteAreRefused() {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(topics: #"["one"]"#, table: "a.b_c")),
      file("b/two.v1", contract(topics: #"["two"]"#, table: "A_b.c")),
    ])
    #expect(catalog.contracts.isEmpty)
  }

  @Test func overlappingTopicsAreRefused() {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract()), file("b/two.v1", contract(table: "other")),
    ])
    #expect(catalog.contracts.isEmpty)
    #expect(catalog.problems.allSatisfy { $0.pointer == "/x-trucd/topics" })
    let retired = ContractCatalog.load([
      file("a/one.v1", contract(settings: #""status": "retired""#)),
      file("b/two.v1", contract(table: "other")),
    ])
    #expect(retired.problems.isEmpty && retired.contracts.count == 2)
  }

  @Test func exactTopicBeatsAPattern() throws {
    let catalog = ContractCatalog.load([
      file("a/pattern.v1", contract(topics: #"["^env[.].*"]"#)),
      file("b/exact.v1", contract(table: "other")),
    ])
    #expect(try catalog.route(for: "env.air")?.contract(for: .none).contract.name == "b/exact.v1")
    #expect(
      try catalog.route(for: "env.water")?.contract(for: .none).contract.name == "a/pattern.v1")
    #expect(catalog.route(for: "x") == nil)
    #expect(throws: ContractChoiceFault.self) {
      try catalog.route(for: "env.air")?.contract(for: SchemaHint(dataSchema: "a/pattern.v1"))
    }
  }

  @Test func patternsThatMeetOnATopicAreAmbiguous() throws {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(topics: #"["^a.*"]"#)),
      file("b/two.v1", contract(topics: #"["^.*b"]"#, table: "other")),
    ])
    let route = try #require(catalog.route(for: "ab"))
    #expect(route.contenders.count == 2)
    #expect(throws: ContractChoiceFault.self) { try route.contract(for: .none) }
    #expect(try route.contract(for: SchemaHint(dataSchema: "a/one.v1")).contract.name == "a/one.v1")
  }

  @Test func hintsChooseAmongTheCandidatesOnly() throws {
    let uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(settings: #""status": "retired", "schema_ids": [1, "\#(uuid)"]"#)),
      file(
        "a/one.v2",
        """
        {"$id": "https://example.org/one.v2#", "additionalProperties": false,
         "x-trucd": {"topics": ["env.air"], "table": "air", "schema_ids": [2]}}
        """),
      file(
        "b/other.v1", contract(topics: #"["x"]"#, table: "other", settings: #""schema_ids": [3]"#)),
    ])
    #expect(catalog.problems.isEmpty)
    let route = try #require(catalog.route(for: "env.air"))
    func name(_ hint: SchemaHint) -> String? { try? route.contract(for: hint).contract.name }
    #expect(name(.none) == "a/one.v2")
    #expect(name(SchemaHint(dataSchema: "a/one.v1")) == "a/one.v1")
    #expect(name(SchemaHint(dataSchema: "https://example.org/one.v2")) == "a/one.v2")
    #expect(name(SchemaHint(id: .number(1))) == "a/one.v1")
    #expect(name(SchemaHint(id: SchemaID(uuid: uuid))) == "a/one.v1")
    #expect(name(SchemaHint(id: .number(2))) == "a/one.v2")
    #expect(name(SchemaHint(dataSchema: "a/one.v1", id: .number(2))) == nil)
    #expect(name(SchemaHint(dataSchema: "b/other.v1")) == nil)
    #expect(name(SchemaHint(id: .number(3))) == nil)
  }

  @Test func retiredServesOnlyRecordsThatNameIt() throws {
    let catalog = ContractCatalog.load([
      file("a/one.v1", contract(settings: #""status": "retired""#))
    ])
    let route = try #require(catalog.route(for: "env.air"))
    #expect(throws: ContractChoiceFault.self) { try route.contract(for: .none) }
    #expect(throws: Never.self) { try route.contract(for: SchemaHint(dataSchema: "a/one.v1")) }
  }

  @Test func draftNeverServes() {
    let catalog = ContractCatalog.load([file("a/one.v1", contract(settings: #""status": "draft""#))]
    )
    #expect(
      catalog.contracts.isEmpty && catalog.tables.isEmpty && catalog.route(for: "env.air") == nil)
    #expect(catalog.contract(named: "a/one.v1") != nil)
  }

  @Test func brokenFileKeepsItsLastGoodVersion() throws {
    let good = ContractCatalog.load([
      file("a/one.v1", contract()), file("b/two.v1", contract(topics: #"["x"]"#, table: "t")),
    ])
    for broken in ["{", #"{"type": 1}"#, contract(settings: #""each": "/x""#)] {
      let next = ContractCatalog.load(
        [file("a/one.v1", broken), file("b/two.v1", contract(topics: #"["x"]"#, table: "t"))],
        keeping: good)
      #expect(states(next) == ["a/one.v1 servingLastGood", "b/two.v1 serving"])
      #expect(!next.problems.isEmpty)
      let old = try #require(good.contract(named: "a/one.v1")).contract.id
      #expect(next.contract(named: "a/one.v1")?.contract.id == old)
    }
  }

  @Test func brokenFileAtStartIsReplacedByItsServedVersion() throws {
    let good = ContractCatalog.load([file("a/one.v1", contract())])
    let text = try #require(good.contracts.first).contract.text
    let start = ContractCatalog.load(
      [file("a/one.v1", "{"), file("a/new.v1", "{")],
      served: [ServedText(name: "a/one.v1", text: text)])
    #expect(states(start) == ["a/new.v1 leftOut", "a/one.v1 servingLastGood"])
    #expect(start.contracts.first?.contract.text == text)
    let garbage = ContractCatalog.load(
      [file("a/one.v1", "{")], served: [ServedText(name: "a/one.v1", text: [1, 2, 3])])
    #expect(states(garbage) == ["a/one.v1 leftOut"])
  }

  @Test func changedContractIsAtFaultInAConflict() throws {
    let one = file("a/one.v1", contract(#""x": {"type": "integer"}"#, topics: #"["one"]"#))
    let two = file("b/two.v1", contract(#""x": {"type": "integer"}"#, topics: #"["two"]"#))
    let good = ContractCatalog.load([one, two])
    let changed = file("b/two.v1", contract(#""x": {"type": "string"}"#, topics: #"["two"]"#))
    let next = ContractCatalog.load([one, changed], keeping: good)
    #expect(states(next) == ["a/one.v1 serving", "b/two.v1 servingLastGood"])
    #expect(next.problems.map(\.file) == ["b/two.v1.schema.json"])
    let new = ContractCatalog.load(
      [one, two, file("c/new.v1", contract(#""x": {"type": "boolean"}"#, topics: #"["n"]"#))],
      keeping: good)
    #expect(states(new) == ["a/one.v1 serving", "b/two.v1 serving", "c/new.v1 leftOut"])
  }

  @Test func deletedFileIsGone() {
    let good = ContractCatalog.load([file("a/one.v1", contract())])
    let next = ContractCatalog.load([], keeping: good)
    #expect(next.contracts.isEmpty && next.problems.isEmpty)
  }

  @Test func refusedContractIsReplaced() throws {
    let old = ContractCatalog.load([file("a/one.v1", contract())])
    let file = file("a/one.v1", contract(#""a": {"type": "integer"}"#))
    let new = try #require(ContractCatalog.load([file], keeping: old).contracts.first).contract
    let problem = ContractProblem(.table, file: new.path, en: "unfit", vi: "không vừa")
    let next = ContractCatalog.load([file], keeping: old, refused: [new.id: problem])
    #expect(states(next) == ["a/one.v1 servingLastGood"])
    #expect(next.problems.map(\.code) == [.table])
    let none = ContractCatalog.load([file], refused: [new.id: problem])
    #expect(states(none) == ["a/one.v1 leftOut"])
  }

  @Test func newContractIsAtFaultWhereTheTableTakesOnlyTheOld() throws {
    let one = file("a/one.v1", contract(topics: #"["one"]"#))
    let two = file("b/two.v1", contract(#""n": {"type": "integer"}"#, topics: #"["two"]"#))
    let old = ContractCatalog.load([one])
    let both = ContractCatalog.load([one, two], keeping: old)
    let problem = ContractProblem(.table, file: "", en: "unfit", vi: "không vừa")
    let refused = Dictionary(uniqueKeysWithValues: both.contracts.map { ($0.contract.id, problem) })
    let next = ContractCatalog.load([one, two], keeping: old, refused: refused)
    #expect(states(next) == ["a/one.v1 serving", "b/two.v1 leftOut"])
  }

  @Test func versionIsTheContentNotTheLayout() throws {
    let tight = ContractCatalog.load([file("a/one.v1", contract())])
    let loose = ContractCatalog.load([file("a/one.v1", contract().replacing(" ", with: "\n  "))])
    let other = ContractCatalog.load([file("a/one.v1", contract(settings: #""owner": "H17""#))])
    #expect(tight.contracts[0].contract.id == loose.contracts[0].contract.id)
    #expect(tight.contracts[0].contract.id != other.contracts[0].contract.id)
  }
}

extension String {
  fileprivate func replacing(_ character: Character, with text: String) -> String {
    map { $0 == character ? text : String($0) }.joined()
  }
}
