/// A number as RFC 8259 writes it, in its parts. Reading it costs as much as its text is long,
/// whatever its exponent says.
public struct NumberNotation: Sendable {
  /// Digits that a number may need when written out without an exponent (contracts.md, section 5).
  public static let writtenOutDigitsMax = 1000
  /// Exponents are held within ± this, which keeps all arithmetic on them within Int.
  static let exponentMax = 2 * ExactDecimal.writtenExponentMax

  public let isNegative: Bool
  /// 0…9 as written, those before the point first.
  public let digits: [UInt8]
  /// How many of them stand after the point.
  public let decimals: Int
  /// As written, or the nearest that is held.
  public let exponent: Int

  /// Nil for what does not follow the grammar (RFC 8259, section 6).
  public init?(_ text: some Collection<UInt8>) {
    var reader = NotationReader(text)
    isNegative = reader.take(UInt8(ascii: "-"))
    let startsWithZero = reader.next == UInt8(ascii: "0")
    let whole = reader.takeDigits()
    guard whole > 0, whole == 1 || !startsWithZero else { return nil }
    var fraction = 0
    if reader.take(UInt8(ascii: ".")) {
      fraction = reader.takeDigits()
      guard fraction > 0 else { return nil }
    }
    var exponent = 0
    if reader.take(UInt8(ascii: "e")) || reader.take(UInt8(ascii: "E")) {
      guard let written = reader.takeExponent() else { return nil }
      exponent = written
    }
    guard reader.next == nil else { return nil }
    digits = reader.digits
    decimals = fraction
    self.exponent = exponent
  }

  /// Digits that it takes without an exponent: those before the point without leading zeros, at
  /// least one, and all decimals. A zero counts every place that its notation names, so that `0e9`
  /// counts ten.
  public var writtenOutDigits: Int {
    let leading = digits.prefix { $0 == 0 }.count
    let whole = digits.count - decimals - (leading == digits.count ? 0 : leading)
    return max(whole + exponent, 1) + max(decimals - exponent, 0)
  }
}

/// Reads one number from its first byte on.
private struct NotationReader<Text: Collection<UInt8>> {
  private var rest: Text.SubSequence
  private(set) var digits: [UInt8] = []

  init(_ text: Text) { rest = text[...] }

  var next: UInt8? { rest.first }

  mutating func take(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  mutating func takeDigits() -> Int {
    var count = 0
    while let digit = takeDigit() {
      digits.append(digit)
      count += 1
    }
    return count
  }

  mutating func takeExponent() -> Int? {
    let isNegative = take(UInt8(ascii: "-"))
    if !isNegative { _ = take(UInt8(ascii: "+")) }
    guard var value = takeDigit().map({ Int($0) }) else { return nil }
    while let digit = takeDigit() {
      value = min(value * 10 + Int(digit), NumberNotation.exponentMax)
    }
    return isNegative ? -value : value
  }

  private mutating func takeDigit() -> UInt8? {
    guard let byte = rest.first, case let digit = byte &- UInt8(ascii: "0"), digit <= 9 else {
      return nil
    }
    rest.removeFirst()
    return digit
  }
}
