import Testing

@testable import Configuration

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("lanes", "lanes", 0), ("lane", "lanes", 1), ("laens", "lanes", 1),
    ("kitten", "sitting", 3), ("", "abc", 3),
  ])
  func distances(_ a: String, _ b: String, _ edits: Int) {
    #expect(Suggestion.distance(Array(a.utf8), Array(b.utf8)) == edits)
    #expect(Suggestion.distance(Array(b.utf8), Array(a.utf8)) == edits)
  }

  @Test func onlyASlipOfTheFingerIsGuessedAt() {
    let names = ["lanes", "instance", "assignment"]
    #expect(Suggestion.nearest(to: "Lnaes", among: names) == "lanes")
    #expect(Suggestion.nearest(to: "password", among: names) == nil)
  }
}
