/// Reads a pattern's text (ECMA-262, section 22.2.1, u flag; none of Annex B's leniencies).
struct PatternParser {
  static let lengthMax = 65_536
  static let depthMax = 200
  /// Bounds of a repetition beyond this are read as this: no engine takes either.
  static let repetitionMax = 1_000_000_000

  let scalars: [Unicode.Scalar]
  var position = 0
  private var depth = 0
  private var groupCount = 0
  private var groupNames: [String: Int] = [:]
  /// The groups of the whole pattern, since references may point forward; nil in the first reading,
  /// which finds them.
  private var allGroups: (count: Int, names: [String: Int])?
  /// Whether a reference was read before all groups were known.
  private var hasOpenReferences = false

  /// The syntax of a whole pattern.
  static func parse(_ source: String) throws(PatternError) -> PatternSyntax {
    var scout = PatternParser(source)
    guard scout.scalars.count <= lengthMax else {
      throw PatternError(.tooLong, position: lengthMax)
    }
    let syntax = try scout.wholePattern()
    guard scout.hasOpenReferences else { return syntax }
    var parser = PatternParser(source)
    parser.allGroups = (scout.groupCount, scout.groupNames)
    return try parser.wholePattern()
  }

  private init(_ source: String) { scalars = Array(source.unicodeScalars) }

  private mutating func wholePattern() throws(PatternError) -> PatternSyntax {
    let syntax = try disjunction()
    if position < scalars.count { throw fault(.unbalancedParenthesis) }
    return syntax
  }

  private mutating func disjunction() throws(PatternError) -> PatternSyntax {
    var alternatives = [try alternative()]
    while take("|") { alternatives.append(try alternative()) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func alternative() throws(PatternError) -> PatternSyntax {
    var terms: [PatternSyntax] = []
    while let next = peek, next != "|" && next != ")" {
      terms.append(try term())
    }
    return terms.count == 1 ? terms[0] : terms.isEmpty ? .empty : .sequence(terms)
  }

  private mutating func term() throws(PatternError) -> PatternSyntax {
    let start = position
    guard let character = next() else { return .empty }
    switch character {
    case "^": return .startOfText
    case "$": return .endOfText
    case ".": return try quantified(.characters(CodePointSet.anyButLineTerminators))
    case "(": return try group(from: start)
    case "[": return try quantified(try characterClass(from: start))
    case "\\": return try escape(from: start)
    case "*", "+", "?": throw PatternError(.nothingToRepeat, position: start)
    case "{", "}", "]": throw PatternError(.unescapedCharacter, position: start)
    default: return try quantified(.characters(CodePointSet(character.value)))
    }
  }

  // MARK: Quantifiers

  mutating func quantified(_ atom: PatternSyntax) throws(PatternError) -> PatternSyntax {
    let start = position
    let least: Int
    let most: Int?
    if take("*") {
      (least, most) = (0, nil)
    } else if take("+") {
      (least, most) = (1, nil)
    } else if take("?") {
      (least, most) = (0, 1)
    } else if take("{") {
      guard let bounds = bounds() else {
        throw PatternError(.invalidQuantifier, position: start)
      }
      (least, most) = bounds
    } else {
      return atom
    }
    return .repetition(atom, least: least, most: most, isLazy: take("?"))
  }

  /// What follows the opening brace of `{n}`, `{n,}` or `{n,m}`.
  private mutating func bounds() -> (Int, Int?)? {
    guard let least = number() else { return nil }
    if take("}") { return (least, least) }
    guard take(",") else { return nil }
    if take("}") { return (least, nil) }
    guard let most = number(), take("}"), least <= most else { return nil }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = peek, ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), Self.repetitionMax)
      position += 1
    }
    return value
  }

  // MARK: Groups

  private mutating func group(from start: Int) throws(PatternError) -> PatternSyntax {
    depth += 1
    if depth > Self.depthMax { throw PatternError(.tooDeep, position: start) }
    defer { depth -= 1 }
    if !take("?") { return try capturing(from: start) }
    if take(":") { return try quantified(try groupBody(from: start)) }
    if take("=") { return try look(isBehind: false, isNegated: false, from: start) }
    if take("!") { return try look(isBehind: false, isNegated: true, from: start) }
    guard take("<") else { throw PatternError(.unknownGroupSyntax, position: start) }
    if take("=") { return try look(isBehind: true, isNegated: false, from: start) }
    if take("!") { return try look(isBehind: true, isNegated: true, from: start) }
    let name = try groupName()
    guard groupNames.updateValue(groupCount + 1, forKey: name) == nil else {
      throw PatternError(.invalidGroupName, position: start)
    }
    return try capturing(from: start)
  }

  private mutating func capturing(from start: Int) throws(PatternError) -> PatternSyntax {
    groupCount += 1
    let number = groupCount
    return try quantified(.group(try groupBody(from: start), number: number))
  }

  private mutating func look(
    isBehind: Bool, isNegated: Bool, from start: Int
  ) throws(PatternError) -> PatternSyntax {
    .look(try groupBody(from: start), isBehind: isBehind, isNegated: isNegated)
  }

  private mutating func groupBody(from start: Int) throws(PatternError) -> PatternSyntax {
    let body = try disjunction()
    guard take(")") else { throw PatternError(.unbalancedParenthesis, position: start) }
    return body
  }

  /// A name and its closing `>`.
  private mutating func groupName() throws(PatternError) -> String {
    var name = String.UnicodeScalarView()
    while let first = peek, first != ">" {
      let start = position
      position += 1
      let character =
        first == "\\" && take("u") ? unicodeEscape().flatMap(Unicode.Scalar.init) : first
      guard let character, belongsToName(character, isFirst: name.isEmpty) else {
        throw PatternError(.invalidGroupName, position: start)
      }
      name.append(character)
    }
    guard take(">"), !name.isEmpty else { throw fault(.invalidGroupName) }
    return String(name)
  }

  private func belongsToName(_ character: Unicode.Scalar, isFirst: Bool) -> Bool {
    if character == "$" || character == "_" { return true }
    if isFirst { return character.properties.isIDStart }
    return character.properties.isIDContinue || character == "\u{200c}" || character == "\u{200d}"
  }

  /// `\1`, its first digit not yet read.
  mutating func numberedReference(from start: Int) throws(PatternError) -> PatternSyntax {
    let number = number() ?? 0
    guard let allGroups else {
      hasOpenReferences = true
      return .empty
    }
    guard number <= allGroups.count else { throw PatternError(.unknownGroup, position: start) }
    return .backReference(number: number)
  }

  /// `\k<name>`, read up to the k.
  mutating func namedReference(from start: Int) throws(PatternError) -> PatternSyntax {
    guard take("<") else { throw PatternError(.invalidEscape, position: start) }
    let name = try groupName()
    guard let allGroups else {
      hasOpenReferences = true
      return .empty
    }
    guard let number = allGroups.names[name] else {
      throw PatternError(.unknownGroup, position: start)
    }
    return .backReference(number: number)
  }

  // MARK: Characters

  var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  mutating func next() -> Unicode.Scalar? {
    guard let character = peek else { return nil }
    position += 1
    return character
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == character else { return false }
    position += 1
    return true
  }

  func fault(_ code: PatternError.Code) -> PatternError { PatternError(code, position: position) }
}
