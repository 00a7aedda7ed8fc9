import JSON

/// The least and greatest coefficients that bounds allow, for each scale of an exact number.
struct ScaledBounds {
  private static let scales = 0...18
  private static let open = scales.flatMap { _ in [Int64.min, .max] }
  private static let closed = scales.flatMap { _ in [Int64.max, .min] }

  /// Least and greatest by turns, scales 0 to 18.
  private(set) var table = Self.open

  /// As ``table``, with nothing between the bounds where a number's type would have to be looked at.
  func quickTable(_ types: TypeSet) -> [Int64] {
    if types.isSuperset(of: .number) { return table }
    var quick = Self.closed
    if types.contains(.integer) { (quick[0], quick[1]) = (table[0], table[1]) }
    return quick
  }

  /// False for what is no bound, or one of too many digits.
  mutating func add(_ check: Check, _ numbers: [Bound]) -> Bool {
    switch check {
    case .minimum(let number): raise(numbers[Int(number)].short, isExclusive: false)
    case .exclusiveMinimum(let number): raise(numbers[Int(number)].short, isExclusive: true)
    case .maximum(let number): lower(numbers[Int(number)].short, isExclusive: false)
    case .exclusiveMaximum(let number): lower(numbers[Int(number)].short, isExclusive: true)
    default: false
    }
  }

  private mutating func raise(_ bound: ShortDecimal?, isExclusive: Bool) -> Bool {
    guard let bound else { return false }
    Self.forEachScale(of: bound) { scale, floor, isExact in
      let least = Int64(clamping: isExact && !isExclusive ? floor : floor + 1)
      table[2 * scale] = max(table[2 * scale], least)
    }
    return true
  }

  private mutating func lower(_ bound: ShortDecimal?, isExclusive: Bool) -> Bool {
    guard let bound else { return false }
    Self.forEachScale(of: bound) { scale, floor, isExact in
      let greatest = Int64(clamping: isExact && isExclusive ? floor - 1 : floor)
      table[2 * scale + 1] = min(table[2 * scale + 1], greatest)
    }
    return true
  }

  /// The bound at each scale, rounded down, and whether nothing was lost.
  @inline(__always)
  private static func forEachScale(of bound: ShortDecimal, _ body: (Int, Int128, Bool) -> Void) {
    // At most 10^18 × 10^18.
    var value = Int128(bound.coefficient)
    for scale in bound.scale...18 {
      body(scale, value, true)
      value *= 10
    }
    var rest = bound.coefficient
    var isExact = true
    for scale in (0..<bound.scale).reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
      rest = remainder < 0 ? quotient - 1 : quotient
      isExact = isExact && remainder == 0
      body(scale, Int128(rest), isExact)
    }
  }
}
