import Testing

@testable import ECMAPattern

@Suite struct UnicodePropertyTests {
  /// The blocks that are passed over hold no exception.
  @Test func sampledBlocksAreAlike() {
    let names = [
      "Cn", "Co", "Lo", "Mn", "Any", "Alphabetic", "Ideographic", "Unified_Ideograph",
      "ID_Start", "Default_Ignorable_Code_Point", "Noncharacter_Code_Point",
      "Extended_Pictographic", "sc:Hani", "scx:Hani", "sc:Hang",
    ]
    for name in names {
      let sampled = PropertyCharacters.characters(
        named: name, in: PropertyCharacters.mixedBlocks)
      let all = PropertyCharacters.characters(named: name, in: [0...CodePointSet.last])
      #expect(sampled?.scalars == all?.scalars, "\(name)")
      #expect(sampled != nil, "\(name)")
    }
  }

  @Test(arguments: [
    ("Script=Greek", true), ("sc=Grek", true), ("scx=Qaai", true), ("gc=Lu", true),
    ("General_Category=punct", true), ("Any", true), ("ASCII", true), ("CWKCF", true),
    ("Changes_When_NFKC_Casefolded", true), ("Script=GREEK", false), ("Script=Gre_ek", false),
    ("Greek", false), ("script=Greek", false), ("L&", false), ("Script=", false), ("", false),
    ("gc=Any", false), ("Hyphen", false), ("Other_Alphabetic", false), ("Alphabetic=Y", false),
    ("Basic_Emoji", false), ("Xan", false), ("lu", false), ("Script=Nowhere", false),
  ])
  func namesAreComparedExactly(_ name: String, _ isKnown: Bool) {
    #expect(((try? Pattern("\\p{\(name)}")) != nil) == isKnown)
    #expect(((try? Pattern("[^\\P{\(name)}]")) != nil) == isKnown)
  }

  @Test func matchesInLinearTime() throws {
    let name = try Pattern(#"^\p{Lu}\p{Ll}+( \p{L}+)*$"#)
    #expect(name.match("Nguyễn Thị Ánh") == .match && name.match("nguyễn") == .noMatch)
    #expect(name.match(String(repeating: "a", count: 100_000)) == .noMatch)
    #expect(name.footprint < 200_000)
  }
}
