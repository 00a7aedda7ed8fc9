import Testing

@testable import ECMAPattern

/// The automaton, PCRE2 and the steps of ECMA-262 are independent readings of one pattern.
@Suite struct EngineAgreementTests {
  @Test(arguments: 0..<8)
  func enginesAgreeOnRandomPatterns(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    var compared = 0
    for _ in 0..<40 {
      let source = Self.pattern(depth: 3, &random)
      let syntax = try PatternParser.parse(source)
      guard let table = CharacterAutomaton(syntax).flatMap({ SubsetConstruction($0) }) else {
        continue
      }
      let trie = UTF8Trie(table.classes)
      let wide = try #require(CharacterMatcher(table, trie))
      let dense = DenseExpansion(table, trie).map { DenseMatcher(table, $0) }
      let engine = try #require(BacktrackingMatcher(syntax), "\(source)")
      let ecma = try #require(ECMAMatcher(syntax), "\(source)")
      let plan = PositionalPlan(syntax).map(PositionalMatcher.init)
      for _ in 0..<30 {
        var text = Self.text(&random)
        text.withUTF8 { bytes in
          let expected = engine.match(bytes)
          guard expected != .undecided else { return }
          compared += 1
          #expect(wide.matches(bytes) == (expected == .match), "\(source) on \(Array(bytes))")
          #expect(ecma.match(bytes) == expected, "\(source) on \(Array(bytes))")
          if let dense { #expect(dense.matches(bytes) == (expected == .match), "\(source)") }
          if let plan { #expect(plan.matches(bytes) == (expected == .match), "\(source)") }
        }
      }
    }
    #expect(compared > 500)
  }

  private static let atoms = [
    "a", "b", "ế", "😀", ".", "[ab]", "[^a]", "[à-ỹ]", "[^\\u{80}-\\u{10000}]", "\\d", "\\s", "\\W",
    "[^]", "[]", "\\u{7ff}", "^", "$", "\\b", "\\B", "\\p{L}",
  ]

  private static func pattern(depth: Int, _ random: inout SeededGenerator) -> String {
    let terms = (0..<Int.random(in: 0...3, using: &random)).map { _ -> String in
      let isNested = depth > 0 && Int.random(in: 0..<3, using: &random) == 0
      let atom =
        isNested
        ? "(" + pattern(depth: depth - 1, &random) + ")"
        : atoms[Int.random(in: 0..<atoms.count, using: &random)]
      if ["^", "$", "\\b", "\\B"].contains(atom) { return atom }
      return atom + ["", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"].randomElement(
        using: &random)!
    }
    let sequence = terms.joined()
    return depth > 0 && Int.random(in: 0..<4, using: &random) == 0
      ? sequence + "|" + pattern(depth: depth - 1, &random) : sequence
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let pieces = ["a", "b", "ế", "😀", "1", " ", "\n", "à", "\u{7ff}", "\u{80}", "\u{ffff}"]
    return (0..<Int.random(in: 0...6, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined()
  }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
