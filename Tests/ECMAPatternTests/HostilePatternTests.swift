import Testing

@testable import ECMAPattern

/// Sources made of the syntax's own characters: each is refused or usable, none crashes.
@Suite struct HostilePatternTests {
  @Test(arguments: 0..<10) func randomSources(_ seed: UInt64) {
    var random = SeededGenerator(seed)
    let pieces = [
      "(", ")", "(?:", "(?=", "(?<!", "(?<a>", "[", "]", "[^", "^", "$", "|", "*", "+", "?",
      "{1,3}",
      "{", "}", "\\", "\\d", "\\u{1F600}", "\\p{L}", "\\1", "\\k<a>", "-", "a", "b", ".", "é",
      "\\b",
    ]
    var accepted = 0
    for _ in 0..<400 {
      let source = (0..<Int.random(in: 1...8, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      do throws(PatternError) {
        let pattern = try Pattern(source)
        accepted += 1
        #expect(pattern.match("") != .undecided, "\(source)")
        #expect(pattern.match("aé😀b") != .undecided, "\(source)")
        #expect(pattern.matchesWhole("ab") != .undecided, "\(source)")
      } catch {
        #expect((0...source.unicodeScalars.count).contains(error.position), "\(source)")
      }
    }
    #expect(accepted > 20)
  }

  @Test func messagesNameThePlaceInBothLanguages() {
    for code in PatternError.Code.allCases {
      let error = PatternError(code, position: 41)
      #expect(error.message.contains("41") && error.messageVietnamese.contains("41"))
      #expect(error.message != error.messageVietnamese)
    }
  }

  /// Counted, not timed: steps and states that a pattern's table takes to make.
  @Test(arguments: [
    ("^[0-9]{12}$", 200, 20), (#"^H17(\.[0-9]{2}){0,3}$"#, 400, 20), ("foo|bar", 300, 10),
    ("^[a-z]{1,64}@[a-z]{1,64}$", 2500, 140), ("^(a+)+$", 100, 6),
    (#"^\p{L}+( \p{L}+)*$"#, 100, 8),
  ])
  func tablesTakeFewSteps(_ source: String, _ workMax: Int, _ statesMax: Int) throws {
    let automaton = try #require(CharacterAutomaton(try PatternParser.parse(source)))
    let table = try #require(SubsetConstruction(automaton))
    #expect(table.work <= workMax && table.stateCount <= statesMax, "\(table.work)")
  }

  @Test func aRunIsCountedWithoutStates() throws {
    let pattern = try Pattern("^.{1,60000}$")
    #expect(pattern.countBounds == 1...60_000 && (pattern.denseTable?.stateCount ?? .max) < 12)
    #expect(pattern.match(String(repeating: "ế", count: 60_000)) == .match)
    #expect(pattern.match(String(repeating: "ế", count: 60_001)) == .noMatch)
    #expect(pattern.match("") == .noMatch && pattern.match("a\n") == .noMatch)
    #expect(pattern.footprint < 4096)
  }
}
