/// A pattern of the form `^[…]{least,most}$`: the characters are of one set and their count is
/// bounded. An automaton would need a state for each count.
struct RunPlan {
  let characters: CodePointSet
  let counts: ClosedRange<Int>

  /// nil for a pattern of another form, and where an automaton counts as well.
  init?(_ syntax: PatternSyntax) {
    guard case .sequence(let terms) = syntax, terms.count == 3, terms[0] == .startOfText,
      terms[2] == .endOfText, let run = Self.run(terms[1]), max(run.least, run.most ?? 0) > 8
    else { return nil }
    characters = run.set
    counts = run.least...(run.most ?? Int.max)
  }

  private static func run(
    _ syntax: PatternSyntax
  ) -> (set: CodePointSet, least: Int, most: Int?)? {
    switch syntax {
    case .group(let body, _): return run(body)
    case .repetition(.characters(let set), let least, let most, _): return (set, least, most)
    default: return nil
    }
  }

  /// The pattern without its bounds.
  var unbounded: PatternSyntax {
    .sequence([
      .startOfText, .repetition(.characters(characters), least: 0, most: nil, isLazy: false),
      .endOfText,
    ])
  }

  /// Whether a text has a count of characters that is allowed.
  static func counts(_ counts: ClosedRange<Int>, allow text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= counts.lowerBound else { return false }
    guard text.count > counts.upperBound || counts.lowerBound > 1 else { return true }
    var count = 0
    for byte in text where byte & 0xc0 != 0x80 { count += 1 }
    return counts.contains(count)
  }
}
