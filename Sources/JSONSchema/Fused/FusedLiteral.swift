import JSON

/// A scalar of the schema in the form in which the fused pass compares it.
enum FusedLiteral: Hashable {
  case null, `false`, `true`
  case string([UInt8])
  case number(ExactPair)

  /// nil for arrays, objects and numbers of many digits.
  init?(_ literal: Literal) {
    let instance = literal.instance
    switch instance.kind(Literal.root) {
    case .null: self = .null
    case .false: self = .false
    case .true: self = .true
    case .number:
      guard let short = instance.shortDecimal(Literal.root) else { return nil }
      self = .number(ExactPair(short.coefficient, scale: short.scale))
    default:
      guard let bytes = literal.string else { return nil }
      self = .string(bytes)
    }
  }
}
