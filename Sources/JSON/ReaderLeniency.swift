/// Faults that a reader mends in place of refusing the document. None by default: two programs that
/// mend differently see different values, so what is mended should be no one's contract.
public struct ReaderLeniency: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Of members of one object with the same name, the last one counts. RFC 8259, section 4, leaves
  /// the meaning open; most readers, ECMAScript's among them, do this.
  public static let duplicateKeys = ReaderLeniency(rawValue: 1)
  /// Each ill-formed part of the text is read as U+FFFD (the Unicode Standard, section 3.9,
  /// "substitution of maximal subparts").
  public static let invalidUTF8 = ReaderLeniency(rawValue: 2)
  /// Half of a surrogate pair in a `\u` escape is read as U+FFFD; RFC 8259, section 8.2, calls its
  /// meaning unpredictable.
  public static let loneSurrogates = ReaderLeniency(rawValue: 4)

  /// Whether a document with this fault is mended.
  func mends(_ code: JSONError.Code) -> Bool {
    switch code {
    case .duplicateKey: contains(.duplicateKeys)
    case .invalidUTF8: contains(.invalidUTF8)
    case .loneSurrogate: contains(.loneSurrogates)
    default: false
    }
  }
}
