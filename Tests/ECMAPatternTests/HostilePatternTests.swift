import ECMAPattern
import Testing

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
}
