extension ExactDecimal {
  /// Reads a number of RFC 8259's grammar; nil for anything else, and for a number other than zero
  /// with an exponent beyond ± 10^15.
  public init?(_ text: some Collection<UInt8>) {
    guard let notation = NumberNotation(text) else { return nil }
    self.init(notation)
    let written = notation.exponent - notation.decimals
    guard isZero || written.magnitude <= Self.writtenExponentMax else { return nil }
  }

  /// Reads a number of RFC 8259's grammar, as ``init(_:)`` for bytes does.
  public init?(_ text: String) { self.init(Array(text.utf8)) }

  /// The number of a notation. Exponents beyond what a notation holds make it larger, or nearer to
  /// zero, than every number whose exponent is held.
  init(_ notation: NumberNotation) {
    self.init(
      isNegative: notation.isNegative, digits: notation.digits[...],
      exponent: notation.exponent - notation.decimals)
  }
}
