/// What one item of a class, or a class escape, stands for.
enum ClassAtom {
  case character(UInt32)
  case characters(CodePointSet)

  var syntax: PatternSyntax {
    switch self {
    case .character(let codePoint): .characters(CodePointSet(codePoint))
    case .characters(let set): .characters(set)
    }
  }
}

extension PatternParser {
  /// A class, its opening bracket read. `[]` matches nothing and `[^]` any character.
  mutating func characterClass(from start: Int) throws(PatternError) -> PatternSyntax {
    var ranges: [ClosedRange<UInt32>] = []
    let isNegated = take("^")
    while !take("]") {
      let itemStart = position
      let item = try classAtom(from: start)
      if peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
        position += 1
        let end = try classAtom(from: start)
        guard case .character(let low) = item, case .character(let high) = end, low <= high else {
          throw PatternError(.invalidRange, position: itemStart)
        }
        ranges.append(low...high)
      } else {
        switch item {
        case .character(let codePoint): ranges.append(codePoint...codePoint)
        case .characters(let set): ranges += set.ranges
        }
      }
    }
    let content = CodePointSet(ranges)
    return .characters(isNegated ? content.complement : content)
  }

  /// One item; `start` is the class's, for a class that does not end.
  private mutating func classAtom(from start: Int) throws(PatternError) -> ClassAtom {
    let itemStart = position
    guard let character = next() else { throw PatternError(.unterminatedClass, position: start) }
    guard character == "\\" else { return .character(character.value) }
    if take("b") { return .character(0x08) }
    if take("-") { return .character(0x2d) }
    if let atom = try classEscape(from: itemStart) { return atom }
    return .character(try characterEscape(from: itemStart))
  }
}
