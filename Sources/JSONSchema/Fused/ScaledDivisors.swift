import JSON

/// What the coefficients of multiples of a divisor are multiples of, for each scale of an exact number.
struct ScaledDivisors {
  /// Scales 0 to 18; empty without a divisor. Beyond all coefficients, which are below 10^18, lies
  /// `Int64.max`: its only multiple among them is zero.
  private(set) var table: [Int64] = []

  var isEmpty: Bool { table.isEmpty }

  /// False for a divisor of too many digits.
  mutating func add(_ divisor: Bound) -> Bool {
    guard let short = divisor.short, short.coefficient > 0 else { return false }
    if table.isEmpty { table = [Int64](repeating: 1, count: 19) }
    let coefficient = Int128(short.coefficient)
    for scale in table.indices {
      let modulus: Int128
      if scale >= short.scale {
        modulus = coefficient * ShortDecimal.powersOfTen[scale - short.scale]
      } else {
        // c × 10^n is a multiple of the divisor just where c is one of what it does not share with 10^n.
        let power = ShortDecimal.powersOfTen[short.scale - scale]
        modulus = coefficient / Self.greatestCommonDivisor(coefficient, power)
      }
      table[scale] = Self.leastCommonMultiple(table[scale], modulus)
    }
    return true
  }

  private static func leastCommonMultiple(_ left: Int64, _ right: Int128) -> Int64 {
    guard right < Int128(Int64.max) else { return .max }
    let shared = greatestCommonDivisor(Int128(left), right)
    return Int64(clamping: Int128(left) / shared * right)
  }

  private static func greatestCommonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
