/// `round`: half away from zero, to the decimals of the column's `numeric(p,s)`, or to a whole
/// number for `bigint`.
enum RoundStep {
  static func apply(to value: Value, for type: ColumnType, in arena: Arena) -> Value {
    let scale: Int
    switch type {
    case .numeric(.some, let declared): scale = declared ?? 0
    case .bigint: scale = 0
    default: return value
    }
    if case .numeric(let coefficient, let present) = value {
      if present <= scale { return value }
      return .numeric(coefficient: rounded(coefficient, dropping: present - scale), scale: scale)
    }
    guard let decimal = PlainDecimal(value), decimal.scale > scale else { return value }
    return decimal.rounded(to: scale).value(in: arena)
  }

  /// `coefficient` without its last digits, of which there are at most 18.
  private static func rounded(_ coefficient: Int64, dropping digits: Int) -> Int64 {
    let power = Int64(ColumnConversion.powersOfTen[digits])
    let (quotient, remainder) = coefficient.quotientAndRemainder(dividingBy: power)
    return remainder.magnitude >= power.magnitude / 2 ? quotient + coefficient.signum() : quotient
  }
}
