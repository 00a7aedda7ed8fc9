/// A natural number of any size, for divisors of more than 18 digits. Limbs are 32 bits, least
/// significant first, without leading zeros.
struct BigNatural {
  private(set) var limbs: [UInt32]

  var isZero: Bool { limbs.isEmpty }

  init(limbs: [UInt32]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  /// Decimal digits 0…9, most significant first.
  init(digits: [UInt8]) {
    limbs = []
    for digit in digits {
      var carry = UInt64(digit)
      for place in limbs.indices {
        carry += UInt64(limbs[place]) * 10
        limbs[place] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry != 0 { limbs.append(UInt32(carry)) }
    }
  }

  func multiplied(by other: BigNatural) -> BigNatural {
    var product = [UInt32](repeating: 0, count: limbs.count + other.limbs.count)
    for (place, limb) in limbs.enumerated() {
      var carry: UInt64 = 0
      for (otherPlace, otherLimb) in other.limbs.enumerated() {
        carry += UInt64(limb) * UInt64(otherLimb) + UInt64(product[place + otherPlace])
        product[place + otherPlace] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      product[place + other.limbs.count] = UInt32(carry)
    }
    return BigNatural(limbs: product)
  }

  func adding(_ other: BigNatural) -> BigNatural {
    let count = max(limbs.count, other.limbs.count)
    var sum: [UInt32] = []
    sum.reserveCapacity(count + 1)
    var carry: UInt64 = 0
    for place in 0..<count {
      carry += place < limbs.count ? UInt64(limbs[place]) : 0
      carry += place < other.limbs.count ? UInt64(other.limbs[place]) : 0
      sum.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return BigNatural(limbs: sum + [UInt32(carry)])
  }

  /// The rest of a division by a number that is not zero: one bit at a time from the top, which is
  /// slow and plainly right. Divisors of this size stand in schemas only by curiosity.
  func remainder(by modulus: BigNatural) -> BigNatural {
    var rest = BigNatural(limbs: [])
    for limb in limbs.reversed() {
      for bit in (0..<32).reversed() {
        rest.shiftIn(limb >> UInt32(bit) & 1)
        if !rest.isLess(than: modulus) { rest.subtract(modulus) }
      }
    }
    return rest
  }

  static func powerOfTen(_ power: Int, modulo modulus: BigNatural) -> BigNatural {
    var result = BigNatural(limbs: [1]).remainder(by: modulus)
    var base = BigNatural(limbs: [10]).remainder(by: modulus)
    var rest = power
    while rest > 0 {
      if rest & 1 == 1 { result = result.multiplied(by: base).remainder(by: modulus) }
      base = base.multiplied(by: base).remainder(by: modulus)
      rest >>= 1
    }
    return result
  }

  private mutating func shiftIn(_ bit: UInt32) {
    var carry = bit
    for place in limbs.indices {
      let next = limbs[place] >> 31
      limbs[place] = limbs[place] << 1 | carry
      carry = next
    }
    if carry != 0 { limbs.append(carry) }
  }

  private func isLess(than other: BigNatural) -> Bool {
    if limbs.count != other.limbs.count { return limbs.count < other.limbs.count }
    return limbs.reversed().lexicographicallyPrecedes(other.limbs.reversed())
  }

  /// `other` is at most this number.
  private mutating func subtract(_ other: BigNatural) {
    var borrow: Int64 = 0
    for place in limbs.indices {
      borrow += Int64(limbs[place]) - (place < other.limbs.count ? Int64(other.limbs[place]) : 0)
      limbs[place] = UInt32(truncatingIfNeeded: borrow)
      borrow >>= 32
    }
    while limbs.last == 0 { limbs.removeLast() }
  }
}
