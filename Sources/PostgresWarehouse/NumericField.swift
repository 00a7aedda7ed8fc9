/// PostgreSQL's `numeric` on the wire: digits to the base 10,000, first the number of them, the
/// weight of the first one, the sign and the decimals shown (`numeric_recv`).
enum NumericField {
  private static let negative: UInt16 = 0x4000

  private static let powersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
    1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
    1_000_000_000_000_000_000,
  ]

  // MARK: 64 bits

  /// `coefficient` × 10^−`scale`; 0 ≤ scale ≤ 18. `scale` decimals are shown, as it was written.
  @inline(__always)
  static func append(coefficient: Int64, scale: Int, to writer: inout FieldWriter) {
    // With at most three zeros more it still has four groups.
    guard coefficient.magnitude < 10_000_000_000_000 else {
      return appendLong(coefficient: coefficient, scale: scale, to: &writer)
    }
    appendShort(
      coefficient.magnitude &* fills[scale & 3], groupsBehindPoint: (scale &+ 3) / 4,
      isNegative: coefficient < 0, scale: scale,
      to: &writer)
  }

  /// What fills the last group of a number with so many decimals, modulo 4.
  private static let fills: [UInt64] = [1, 1_000, 100, 10]

  /// A number of at most four groups, which are held in one word.
  @inline(__always)
  private static func appendShort(
    _ number: UInt64, groupsBehindPoint: Int, isNegative: Bool, scale: Int,
    to writer: inout FieldWriter
  ) {
    var rest = number
    var groups: UInt64 = 0
    var count = 0
    var weight = -groupsBehindPoint &- 1
    while rest != 0 {
      let quotient = rest / 10_000
      let group = rest &- quotient &* 10_000
      rest = quotient
      weight &+= 1
      // Trailing groups of zeros are left out.
      if count == 0 && group == 0 { continue }
      groups |= group &<< UInt64(16 &* count)
      count &+= 1
    }
    let weightBits = UInt16(truncatingIfNeeded: count == 0 ? 0 : weight)
    let bytes = 8 &+ 2 &* UInt64(truncatingIfNeeded: count)
    writer.put(bytes &<< 32 | UInt64(truncatingIfNeeded: count) &<< 16 | UInt64(weightBits))
    let sign = count > 0 && isNegative ? UInt32(negative) &<< 16 : 0
    writer.put(sign | UInt32(truncatingIfNeeded: scale))
    writer.put(leading: 2 &* count, of: groups &<< UInt64(64 &- 16 &* count))
  }

  @inline(never)
  private static func appendLong(coefficient: Int64, scale: Int, to writer: inout FieldWriter) {
    // 5 groups before the point and 5 behind it are more than 64 bits can fill.
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 12) { groups in
      var first = groups.count
      let power = powersOfTen[scale]
      var (whole, fraction) = coefficient.magnitude.quotientAndRemainder(dividingBy: power)
      let odd = scale % 4
      if odd != 0 {
        // The last group holds fewer than four decimals: fill it up with zeros.
        let part = powersOfTen[odd]
        first -= 1
        groups[first] = UInt16(
          truncatingIfNeeded: fraction % part &* powersOfTen[4 - odd])
        fraction /= part
      }
      for _ in 0..<scale / 4 {
        first -= 1
        groups[first] = UInt16(truncatingIfNeeded: fraction % 10_000)
        fraction /= 10_000
      }
      let point = first
      while whole > 0 {
        first -= 1
        groups[first] = UInt16(truncatingIfNeeded: whole % 10_000)
        whole /= 10_000
      }
      append(
        UnsafeBufferPointer(rebasing: groups[first...]), weight: point - first - 1,
        isNegative: coefficient < 0, scale: scale, to: &writer)
    }
  }

  // MARK: Any number of digits

  /// Plain notation: `-?digits(.digits)?`.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to writer: inout FieldWriter) {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text[...]
    let point = digits.firstIndex(of: UInt8(ascii: "."))
    let whole = digits[..<(point ?? digits.endIndex)]
    let fraction = point.map { digits[($0 + 1)...] } ?? digits[digits.endIndex...]
    let wholeGroups = (whole.count + 3) / 4
    let groupCount = wholeGroups + (fraction.count + 3) / 4
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: groupCount) { groups in
      groups.initialize(repeating: 0)
      // Groups of four count from the point, to both sides.
      var position = wholeGroups * 4 - whole.count
      for digit in whole { place(digit, at: &position, in: groups) }
      for digit in fraction { place(digit, at: &position, in: groups) }
      while position % 4 != 0 { place(UInt8(ascii: "0"), at: &position, in: groups) }
      append(
        UnsafeBufferPointer(groups), weight: wholeGroups - 1, isNegative: isNegative,
        scale: fraction.count, to: &writer)
    }
  }

  private static func place(
    _ digit: UInt8, at position: inout Int, in groups: UnsafeMutableBufferPointer<UInt16>
  ) {
    groups[position / 4] = groups[position / 4] * 10 + UInt16(digit &- UInt8(ascii: "0"))
    position += 1
  }

  // MARK: The field

  /// Leading and trailing zero groups are left out, as PostgreSQL stores them; zero has no sign.
  private static func append(
    _ groups: UnsafeBufferPointer<UInt16>, weight: Int, isNegative: Bool, scale: Int,
    to writer: inout FieldWriter
  ) {
    var first = 0
    var end = groups.count
    while first < end, groups[first] == 0 { first += 1 }
    while end > first, groups[end - 1] == 0 { end -= 1 }
    let count = end - first
    writer.put(Int32(8 + 2 * count))
    writer.put(Int16(truncatingIfNeeded: count))
    writer.put(Int16(truncatingIfNeeded: count == 0 ? 0 : weight - first))
    writer.put(count > 0 && isNegative ? negative : 0)
    writer.put(Int16(truncatingIfNeeded: scale))
    for index in first..<end { writer.put(groups[index]) }
  }
}
