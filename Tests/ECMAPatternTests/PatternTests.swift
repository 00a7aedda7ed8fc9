import ECMAPattern
import Testing

@Suite struct PatternTests {
  struct Case: Sendable {
    let pattern: String
    let matches: [String]
    let others: [String]

    init(_ pattern: String, _ matches: [String], not others: [String]) {
      self.pattern = pattern
      self.matches = matches
      self.others = others
    }
  }

  @Test(arguments: [
    Case("", ["", "a"], not: []),
    Case("^$", [""], not: ["a", "\n"]),
    Case("$^", [""], not: ["a"]),
    Case("abc", ["abc", "xxabcxx", "aabc"], not: ["ab", "ABC"]),
    Case("^[0-9]{12}$", ["001096000123"], not: ["01", "00109600012a", "0010960001234", ""]),
    Case(#"^H17(\.[0-9]{2}){0,3}$"#, ["H17", "H17.01.02.03"], not: ["H17.1", "H17.01.02.03.04"]),
    Case("^abc$", ["abc"], not: ["abc\n", "\nabc"]),
    Case("a|b$", ["xa!", "b"], not: ["bx"]),
    Case("^(a+)+$", ["aaaaaaaaaaaaaaaa"], not: ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"]),
    Case("^a{2,}b?c*?$", ["aa", "aaabcc"], not: ["a", "aabb"]),
    Case("^.$", ["a", "ế", "😀"], not: ["", "\n", "\u{2028}", "ab"]),
    Case("^[^]$", ["\n", "ế"], not: [""]),
    Case("[]", [], not: ["", "a"]),
    Case("^[^a]$", ["b", "đ", "😀"], not: ["a", ""]),
    Case("^[à-ỹ]+$", ["ếđ"], not: ["e", "\u{1efa}"]),
    Case(#"^\u{1F600}$"#, ["😀"], not: ["😁"]),
    Case(#"^\ud83d\ude00$"#, ["😀"], not: ["😁"]),
    Case(#"\ud83d"#, [], not: ["😀", ""]),
    Case(#"^[\b\-\]]$"#, ["\u{8}", "-", "]"], not: ["b"]),
    Case(#"^\cA\x41\0\/$"#, ["\u{1}A\0/"], not: ["A"]),
    Case(#"^[\d\s]$"#, ["5", "\u{feff}", "\u{3000}", "\u{b}"], not: ["a", "५"]),
    Case(#"^\S\W\D$"#, ["éaé".replacing("a", with: "á"), "x-y"], not: ["xxx", "  x"]),
    Case(#"^\p{L}+$"#, ["NguyễnVănA"], not: ["a1", ""]),
    Case(#"^[\p{Lu}_]\P{Lu}$"#, ["Đa", "_1"], not: ["đa", "AA"]),
    Case(#"^\p{Script=Greek}\p{scx=Grek}$"#, ["αβ"], not: ["ab"]),
    Case(#"^\p{Assigned}$"#, ["a"], not: ["\u{378}"]),
    Case(#"(?=.*\d)(?!.*x)^\w+$"#, ["a1"], not: ["a", "a1x"]),
    Case(#"(?<=a)b(?<!cb)"#, ["ab"], not: ["cb", "b"]),
    Case(#"^(?<q>['"]).*\k<q>$"#, ["'a'"], not: ["'a\""]),
    Case(#"^(a)?\1b$"#, ["aab", "b"], not: ["ab"]),
    Case(#"$\B"#, [""], not: ["a"]),
    Case(#"a$\b"#, ["a"], not: ["-", "a-"]),
    Case(#"^(?<\u0061\u{62}>b)\k<ab>$"#, ["bb"], not: ["b"]),
    Case("(?<=a+)b", ["ab", "caab"], not: ["b", "cb"]),
    Case("(?<!^a*)b", ["cb"], not: ["b", "aab"]),
    Case(#"(?<=(\d+)(\d+))x\1\2$"#, ["1053x1053"], not: ["1053x105"]),
    Case(#"^(?:(a)|(b)|(c))+\1\2\3$"#, ["abcc", "abb"], not: ["abc"]),
    Case(#"^(?:(a)|b)*\1$"#, ["ab", "aa", ""], not: ["bx"]),
    Case(#"^\1(a)$"#, ["a"], not: ["aa"]),
    Case(#"(?<=\1(a))b"#, ["aab"], not: ["ab"]),
    Case(#"^(?=(a+))\1b"#, ["aab"], not: ["b"]),
    Case(#"^(?!(a)\1)\1b?"#, ["ab", "b"], not: ["aab"]),
    Case("a{0,100000}b", ["aab", "b"], not: ["a"]),
    Case("a{99999999999999999999}", [], not: ["aaa"]),
    Case(#"\bfoo\b"#, ["a foo b", "foo"], not: ["food"]),
    Case(
      "^.{1,255}$", [String(repeating: "ế", count: 255)], not: [String(repeating: "a", count: 256)]),
  ])
  func matches(_ sample: Case) throws {
    let pattern = try Pattern(sample.pattern)
    for text in sample.matches { #expect(pattern.match(text) == .match, "\(text)") }
    for text in sample.others { #expect(pattern.match(text) == .noMatch, "\(text)") }
  }

  @Test(
    arguments: [
      ("*a", .nothingToRepeat, 0), ("a**", .nothingToRepeat, 2), ("^*", .nothingToRepeat, 1),
      ("(?=a)*", .nothingToRepeat, 5), ("a{2,1}", .invalidQuantifier, 1),
      ("a{", .invalidQuantifier, 1), ("{1}", .unescapedCharacter, 0),
      ("a]", .unescapedCharacter, 1),
      ("a}", .unescapedCharacter, 1), ("(a", .unbalancedParenthesis, 0),
      ("a)", .unbalancedParenthesis, 1), ("(?#a)", .unknownGroupSyntax, 0),
      ("(?<1>a)", .invalidGroupName, 3), ("(?<a>x)(?<a>y)", .invalidGroupName, 7),
      (#"\1"#, .unknownGroup, 0), (#"(?<a>)\k<b>"#, .unknownGroup, 6),
      ("[a", .unterminatedClass, 0),
      ("[b-a]", .invalidRange, 1), (#"[\d-z]"#, .invalidRange, 1), (#"\a"#, .invalidEscape, 0),
      (#"\Z"#, .invalidEscape, 0), (#"\-"#, .invalidEscape, 0), (#"\01"#, .invalidEscape, 0),
      (#"\u{110000}"#, .invalidEscape, 0), (#"\xg0"#, .invalidEscape, 0), ("\\", .invalidEscape, 0),
      (#"\p{Unknown}"#, .unknownProperty, 0), (#"\p{letter}"#, .unknownProperty, 0),
      (#"\p{Script=greek}"#, .unknownProperty, 0), (#"\p{L"#, .invalidEscape, 0),
      (#"a\p{Script=Nowhere}"#, .unknownProperty, 1), (#"(?=a)\1"#, .unknownGroup, 5),
      (#"(a)\1"# + String(repeating: "a?", count: 30_000), .unsupported, 0),
      (String(repeating: "(", count: 1000), .tooDeep, 200),
      (String(repeating: "a", count: 70_000), .tooLong, 65_536),
    ] as [(String, PatternError.Code, Int)])
  func refuses(_ source: String, _ code: PatternError.Code, _ position: Int) {
    let error = #expect(throws: PatternError.self) { try Pattern(source) }
    #expect(error?.code == code)
    #expect(error?.position == position)
  }

  @Test func aLimitIsNoVerdict() throws {
    let pattern = try Pattern(#"^(?=(a+)+$)\w"#)
    #expect(pattern.match(String(repeating: "a", count: 40) + "b") == .undecided)
  }

  @Test(arguments: [
    "(((((a{0,100}){0,100}){0,100}){0,100}){0,100})", "(((){60000}){60000}){60000}",
    "(a|b|ab)*c{500}(x*)*", "(.*a){30}$",
  ])
  func hugePatternsAreBounded(_ source: String) throws {
    let spent = processorTime {
      _ = (try? Pattern(source))?.match(
        "abcabcabcaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")
    }
    #expect(spent < .seconds(60))
  }

  @Test func matchesTopicsWhole() throws {
    let pattern = try Pattern("^env|^traffic[.].*")
    #expect(pattern.matchesWhole("env") == .match)
    #expect(pattern.matchesWhole("env.air") == .noMatch)
    #expect(pattern.matchesWhole("traffic.flow") == .match)
    #expect(try Pattern("[0-9]{3}").matchesWhole("1234") == .noMatch)
  }

  @Test func lendsItsTables() throws {
    let code = try Pattern("^[0-9]{3}-[A-F]$")
    let digits = try #require(code.positional)
    #expect(digits.length == 5)
    #expect(digits.low[3] == UInt8(ascii: "-") && digits.span[3] == 0 && digits.span[5] == 255)
    #expect(digits.isPlainInJSON)
    #expect(try Pattern("^[A-z]{3}$").positional?.isPlainInJSON == false)

    let pattern = try Pattern("^H17([.][0-9]{2})*$")
    #expect(pattern.positional == nil)
    let table = try #require(pattern.denseTable)
    func ends(_ text: String) -> Bool {
      let last = text.utf8.reduce(DenseTable.start) { table.transitions[Int($0) << 8 | Int($1)] }
      return table.accepts[Int(last)] == 1
    }
    #expect(ends("H17.01.22") && !ends("H17.0") && !ends("H18"))
    withExtendedLifetime((code, pattern)) {}
  }
}
