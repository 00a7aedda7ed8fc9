import JSON

/// A number of the schema, kept in the form in which records compare fastest.
struct Bound: Sendable {
  let exact: ExactDecimal
  /// coefficient × 10^−scale where that fits 64 bits.
  let short: ShortDecimal?

  init(_ number: JSONNumber) {
    exact = number.value
    short = ShortDecimal(exact)
  }
}

/// coefficient × 10^−scale with 0 ≤ scale ≤ 18; equal values may be written differently.
struct ShortDecimal: Sendable {
  var coefficient: Int64
  var scale: Int

  init(coefficient: Int64, scale: Int) {
    self.coefficient = coefficient
    self.scale = scale
  }

  init?(_ value: ExactDecimal) {
    let fraction = value.fractionDigits
    guard fraction <= 18, value.integerDigits + fraction <= 18,
      let shifted = value.scaled(by: fraction)
    else { return nil }
    coefficient = shifted
    scale = fraction
  }

  static func < (left: ShortDecimal, right: ShortDecimal) -> Bool {
    if left.scale == right.scale { return left.coefficient < right.coefficient }
    return Int128(left.coefficient) * powersOfTen[right.scale]
      < Int128(right.coefficient) * powersOfTen[left.scale]
  }

  /// Whether the value is an integer.
  var isInteger: Bool {
    scale == 0 || Int128(coefficient) % Self.powersOfTen[scale] == 0
  }

  func isMultiple(of divisor: ShortDecimal) -> Bool {
    let common = max(scale, divisor.scale)
    let left = Int128(coefficient) * Self.powersOfTen[common - scale]
    let right = Int128(divisor.coefficient) * Self.powersOfTen[common - divisor.scale]
    return right != 0 && left % right == 0
  }

  static let powersOfTen: [Int128] = (0...18).map { power in
    (0..<power).reduce(Int128(1)) { product, _ in product * 10 }
  }
}
