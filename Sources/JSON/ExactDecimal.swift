/// An exact decimal number of any size: no value passes through a double.
///
/// Its magnitude is digits × 10^exponent where the digits neither start nor end with zero, so that
/// equal numbers have equal parts. Numbers of up to 18 digits need no memory of their own, and a
/// large exponent costs nothing: `1e999999999` is one digit.
public struct ExactDecimal: Sendable, Hashable {
  /// Digits that fit `short`.
  static let shortDigitsMax = 18
  /// Exponents as written stay within ± this, which keeps their arithmetic within Int.
  static let writtenExponentMax = 1_000_000_000_000_000

  public let isNegative: Bool
  /// The digits while they are 18 or fewer; 0 for zero, and where `long` holds them.
  let short: UInt64
  /// 19 digits or more, each 0…9, most significant first; else empty.
  let long: [UInt8]
  /// The power of ten of the last digit; 0 for zero.
  public let exponent: Int

  public static let zero = ExactDecimal(isNegative: false, short: 0, exponent: 0)

  /// Drops the trailing zeros of a short magnitude.
  init(isNegative: Bool, short magnitude: UInt64, exponent: Int) {
    var digits = magnitude
    var power = exponent
    while digits != 0 && digits % 10 == 0 {
      digits /= 10
      power += 1
    }
    self.init(
      normalised: isNegative && digits != 0, short: digits, long: [],
      exponent: digits == 0 ? 0 : power)
  }

  private init(normalised isNegative: Bool, short: UInt64, long: [UInt8], exponent: Int) {
    self.isNegative = isNegative
    self.short = short
    self.long = long
    self.exponent = exponent
  }

  /// `digits` may begin and end with zeros.
  init(isNegative: Bool, digits: ArraySlice<UInt8>, exponent: Int) {
    let trailing = digits.reversed().prefix { $0 == 0 }.count
    let kept = digits.dropLast(trailing).drop { $0 == 0 }
    if kept.count <= Self.shortDigitsMax {
      let magnitude = kept.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
      self.init(isNegative: isNegative, short: magnitude, exponent: exponent + trailing)
    } else {
      self.init(
        normalised: isNegative, short: 0, long: Array(kept), exponent: exponent + trailing)
    }
  }

  /// coefficient × 10^-scale, as the scanner gives short numbers.
  public init(coefficient: Int64, scale: Int = 0) {
    let magnitude = coefficient.magnitude
    if magnitude < Self.powerOfTen(Self.shortDigitsMax) {
      self.init(isNegative: coefficient < 0, short: magnitude, exponent: -scale)
    } else {
      let digits = String(magnitude).utf8.map { $0 - UInt8(ascii: "0") }
      self.init(isNegative: coefficient < 0, digits: digits[...], exponent: -scale)
    }
  }

  /// 10^power for 0…19.
  static func powerOfTen(_ power: Int) -> UInt64 {
    (0..<power).reduce(UInt64(1)) { product, _ in product * 10 }
  }
}

extension ExactDecimal {
  public var isZero: Bool { short == 0 && long.isEmpty }
  public var isInteger: Bool { exponent >= 0 }

  /// Significant digits; 0 for zero.
  public var digitCount: Int {
    guard long.isEmpty else { return long.count }
    var count = 0
    var rest = short
    while rest != 0 {
      rest /= 10
      count += 1
    }
    return count
  }

  /// Digits before the point when written out; at least 1.
  public var integerDigits: Int { max(digitCount + exponent, 1) }
  /// Digits after the point when written out.
  public var fractionDigits: Int { max(-exponent, 0) }

  /// The integer it is, when it is one that fits.
  public var int64: Int64? { scaled(by: 0) }

  /// This number × 10^power as an integer of 64 bits, when it is one that fits.
  public func scaled(by power: Int) -> Int64? {
    let exponent = exponent + power
    if isZero { return 0 }
    guard exponent >= 0, digitCount + exponent <= 19 else { return nil }
    var magnitude = long.isEmpty ? short : long.reduce(0) { $0 * 10 + UInt64($1) }
    for _ in 0..<exponent { magnitude *= 10 }
    return isNegative
      ? (magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil)
      : Int64(exactly: magnitude)
  }

  /// The digits, most significant first; empty for zero.
  var digits: [UInt8] {
    guard long.isEmpty else { return long }
    return isZero ? [] : String(short).utf8.map { $0 - UInt8(ascii: "0") }
  }

  /// The number without an exponent and without needless zeros, `-12.5`; nil when that takes more
  /// than `digitsMax` digits.
  public func plainNotation(digitsMax: Int = 1000) -> String? {
    guard integerDigits + fractionDigits <= digitsMax else { return nil }
    var text = isNegative ? "-" : ""
    let written = digits.map { $0 + UInt8(ascii: "0") }
    let whole = written.count + exponent
    if exponent >= 0 {
      text += String(decoding: written, as: UTF8.self) + String(repeating: "0", count: exponent)
      return isZero ? "0" : text
    }
    text += whole > 0 ? String(decoding: written[..<whole], as: UTF8.self) : "0"
    text += "." + String(repeating: "0", count: max(-whole, 0))
    return text + String(decoding: written[max(whole, 0)...], as: UTF8.self)
  }
}

extension ExactDecimal: Comparable {
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? right.isSmallerInMagnitude(than: left) : left.isSmallerInMagnitude(than: right)
  }

  private func isSmallerInMagnitude(than other: ExactDecimal) -> Bool {
    if isZero || other.isZero { return isZero && !other.isZero }
    let (count, otherCount) = (digitCount, other.digitCount)
    if count + exponent != other.exponent + otherCount {
      return count + exponent < other.exponent + otherCount
    }
    if long.isEmpty && other.long.isEmpty {
      let common = max(count, otherCount)
      return short * Self.powerOfTen(common - count)
        < other.short * Self.powerOfTen(common - otherCount)
    }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}
