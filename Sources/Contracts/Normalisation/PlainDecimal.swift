import JSON

/// An exact decimal of any size with the decimals that were written, for what does not fit 64 bits.
struct PlainDecimal {
  static let digitsMax = NumberNotation.writtenOutDigitsMax

  var isNegative: Bool
  /// 0…9, most significant first; at least one, and more than `scale`.
  private(set) var digits: [UInt8]
  /// How many of them stand after the point.
  private(set) var scale: Int

  enum Reading {
    case number(PlainDecimal)
    case tooLong
    case notANumber
  }

  init(isNegative: Bool, digits: [UInt8], scale: Int) {
    let missing = max(0, scale + 1 - digits.count)
    let padded = missing > 0 ? [UInt8](repeating: 0, count: missing) + digits : digits
    self.digits = Array(
      padded.dropFirst(min(padded.prefix { $0 == 0 }.count, padded.count - scale - 1)))
    self.scale = scale
    self.isNegative = isNegative && padded.contains { $0 != 0 }
  }

  /// The number of a working value; nil where it is none.
  init?(_ value: Value) {
    switch value {
    case .bigint(let integer):
      self.init(coefficient: integer, scale: 0)
    case .numeric(let coefficient, let scale):
      self.init(coefficient: coefficient, scale: scale)
    case .bigNumeric(let text):
      let isNegative = text.first == UInt8(ascii: "-")
      let point = text.firstIndex(of: UInt8(ascii: "."))
      let digits = text.filter { (48...57).contains($0) }.map { $0 - 48 }
      self.init(
        isNegative: isNegative, digits: digits, scale: point.map { text.count - $0 - 1 } ?? 0)
    default: return nil
    }
  }

  private init(coefficient: Int64, scale: Int) {
    self.init(
      isNegative: coefficient < 0, digits: String(coefficient.magnitude).utf8.map { $0 - 48 },
      scale: scale)
  }

  /// Reads a number of JSON's grammar, its exponent written out.
  static func read(json text: UnsafeBufferPointer<UInt8>) -> Reading {
    guard let notation = NumberNotation(text) else { return .notANumber }
    guard notation.writtenOutDigits <= digitsMax else { return .tooLong }
    let scale = notation.decimals - notation.exponent
    let zeros = [UInt8](repeating: 0, count: max(-scale, 0))
    return .number(
      PlainDecimal(
        isNegative: notation.isNegative, digits: notation.digits + zeros, scale: max(scale, 0)))
  }

  var writtenDigits: Int { digits.count }
  /// Digits before the point without leading zeros; 0 below one.
  var integerDigits: Int { digits.dropLast(scale).drop { $0 == 0 }.count }
  var isInteger: Bool { digits.suffix(scale).allSatisfy { $0 == 0 } }

  /// The same number with `newScale` decimals; nil where that would lose one that is not zero.
  func rescaled(to newScale: Int) -> PlainDecimal? {
    if newScale >= scale {
      let zeros = [UInt8](repeating: 0, count: newScale - scale)
      return PlainDecimal(isNegative: isNegative, digits: digits + zeros, scale: newScale)
    }
    guard digits.suffix(scale - newScale).allSatisfy({ $0 == 0 }) else { return nil }
    return PlainDecimal(
      isNegative: isNegative, digits: digits.dropLast(scale - newScale), scale: newScale)
  }

  /// Rounded half away from zero to `newScale` decimals, which are fewer than there are.
  func rounded(to newScale: Int) -> PlainDecimal {
    let dropped = digits.suffix(scale - newScale)
    var kept = [0] + digits.dropLast(scale - newScale)
    if (dropped.first ?? 0) >= 5 {
      var place = kept.count - 1
      while kept[place] == 9 {
        kept[place] = 0
        place -= 1
      }
      kept[place] += 1
    }
    return PlainDecimal(isNegative: isNegative, digits: kept, scale: newScale)
  }

  /// The number as a cell: in 64 bits where it fits, else in plain notation.
  func value(in arena: Arena) -> Value {
    if scale <= 18, let coefficient = self.coefficient {
      return .numeric(coefficient: coefficient, scale: scale)
    }
    var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    text += digits.dropLast(scale).map { $0 + 48 }
    if scale > 0 {
      text.append(UInt8(ascii: "."))
      text += digits.suffix(scale).map { $0 + 48 }
    }
    return .bigNumeric(arena.copy(text))
  }

  /// All digits as one signed integer, where it fits.
  var coefficient: Int64? {
    var result: Int64 = 0
    for digit in digits {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      let next = product.subtractingReportingOverflow(Int64(digit))
      if overflow || next.overflow { return nil }
      result = next.partialValue
    }
    return isNegative ? result : (result == .min ? nil : -result)
  }
}
