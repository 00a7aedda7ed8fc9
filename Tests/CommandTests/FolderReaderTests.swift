import Contracts
import Glibc
import Testing

@testable import trucd

/// A contract folder on disk with files that cannot be read.
@Suite("The contract folder")
struct FolderReaderTests {
  /// A folder of its own that goes with the test.
  private final class Folder {
    let path = "/tmp/trucd-test-folder-\(getpid())-\(UInt64.random(in: 0...(.max)))"
    private var files: [String] = []

    init() throws { try #require(mkdir(path, 0o700) == 0 && mkdir(path + "/env", 0o700) == 0) }

    deinit {
      for file in files { unlink(file) }
      rmdir(path + "/env")
      rmdir(path)
    }

    func add(_ name: String) -> String {
      files.append("\(path)/env/\(name).schema.json")
      return files[files.count - 1]
    }

    func write(_ name: String) {
      let text = """
        {"type": "object", "properties": {"a": {"type": "string"}},
         "x-trucd": {"topics": ["\(name)"], "owner": "H17.12", "table": "\(name.prefix(3))"}}
        """
      #expect(FileBytes.write(Array(text.utf8), to: add(name)))
    }
  }

  @Test("A file that is too large or leads nowhere is broken alone; its last good version serves")
  func brokenAlone() throws {
    let folder = try Folder()
    let reader = FolderReader(directory: folder.path)
    for name in ["air.v1", "sun.v1", "fog.v1"] { folder.write(name) }
    let good = ContractCatalog.load(try reader.read())
    #expect(good.problems.isEmpty && good.contracts.count == 3)

    #expect(truncate("\(folder.path)/env/sun.v1.schema.json", 17 << 20) == 0)
    unlink("\(folder.path)/env/fog.v1.schema.json")
    #expect(symlink("/nowhere/at/all", "\(folder.path)/env/fog.v1.schema.json") == 0)
    let files = try reader.read()
    let next = ContractCatalog.load(files, keeping: good)
    #expect(next.contracts.map(\.contract.name) == ["env/air.v1", "env/fog.v1", "env/sun.v1"])
    #expect(
      next.states.map { "\($0.name) \($0.state)" } == [
        "env/air.v1 serving", "env/fog.v1 servingLastGood", "env/sun.v1 servingLastGood",
      ])
    #expect(next.problems.map(\.code) == [.unreadable, .unreadable])
    #expect(next.problems.map(\.file) == ["env/fog.v1.schema.json", "env/sun.v1.schema.json"])

    let start = ContractCatalog.load(files)
    #expect(start.contracts.map(\.contract.name) == ["env/air.v1"])
  }

  @Test("Links within the folder and to it are followed; a file outside is refused by both places")
  func links() throws {
    let text = """
      {"type": "object", "properties": {"a": {"type": "string"}},
       "x-trucd": {"topics": ["T"], "owner": "H17.12", "table": "T"}}
      """
    let folder = try TestFolder([
      "c/..1/air.v1.schema.json": text.replacing("T", with: "air"), "c/env/none.json": "{}",
      "far/sun.v1.schema.json": text.replacing("T", with: "sun"),
    ])
    try folder.link("c/..data", to: "..1")
    try folder.link("c/env/air.v1.schema.json", to: "../..data/air.v1.schema.json")
    try folder.link("c/env/sun.v1.schema.json", to: "../../far/sun.v1.schema.json")
    try folder.link("c/far", to: "../far")
    try folder.link("root", to: "c")
    for root in ["c", "root"] {
      let files = try FolderReader(directory: folder(root)).read()
      let catalog = ContractCatalog.load(files)
      #expect(catalog.contracts.map(\.contract.name) == ["env/air.v1"])
      #expect(
        catalog.problems.map(\.file) == ["env/sun.v1.schema.json", "far/sun.v1.schema.json"])
      for problem in catalog.problems {
        #expect(problem.code == .unreadable)
        #expect(problem.message.en.contains(folder("far/sun.v1.schema.json")))
        #expect(problem.message.en.contains("outside the folder \(folder("c"))/;"))
      }
    }
  }

  @Test("A file that this user may not read is broken alone")
  func forbidden() throws {
    if getuid() == 0 {
      print("skipped: root reads every file")
      return
    }
    let folder = try Folder()
    for name in ["air.v1", "sun.v1"] { folder.write(name) }
    chmod("\(folder.path)/env/sun.v1.schema.json", 0)
    let catalog = ContractCatalog.load(try FolderReader(directory: folder.path).read())
    #expect(catalog.contracts.map(\.contract.name) == ["env/air.v1"])
    #expect(catalog.problems.map(\.code) == [.unreadable])
  }

  @Test("A change of permissions alone is noticed")
  func permissions() throws {
    let folder = try Folder()
    folder.write("air.v1")
    let reader = FolderReader(directory: folder.path)
    let before = try reader.traces()
    chmod("\(folder.path)/env/air.v1.schema.json", 0o600)
    #expect(try reader.traces() != before)
  }

  @Test("Only a folder that cannot be read fails the whole")
  func missingFolder() {
    #expect(throws: FolderReader.Failure.self) {
      try FolderReader(directory: "/nowhere/at/all").read()
    }
  }
}
