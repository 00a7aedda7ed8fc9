import Testing
import Warehouse

@testable import trucd

@Suite("schema migrate")
struct SchemaMigrateTests {
  private static func contract(_ type: String) -> String {
    """
    {"type": "object", "properties": {"a": {"x-trucd": {"type": "\(type)"}}},
     "x-trucd": {"topics": ["t"], "owner": "H17.99", "table": "things"}}
    """
  }

  private static func folder() throws -> TestFolder {
    let folder = try TestFolder()
    try folder.write("Schemas/test/a.v1.schema.json", contract("bigint"))
    try folder.write("Older/test/a.v1.schema.json", contract("text"))
    try folder.write(
      "trucd.toml",
      """
      [kafka]
      "bootstrap.servers" = "127.0.0.1:1"
      [contracts]
      directory = "\(folder.path)/Schemas"
      [warehouse]
      url = "sqlite:\(folder.path)/kho.sqlite"
      """)
    return folder
  }

  private static func run(_ folder: TestFolder, _ words: [String]) -> trucd.ExitStatus {
    CommandLineRunner.run(
      ["schema", "migrate", "--config", "\(folder.path)/trucd.toml"] + words, Command.all)
  }

  @Test("The exit status tells whether something is to be done")
  func statuses() throws {
    let folder = try Self.folder()
    #expect(Self.run(folder, []) == .success)
    #expect(Self.run(folder, ["things"]) == .success)
    #expect(Self.run(folder, ["nothing"]) == .badInput)
    #expect(Self.run(folder, ["--from", "\(folder.path)/Older"]) == .findings)
    #expect(Self.run(folder, ["--json", "--from", "\(folder.path)/Schemas"]) == .success)
    #expect(
      Self.run(folder, ["--from", "\(folder.path)/Older/test/a.v1.schema.json"]) == .findings)
    #expect(Self.run(folder, ["--from", "\(folder.path)/trucd.toml"]) == .badInput)
    #expect(Self.run(folder, ["--from", "\(folder.path)/missing"]) == .noInput)
    try folder.write("Schemas/test/a.v1.schema.json", "{")
    #expect(Self.run(folder, []) == .badInput)
  }

  @Test("Each step says what it does and costs before its statements")
  func text() {
    let step = MigrationStep(
      table: "t", title: "Does it.", statements: ["A", "B"], lock: .everybody, rewrites: true,
      losesData: true)
    #expect(
      MigrationReport(asJSON: false).text([step]) == """
        -- Table t

        -- 1. Does it.
        --    Cost: readers and loads wait until it is done; goes through the whole table; DATA GOES.
        A;
        B;
        """)
  }
}
