import JSON

extension FusedPass {
  mutating func number(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    var token = NumberToken()
    guard let after = Scan.number(p, end, digitsMax: document.numberDigitsMax, &token) else {
      return nil
    }
    guard !value.pointee.types.isDisjoint(with: .number) else { return refuse(after) }
    guard token.isExact, let bounds = value.pointee.bounds else {
      return scalarByTape(value, p, depth)
    }
    let scale = Int(token.scale)
    if token.coefficient < bounds[2 &* scale] || token.coefficient > bounds[2 &* scale &+ 1] {
      return refuse(after)
    }
    if !value.pointee.types.isSuperset(of: .number),
      !isTypeAllowed(value, token.coefficient, scale)
    {
      return refuse(after)
    }
    if let moduli = value.pointee.moduli, token.coefficient % moduli[scale] != 0 {
      return refuse(after)
    }
    if value.pointee.numberCount > 0, !isListed(value, token) { return refuse(after) }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      var cell = Cell(kind: .number, scale: token.scale, bits: token.coefficient)
      cell.flags = Cell.exactFlag
      store(value, cell, p, after)
    }
    return after
  }

  private mutating func isListed(_ value: UnsafePointer<FusedValue>, _ token: NumberToken) -> Bool {
    guard let numbers = value.pointee.numbers else { return true }
    let number = ExactPair(token)
    for place in 0..<Int(value.pointee.numberCount) where numbers[place] == number { return true }
    return false
  }

  @inline(__always)
  private func isTypeAllowed(
    _ value: UnsafePointer<FusedValue>, _ coefficient: Int64, _ scale: Int
  ) -> Bool {
    if scale == 0 { return value.pointee.types.contains(.integer) }
    let isInteger = ShortDecimal(coefficient: coefficient, scale: scale).isInteger
    return value.pointee.types.contains(isInteger ? .integer : .fractional)
  }
}
