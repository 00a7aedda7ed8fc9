import Synchronization

/// An ECMA-262 regular expression with the u flag's meaning, compiled once and matched on UTF-8.
///
/// JSON Schema's `pattern` and `patternProperties` search (core, section 6.4): a match may lie
/// anywhere in the text unless the pattern says `^` and `$`.
public struct Pattern: Sendable {
  public enum Outcome: Sendable, Hashable {
    case match, noMatch
    /// The backtracking engine reached its limit: nothing is known, so that neither answer may be
    /// given.
    case undecided
  }

  public let source: String
  private let search: Matcher
  private let whole: WholeMatcher

  /// Throws when the source is not ECMA-262, or is not supported.
  public init(_ source: String) throws(PatternError) {
    let syntax = try PatternParser.parse(source)
    guard let search = Matcher(syntax) else { throw PatternError(.unsupported, position: 0) }
    self.source = source
    self.search = search
    whole = WholeMatcher(syntax)
  }

  /// Throws when the source is not ECMA-262, whether or not it could be matched here: what the
  /// format `regex` asks (JSON Schema validation, section 7.3.8).
  public static func checkSyntax(of source: String) throws(PatternError) {
    _ = try PatternParser.parse(source)
  }

  /// Whether the pattern matches somewhere in a text of valid UTF-8.
  public func match(_ text: UnsafeBufferPointer<UInt8>) -> Outcome { search.match(text) }

  /// Whether the pattern matches somewhere in a text.
  public func match(_ text: String) -> Outcome {
    var text = text
    return text.withUTF8 { search.match($0) }
  }

  /// Whether the pattern matches a text of valid UTF-8 from its first byte to its last.
  public func matchesWhole(_ text: UnsafeBufferPointer<UInt8>) -> Outcome { whole.match(text) }

  /// Whether the pattern matches a text from its first character to its last.
  public func matchesWhole(_ text: String) -> Outcome {
    var text = text
    return text.withUTF8 { whole.match($0) }
  }

  /// The plan of a pattern that fixes the length and a range for each byte; nil for others.
  public var positional: PositionalBytes? {
    if case .positional(let matcher) = search { matcher.bytes } else { nil }
  }

  /// The table of a pattern with few enough states; nil for others. Where ``countBounds`` is not
  /// nil, a text that the table accepts matches only within these.
  public var denseTable: DenseTable? {
    if case .dense(let matcher, _) = search { matcher.denseTable } else { nil }
  }

  /// The count of characters (code points) that a text must have besides.
  public var countBounds: ClosedRange<Int>? {
    if case .dense(_, let counts) = search { counts } else { nil }
  }

  /// Bytes of memory that the compiled pattern takes.
  public var footprint: Int { source.utf8.count + search.footprint + whole.footprint }
}

/// The pattern between the text's two ends, compiled when it is first asked for: few patterns are.
private final class WholeMatcher: Sendable {
  private let syntax: PatternSyntax
  private let matcher = Mutex<Matcher?>(nil)

  init(_ syntax: PatternSyntax) { self.syntax = syntax }

  func match(_ text: UnsafeBufferPointer<UInt8>) -> Pattern.Outcome {
    let compiled = matcher.withLock { known in
      if known == nil { known = Matcher(.sequence([.startOfText, syntax, .endOfText])) }
      return known
    }
    return compiled?.match(text) ?? .undecided
  }

  /// Bytes of memory so far.
  var footprint: Int { matcher.withLock { $0?.footprint ?? 0 } }
}
