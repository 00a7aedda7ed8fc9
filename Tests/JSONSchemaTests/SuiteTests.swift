import Testing

@testable import JSONSchema

/// The official suite through all tiers.
@Suite struct SuiteTests {
  @Test(arguments: ["draft2020-12", "draft2019-09", "draft7", "draft6", "draft4"])
  func requiredTests(draft: String) throws {
    guard let suite = OfficialSuite(draft) else { return }
    var tally = SuiteTally()
    try tally.run(suite, formats: .specification)
    tally.report(draft)
    #expect(tally.failures == [])
  }

  @Test(arguments: ["draft2020-12", "draft2019-09", "draft7", "draft6", "draft4"])
  func formats(draft: String) throws {
    guard let suite = OfficialSuite(draft + "/optional/format") else { return }
    var tally = SuiteTally()
    try tally.run(suite, formats: .asserted)
    tally.report(draft + " formats")
    #expect(tally.failures == [])
  }

  @Test(arguments: ["draft2020-12", "draft2019-09", "draft7", "draft6", "draft4"])
  func optionalTests(draft: String) throws {
    guard let suite = OfficialSuite(draft + "/optional") else { return }
    var tally = SuiteTally()
    try tally.run(suite, formats: .specification)
    tally.report(draft + " optional")
    #expect(tally.failures == [])
  }
}
