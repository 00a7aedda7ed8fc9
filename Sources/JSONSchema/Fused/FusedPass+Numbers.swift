import CScan
import JSON

extension FusedPass {
  mutating func number(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    var token = NumberToken()
    guard let after = Scan.number(p, end, digitsMax: document.numberDigitsMax, &token) else {
      return stop(.unsure)
    }
    guard !value.pointee.types.isDisjoint(with: .number) else { return stop(.invalid) }
    guard token.isExact, let bounds = value.pointee.bounds else {
      return scalarByTape(value, p, depth)
    }
    let scale = Int(token.scale)
    if token.coefficient < bounds[2 &* scale] || token.coefficient > bounds[2 &* scale &+ 1] {
      return stop(.invalid)
    }
    if !value.pointee.types.isSuperset(of: .number),
      !isTypeAllowed(value, token.coefficient, scale)
    {
      return stop(.invalid)
    }
    if value.pointee.numberCount > 0, !isListed(value, token) { return stop(.invalid) }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      var cell = Cell(kind: .number, scale: token.scale, bits: token.coefficient)
      cell.flags = Cell.exactFlag
      store(value, cell, p, after)
    }
    return after
  }

  /// The quickest way for a number of up to 15 digits without exponent; nil says nothing yet.
  @inline(__always)
  func quickNumber(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer
  ) -> BytePointer? {
    guard let bounds = value.pointee.quickBounds, document.numberDigitsMax >= 16 else { return nil }
    let isNegative = p[0] == UInt8(ascii: "-")
    let digits = p + (isNegative ? 1 : 0)
    let others = ~cscan_digits16(digits)
    let whole = UInt32(truncatingIfNeeded: others.trailingZeroBitCount)
    if whole &- 1 > 14 || (digits[0] == UInt8(ascii: "0") && whole > 1) { return nil }
    var after = digits + Int(whole)
    var fraction: UInt32 = 0
    if after[0] == UInt8(ascii: ".") {
      fraction = UInt32(truncatingIfNeeded: (others &>> (whole &+ 1)).trailingZeroBitCount)
      if fraction == 0 || whole &+ fraction > 14 { return nil }
      after += Int(fraction) + 1
    }
    if after[0] | 0x20 == UInt8(ascii: "e") || after > end { return nil }
    let magnitude = Int64(truncatingIfNeeded: cscan_decimal16(digits, whole, fraction))
    let coefficient = isNegative ? 0 &- magnitude : magnitude
    let row = bounds + 2 &* Int(fraction)
    if coefficient < row[0] || coefficient > row[1] { return nil }
    if value.pointee.cell >= 0 {
      var cell = Cell(
        kind: .number, scale: UInt8(truncatingIfNeeded: fraction),
        offset: UInt32(truncatingIfNeeded: p - document.base),
        length: UInt32(truncatingIfNeeded: after - p), bits: coefficient)
      cell.flags = Cell.exactFlag
      cells[Int(value.pointee.cell)] = cell
    }
    return after
  }

  private func isListed(_ value: UnsafePointer<FusedValue>, _ token: NumberToken) -> Bool {
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
