import Testing

@testable import Configuration

/// What is wrong is refused with its place, its key, what is allowed and what was nearly meant.
@Suite struct ProblemTests {
  private func lines(_ text: String, environment: [String: String] = [:]) -> [String] {
    ConfigurationTests.problems(text, environment: environment).map(\.description)
  }

  @Test func allProblemsAreToldAtOnceInTheOrderOfTheFile() {
    let found = lines(
      """
      [wharehouse]
      url = "x"
      [consumer]
      lanes = "two"
      batch_delay = 3
      batch_bytes_max = 1
      directory = "s"
      [log]
      level = "loud"
      """, environment: ["TRUCD_CONSUMER_LANE": "1"])
    #expect(found.count == 10)
    #expect(
      found[0].hasPrefix("t.toml:1:2: unknown section [wharehouse], did you mean \"warehouse\"?"))
    #expect(
      found[1] == "t.toml:4:1: consumer.lanes must be a whole number from 1 to 64, not a text")
    #expect(
      found[2].hasPrefix(
        "t.toml:5:1: unknown key \"batch_delay\" in [consumer], did you mean \"batch_delay_ms\"?"))
    #expect(
      found[3]
        == "t.toml:6:1: consumer.batch_bytes_max must be a whole number from 65536 to 268435456 "
        + "(bytes)")
    #expect(found[4].hasPrefix("t.toml:7:1: unknown key \"directory\" in [consumer]; "))
    #expect(found[4].contains("belongs to [contracts]"))
    #expect(
      found[5] == "t.toml:9:1: log.level must be \"debug\" or \"info\" or \"warning\" or \"error\"")
    #expect(
      found[6].hasPrefix(
        "environment variable TRUCD_CONSUMER_LANE: unknown variable, did you mean "
          + "\"TRUCD_CONSUMER_LANES\"?"))
    #expect(found[7].contains("bootstrap.servers"))
    #expect(found[8].contains("[contracts] needs `directory`"))
  }

  @Test func aMissingSectionNamesWhatItNeeds() {
    let found = lines("")
    #expect(found.count == 3)
    #expect(found.allSatisfy { $0.hasPrefix("t.toml: ") && $0.contains("needs") })
  }

  @Test(arguments: [
    ("a = ", 1), ("[kafka]\n\"x\" = 1\n\"x\" = 2\n", 3), ("[a]\nb = \u{01}\n", 2),
    ("[kafka", 1), ("x = \"\\q\"", 1),
  ])
  func whatIsNotTOMLIsToldWithItsLine(_ text: String, line: Int) {
    let found = ConfigurationTests.problems(text)
    #expect(found.count == 1)
    #expect(found.first?.code == .syntax)
    guard case .file(_, let place)? = found.first?.origin else {
      Issue.record("no place")
      return
    }
    #expect(place.line == line)
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: ConfigurationError.self) {
      try Configuration.decode([0x61, 0x20, 0x3D, 0x20, 0x22, 0xFF, 0x22], path: "t.toml")
    }
  }

  @Test func tablesNestedTooDeepAreRefused() {
    let text = "[" + Array(repeating: "a", count: 40).joined(separator: ".") + "]\nb = 1\n"
    #expect(ConfigurationTests.problems(text).first?.code == .syntax)
  }

  @Test func propertiesOnWhichThePromiseRestsCannotBeChanged() {
    let found = lines(
      ConfigurationTests.smallest.replacing(
        "\"group.id\" = \"trucd\"",
        with: """
          "enable.auto.commit" = true
          "auto.offset.reset" = "latest"
          "check.crcs" = true
          "partition.assignment.strategy" = "cooperative-sticky"
          """))
    #expect(found.count == 3)
    #expect(found[0].hasPrefix("t.toml:3:1: kafka \"enable.auto.commit\" can only be \"false\": "))
    #expect(found[1].hasPrefix("t.toml:4:1: kafka \"auto.offset.reset\" can only be \"error\": "))
    #expect(found[2].hasPrefix("t.toml:6:1: "))
  }

  @Test func aPropertySetTwiceIsRefused() {
    let found = lines(
      ConfigurationTests.smallest.replacing(
        "\"group.id\" = \"trucd\"", with: "\"client.id\" = \"a\"\nclient.id = \"b\""))
    #expect(found == ["t.toml:4:8: kafka \"client.id\" is set twice"])
  }

  @Test func aListIsNoValueOfAProperty() {
    let found = lines(
      ConfigurationTests.smallest.replacing(
        "\"group.id\" = \"trucd\"", with: "\"client.id\" = [\"a\"]"))
    #expect(found.count == 1)
    #expect(found.first?.hasSuffix("not a list") == true)
  }

  @Test(arguments: [
    ("assignment = \"fixed\"", "needs consumer.partitions"),
    ("partitions = [\"a/0\"]", "for consumer.assignment = \"fixed\""),
    ("assignment = \"fixed\"\npartitions = [\"a/0\", \"a/0\"]", "names a partition twice"),
    ("assignment = \"fixed\"\npartitions = [\"a\"]", "must be a list of texts"),
    ("assignment = \"fixed\"\npartitions = [\"a/-1\"]", "must be a list of texts"),
    ("assignment = \"fixed\"\npartitions = [1]", "must be a list of texts"),
  ])
  func anAssignmentMustAgreeWithItsPartitions(_ consumer: String, says words: String) {
    let found = lines(ConfigurationTests.smallest + "\n[consumer]\n" + consumer)
    #expect(found.count == 1)
    #expect(found.first?.contains(words) == true)
  }

  @Test(arguments: ["localhost:9640", "127.0.0.1", "::1:80", "127.0.0.1:70000", ":1", "[1.2.3]:1"])
  func anAddressMustBeDigitsAndAPort(_ address: String) {
    let found = lines(ConfigurationTests.smallest + "\n[admin]\nlisten = \"\(address)\"")
    #expect(found.count == 1)
    #expect(found.first?.contains("admin.listen must be an address in digits") == true)
  }
}
