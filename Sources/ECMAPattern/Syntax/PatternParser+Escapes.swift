extension PatternParser {
  /// An escape outside a class, its backslash read.
  mutating func escape(from start: Int) throws(PatternError) -> PatternSyntax {
    guard let character = peek else { throw PatternError(.invalidEscape, position: start) }
    switch character {
    case "b", "B":
      position += 1
      return .wordBoundary(isNegated: character == "B")
    case "1"..."9": return try quantified(try numberedReference(from: start))
    case "k":
      position += 1
      return try quantified(try namedReference(from: start))
    default:
      if let atom = try classEscape(from: start) { return try quantified(atom.syntax) }
      let codePoint = try characterEscape(from: start)
      return try quantified(.characters(CodePointSet(codePoint)))
    }
  }

  /// `\d \D \s \S \w \W \p{…} \P{…}`, their backslash read; nil for another escape.
  mutating func classEscape(from start: Int) throws(PatternError) -> ClassAtom? {
    guard let character = peek else { return nil }
    let named: CodePointSet
    switch character {
    case "d", "D": named = .digits
    case "s", "S": named = .whiteSpace
    case "w", "W": named = .wordCharacters
    case "p", "P":
      position += 1
      return try property(isNegated: character == "P", from: start)
    default: return nil
    }
    position += 1
    return .characters(character.value & 0x20 == 0 ? named.complement : named)
  }

  private mutating func property(
    isNegated: Bool, from start: Int
  ) throws(PatternError) -> ClassAtom {
    guard take("{") else { throw PatternError(.invalidEscape, position: start) }
    var expression = String.UnicodeScalarView()
    while let character = next(), character != "}" { expression.append(character) }
    guard scalars[position - 1] == "}" else { throw PatternError(.invalidEscape, position: start) }
    guard let named = UnicodeProperty(String(expression))?.characters else {
      throw PatternError(.unknownProperty, position: start)
    }
    return .characters(isNegated ? named.complement : named)
  }

  /// An escape of a single character, its backslash read (ECMA-262, CharacterEscape with the u flag).
  mutating func characterEscape(from start: Int) throws(PatternError) -> UInt32 {
    let invalid = PatternError(.invalidEscape, position: start)
    guard let character = next() else { throw invalid }
    switch character {
    case "t": return 0x09
    case "n": return 0x0a
    case "v": return 0x0b
    case "f": return 0x0c
    case "r": return 0x0d
    case "0":
      if let digit = peek, ("0"..."9").contains(digit) { throw invalid }
      return 0
    case "c":
      guard let letter = next(), letter.isASCII, letter.properties.isAlphabetic else {
        throw invalid
      }
      return letter.value % 32
    case "x":
      guard let value = hexadecimal(digits: 2) else { throw invalid }
      return value
    case "u":
      guard let value = unicodeEscape() else { throw invalid }
      return value
    case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/":
      return character.value
    default: throw invalid
    }
  }

  /// What follows `\u`: four digits, two surrogates of four digits each, or `{…}`.
  mutating func unicodeEscape() -> UInt32? {
    if take("{") {
      var value: UInt32?
      while let digit = hexadecimal(digits: 1) {
        value = min((value ?? 0) * 16 + digit, CodePointSet.last + 1)
      }
      guard let value, value <= CodePointSet.last, take("}") else { return nil }
      return value
    }
    guard let unit = hexadecimal(digits: 4) else { return nil }
    guard (0xd800..<0xdc00).contains(unit) else { return unit }
    let afterUnit = position
    if take("\\"), take("u"), let low = hexadecimal(digits: 4), (0xdc00..<0xe000).contains(low) {
      return 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
    }
    position = afterUnit
    return unit
  }

  /// Reads nothing unless all digits are there.
  private mutating func hexadecimal(digits count: Int) -> UInt32? {
    guard position + count <= scalars.count else { return nil }
    var value: UInt32 = 0
    for scalar in scalars[position..<position + count] {
      guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    position += count
    return value
  }
}
