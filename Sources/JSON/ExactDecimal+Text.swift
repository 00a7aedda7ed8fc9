extension ExactDecimal {
  /// Reads a number of RFC 8259's grammar; nil for anything else, and for a number other than zero
  /// with an exponent beyond ± 10^15.
  public init?(_ text: some Collection<UInt8>) {
    var reader = DecimalReader(text)
    guard let number = reader.read() else { return nil }
    self = number
  }

  /// Reads a number of RFC 8259's grammar, as ``init(_:)`` for bytes does.
  public init?(_ text: String) { self.init(Array(text.utf8)) }
}

/// Reads one number from its first byte to its last.
private struct DecimalReader<Text: Collection<UInt8>> {
  private var rest: Text.SubSequence
  private var digits: [UInt8] = []

  init(_ text: Text) { rest = text[...] }

  mutating func read() -> ExactDecimal? {
    let isNegative = take(UInt8(ascii: "-"))
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = takeDigits()
    guard whole > 0, whole == 1 || !startsWithZero else { return nil }
    var exponent = 0
    if take(UInt8(ascii: ".")) {
      let fraction = takeDigits()
      guard fraction > 0 else { return nil }
      exponent = -fraction
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      guard let written = takeExponent() else { return nil }
      exponent += written
    }
    guard rest.isEmpty else { return nil }
    if digits.allSatisfy({ $0 == 0 }) { return .zero }
    guard exponent.magnitude <= ExactDecimal.writtenExponentMax else { return nil }
    return ExactDecimal(isNegative: isNegative, digits: digits[...], exponent: exponent)
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func takeDigits() -> Int {
    var count = 0
    while let byte = rest.first, case let digit = byte &- UInt8(ascii: "0"), digit <= 9 {
      digits.append(digit)
      rest.removeFirst()
      count += 1
    }
    return count
  }

  /// The exponent, held at a value beyond the accepted range once it gets there.
  private mutating func takeExponent() -> Int? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    var value = 0
    var count = 0
    while let byte = rest.first, case let digit = byte &- UInt8(ascii: "0"), digit <= 9 {
      value = min(value * 10 + Int(digit), 2 * ExactDecimal.writtenExponentMax)
      rest.removeFirst()
      count += 1
    }
    return count == 0 ? nil : (isNegative ? -value : value)
  }
}
