import CScan

/// A scanned number: coefficient × 10^-scale when that holds it exactly.
public struct NumberToken: Sendable, BitwiseCopyable {
  /// At most 18 digits, sign included; meaningless unless `isExact`.
  public var coefficient: Int64
  /// 0…18.
  public var scale: UInt8
  /// False for a number that needs ``ExactDecimal``.
  public var isExact: Bool

  @inlinable
  public init(coefficient: Int64 = 0, scale: UInt8 = 0, isExact: Bool = false) {
    self.coefficient = coefficient
    self.scale = scale
    self.isExact = isExact
  }
}

extension Scan {
  /// The byte after the number at `start` (RFC 8259, section 6); nil when there is none, or when it
  /// needs more than `digitsMax` digits written out.
  @inlinable @inline(__always)
  public static func number(
    _ start: BytePointer, _ end: BytePointer, digitsMax: Int, _ token: inout NumberToken
  ) -> BytePointer? {
    let isNegative = start[0] == UInt8(ascii: "-")
    let p = start + (isNegative ? 1 : 0)
    let whole = Int(cscan_digits16(p, 0))
    if whole == 0 || whole == 16 || (p[0] == UInt8(ascii: "0") && whole > 1) {
      return numberAtLength(start, end, digitsMax, &token)
    }
    var length = whole
    var fraction = 0
    if p[whole] == UInt8(ascii: ".") {
      fraction = Int(cscan_digits16(p, UInt32(truncatingIfNeeded: whole + 1)))
      length = whole + 1 + fraction
      if fraction == 0 || length >= 16 { return numberAtLength(start, end, digitsMax, &token) }
    }
    if p[length] | 0x20 == UInt8(ascii: "e") || p + length > end || digitsMax < 16 {
      return numberAtLength(start, end, digitsMax, &token)
    }
    let magnitude = Int64(
      truncatingIfNeeded: cscan_decimal16(
        p, UInt32(truncatingIfNeeded: whole), UInt32(truncatingIfNeeded: fraction)))
    token = NumberToken(
      coefficient: isNegative ? 0 &- magnitude : magnitude,
      scale: UInt8(truncatingIfNeeded: fraction), isExact: true)
    return p + length
  }

  @usableFromInline
  static func numberAtLength(
    _ start: BytePointer, _ end: BytePointer, _ digitsMax: Int, _ token: inout NumberToken
  ) -> BytePointer? {
    let stop = numberStop(start, end, digitsMax, &token)
    return stop.fault == nil ? stop.pointer : nil
  }

  static func numberStop(
    _ start: BytePointer, _ end: BytePointer, _ digitsMax: Int, _ token: inout NumberToken
  ) -> ScanStop {
    var number = NumberWalk(start, end)
    if let fault = number.walk() { return .fault(fault, number.p) }
    if number.writtenOutDigits > digitsMax { return .fault(.numberTooLong, start) }
    token = number.token
    return .end(number.p)
  }
}

/// One number read byte by byte: any length, any exponent.
private struct NumberWalk {
  private(set) var p: BytePointer
  private let end: BytePointer
  private var isNegative = false
  private var whole = 0
  private var fraction = 0
  private var exponent = 0
  /// The digits' value while they are few enough, and how many count after leading zeros.
  private var magnitude: UInt64 = 0
  private var significant = 0

  init(_ start: BytePointer, _ end: BytePointer) {
    p = start
    self.end = end
  }

  /// The fault at `p`, when it is not a number.
  mutating func walk() -> JSONError.Code? {
    isNegative = take(UInt8(ascii: "-"))
    let startsWithZero = p < end && p[0] == UInt8(ascii: "0")
    whole = takeDigits()
    if whole == 0 { return missingDigit }
    if startsWithZero && whole > 1 { return .invalidNumber }
    if take(UInt8(ascii: ".")) {
      fraction = takeDigits()
      if fraction == 0 { return missingDigit }
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      let isNegativeExponent = take(UInt8(ascii: "-"))
      if !isNegativeExponent { _ = take(UInt8(ascii: "+")) }
      guard let power = takeExponent() else { return missingDigit }
      exponent = isNegativeExponent ? -power : power
    }
    return nil
  }

  /// As ``NumberNotation/writtenOutDigits`` counts; more than any limit but none where the exponent
  /// is beyond what ``ExactDecimal`` accepts.
  var writtenOutDigits: Int {
    if exponent.magnitude > ExactDecimal.writtenExponentMax - (1 << 32) { return .max }
    let leading = significant == 0 ? 0 : whole + fraction - significant
    return max(whole - leading + exponent, 1) + max(fraction - exponent, 0)
  }

  var token: NumberToken {
    guard significant <= ExactDecimal.shortDigitsMax, exponent.magnitude <= 64 else {
      return NumberToken()
    }
    let scale = fraction - exponent
    let shift = max(-scale, 0)
    guard scale <= ExactDecimal.shortDigitsMax, significant + shift <= ExactDecimal.shortDigitsMax
    else { return NumberToken() }
    let value = Int64(magnitude * ExactDecimal.powerOfTen(shift))
    return NumberToken(
      coefficient: isNegative ? -value : value, scale: UInt8(max(scale, 0)), isExact: true)
  }

  private var missingDigit: JSONError.Code { p < end ? .invalidNumber : .unexpectedEnd }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard p < end, p[0] == byte else { return false }
    p += 1
    return true
  }

  private mutating func takeDigits() -> Int {
    let first = p
    while p < end, case let digit = p[0] &- UInt8(ascii: "0"), digit <= 9 {
      if significant > 0 || digit > 0 { significant += 1 }
      if significant <= ExactDecimal.shortDigitsMax { magnitude = magnitude * 10 + UInt64(digit) }
      p += 1
    }
    return p - first
  }

  private mutating func takeExponent() -> Int? {
    let first = p
    var power = 0
    while p < end, case let digit = p[0] &- UInt8(ascii: "0"), digit <= 9 {
      power = min(power * 10 + Int(digit), NumberNotation.exponentMax)
      p += 1
    }
    return p == first ? nil : power
  }
}
