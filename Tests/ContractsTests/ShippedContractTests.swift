import Contracts
import Glibc
import Testing

/// The contracts of this repository, with every example of theirs.
@Suite struct ShippedContractTests {
  static let files = FolderReader.files(of: FolderReader.schemas)
  static let catalog = ContractCatalog.load(files)

  @Test func loadWithoutProblems() {
    #expect(Self.catalog.problems.map(\.description) == [])
    #expect(Self.catalog.contracts.count >= 6)
    #expect(Self.catalog.states.allSatisfy { $0.state == .serving })
  }

  @Test(arguments: Example.read(files).map(\.description))
  func example(name: String) throws {
    let example = try #require(Example.read(Self.files).first { $0.description == name })
    let differences = ExampleRunner(Self.catalog).differences(of: example)
    #expect(differences == [])
  }

  @Test(arguments: catalog.contracts.map(\.contract.name))
  func bundleLoadsAgainByItself(name: String) throws {
    let contract = try #require(Self.catalog.contract(named: name)).contract
    let again = try ContractReader.read(bundle: contract.text)
    #expect(again.id == contract.id)
    #expect(again.text == contract.text)
    #expect(again.columns.map(\.name) == contract.columns.map(\.name))
  }
}
