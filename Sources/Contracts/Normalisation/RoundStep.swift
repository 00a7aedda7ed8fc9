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
    if case .numeric(_, let present) = value, present <= scale { return value }
    guard let decimal = PlainDecimal(value), decimal.scale > scale else { return value }
    return decimal.rounded(to: scale).value(in: arena)
  }
}
