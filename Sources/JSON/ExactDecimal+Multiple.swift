extension ExactDecimal {
  /// Whether it is an integral multiple of a divisor (JSON Schema validation, section 6.2.1),
  /// exactly. Nothing is a multiple of zero.
  public func isMultiple(of divisor: ExactDecimal) -> Bool {
    if divisor.isZero { return false }
    if isZero { return true }
    // Its digits do not end in zero, so that a divisor of a coarser power of ten cannot divide it.
    guard exponent >= divisor.exponent else { return false }
    let shift = exponent - divisor.exponent
    if divisor.long.isEmpty {
      let rest = Self.remainder(of: self, by: divisor.short)
      let power = Self.powerOfTen(shift, modulo: divisor.short)
      return Self.product(rest, power, modulo: divisor.short) == 0
    }
    let modulus = BigNatural(digits: divisor.long)
    let rest = Self.remainder(of: digits, by: modulus, atATime: divisor.long.count)
    let power = BigNatural.powerOfTen(shift, modulo: modulus)
    return rest.multiplied(by: power).remainder(by: modulus).isZero
  }

  private static func remainder(of number: ExactDecimal, by modulus: UInt64) -> UInt64 {
    guard !number.long.isEmpty else { return number.short % modulus }
    return number.long.reduce(0) { rest, digit in
      (product(rest, 10, modulo: modulus) + UInt64(digit)) % modulus
    }
  }

  /// In pieces as long as the modulus, so that the time grows with the digits and not with their
  /// square.
  private static func remainder(
    of digits: [UInt8], by modulus: BigNatural, atATime length: Int
  ) -> BigNatural {
    let power = BigNatural.powerOfTen(length, modulo: modulus)
    let first = digits.count % length
    var rest = BigNatural(digits: Array(digits[..<first])).remainder(by: modulus)
    for start in stride(from: first, to: digits.count, by: length) {
      let piece = BigNatural(digits: Array(digits[start..<start + length]))
      rest = rest.multiplied(by: power).adding(piece).remainder(by: modulus)
    }
    return rest
  }

  /// Below 10^18, so that sums of a product and a digit do not overflow.
  private static func product(_ a: UInt64, _ b: UInt64, modulo modulus: UInt64) -> UInt64 {
    modulus.dividingFullWidth((a % modulus).multipliedFullWidth(by: b % modulus)).remainder
  }

  private static func powerOfTen(_ power: Int, modulo modulus: UInt64) -> UInt64 {
    var result: UInt64 = 1 % modulus
    var base: UInt64 = 10 % modulus
    var rest = power
    while rest > 0 {
      if rest & 1 == 1 { result = product(result, base, modulo: modulus) }
      base = product(base, base, modulo: modulus)
      rest >>= 1
    }
    return result
  }
}
