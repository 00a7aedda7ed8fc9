import Conformance
import Foundation
import JSONSchema
import Testing

/// The bar of `make conformance`, where the official suite lies beside the package.
@Suite struct ConformanceTests {
  private static let path: String = {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["JSON_SCHEMA_TEST_SUITE"]
      ?? package.deletingLastPathComponent()
      .appendingPathComponent("shared/JSON-Schema-Test-Suite").path
  }()

  @Test(
    .enabled(if: OfficialSuite(at: path) != nil, "no JSON-Schema-Test-Suite"),
    arguments: SchemaDraft.allCases, OfficialSuite.Part.allCases)
  func theSuitePassesButForWhatIsListed(draft: SchemaDraft, part: OfficialSuite.Part) throws {
    var run = ConformanceRun(try #require(OfficialSuite(at: Self.path)))
    try run.run(draft, part)
    #expect(run.surprises == [])
    let cell = try #require(run.cells[ConformanceRun.key(draft, part)])
    #expect(cell.total >= 100)
    #expect(cell.passed + cell.listed == cell.total)
  }
}
