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
  mutating func add(_ check: Check, _ plan: Plan) -> Bool {
    switch check {
    case .minimum(let number): return raise(plan.numbers[Int(number)], by: 0)
    case .exclusiveMinimum(let number): return raise(plan.numbers[Int(number)], by: 1)
    case .maximum(let number): return lower(plan.numbers[Int(number)], by: 0)
    case .exclusiveMaximum(let number): return lower(plan.numbers[Int(number)], by: 1)
    default: return false
    }
  }

  private mutating func raise(_ bound: Bound, by step: Int128) -> Bool {
    guard let short = bound.short else { return false }
    for scale in Self.scales {
      let (floor, isExact) = Self.coefficient(short, scale)
      table[2 * scale] = max(table[2 * scale], Int64(clamping: floor + (isExact ? step : 1)))
    }
    return true
  }

  private mutating func lower(_ bound: Bound, by step: Int128) -> Bool {
    guard let short = bound.short else { return false }
    for scale in Self.scales {
      let (floor, isExact) = Self.coefficient(short, scale)
      table[2 * scale + 1] = min(
        table[2 * scale + 1], Int64(clamping: floor - (isExact ? step : 0)))
    }
    return true
  }

  /// The bound at a scale, rounded down, and whether nothing was lost.
  private static func coefficient(_ bound: ShortDecimal, _ scale: Int) -> (Int128, Bool) {
    let value = Int128(bound.coefficient)
    if scale >= bound.scale { return (value * ShortDecimal.powersOfTen[scale - bound.scale], true) }
    let (quotient, remainder) = value.quotientAndRemainder(
      dividingBy: ShortDecimal.powersOfTen[bound.scale - scale])
    return (remainder < 0 ? quotient - 1 : quotient, remainder == 0)
  }
}
