import Testing

@testable import Configuration

/// `deploy/trucd.toml` is the reference: it must show each option and tell its default truly.
@Suite struct ReferenceTests {
  /// The root of the package, two folders above this file's.
  private static var path: String {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/deploy/trucd.toml"
  }

  private func reference() throws -> [UInt8] {
    try SmallFile.read(Self.path, bytesMax: 1 << 20).bytes
  }

  /// The members of a section once each `#key = value` has lost its `#`.
  private func uncommented() throws -> [String: [TOMLMember]] {
    let text = try String(decoding: reference(), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let isOption = line.hasPrefix("#") && line.dropFirst().first.map { $0 != " " } ?? false
      return isOption ? line.dropFirst() : line
    }
    var sections: [String: [TOMLMember]] = [:]
    for member in try TOMLReader.parse(Array(lines.joined(separator: "\n").utf8)) {
      guard case .table(let members) = member.node.content else { continue }
      sections[member.name] = members
    }
    return sections
  }

  @Test func itDecodesAsItStands() throws {
    let loaded = try Configuration.decode(reference(), path: "deploy/trucd.toml", host: "host")
    var expected = Configuration()
    expected.kafka = loaded.configuration.kafka
    expected.contracts.directory = loaded.configuration.contracts.directory
    expected.warehouse.url = loaded.configuration.warehouse.url
    #expect(loaded.configuration == expected)
    #expect(loaded.warnings.isEmpty)
  }

  @Test func itShowsEachOptionWithItsDefaultAndNoOther() throws {
    let sections = try uncommented()
    #expect(sections.keys.sorted() == Options.sections.sorted())
    for option in Options.all {
      let member = sections[option.section]?.first { $0.name == option.key }
      let shown = try #require(member, "\(option.path) is missing from deploy/trucd.toml")
      let value = option.type.value(of: shown.node)
      #expect(value != nil, "\(option.path) is shown with a wrong value")
      if let expected = option.defaultValue { #expect(value == expected, "\(option.path)") }
    }
    for section in Options.sections where section != "kafka" {
      #expect(
        sections[section]?.map(\.name).sorted() == Options.of(section: section).map(\.key).sorted())
    }
  }

  @Test func itShowsTheDefaultsOfKafka() throws {
    let shown = try #require(uncommented()["kafka"])
    let loaded = try Configuration.decode(reference(), path: "deploy/trucd.toml", host: "host")
    for property in loaded.configuration.kafka.properties {
      guard case .text(let text)? = shown.first(where: { $0.name == property.name })?.node.content
      else {
        Issue.record("\(property.name) is missing from deploy/trucd.toml")
        continue
      }
      #expect(text == property.shownValue)
    }
  }

  @Test func numbersHaveTheirUnitLastInTheName() {
    for option in Options.all {
      switch option.type {
      case .number(_, let unit):
        #expect(unit == "seconds" && option.key.hasSuffix("_s"), "\(option.path)")
      case .integer(_, let unit?):
        #expect(option.key.hasSuffix(unit == "bytes" ? "_bytes_max" : "_ms"), "\(option.path)")
      default: continue
      }
    }
  }

  @Test func eachOptionHasAMeaningAndAVariableOfItsOwn() {
    #expect(Set(Options.all.map(\.path)).count == Options.all.count)
    #expect(Set(Options.all.map(\.variable)).count == Options.all.count)
    #expect(Options.all.allSatisfy { $0.meaning.hasSuffix(".") && !$0.type.allowed.isEmpty })
  }
}
