/// PostgreSQL's `numeric` on the wire: digits to the base 10,000, first the number of them, the
/// weight of the first one, the sign and the decimals shown (`numeric_recv`).
enum NumericField {
  private static let negative: UInt16 = 0x4000
  private static let headBytes = 4 + 8

  private static let powersOfTen: [Int64] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  // MARK: 64 bits

  /// `coefficient` × 10^−`scale`; 0 ≤ scale ≤ 18. `scale` decimals are shown, as it was written.
  static func append(coefficient: Int64, scale: Int, to buffer: CopyBuffer) {
    // 5 groups before the point and 5 behind it are more than 64 bits can fill.
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 12) { groups in
      var first = groups.count
      func prepend(_ group: UInt64) {
        first -= 1
        groups[first] = UInt16(truncatingIfNeeded: group)
      }
      let power = UInt64(powersOfTen[scale])
      var whole = coefficient.magnitude / power
      var fraction = coefficient.magnitude % power
      var left = scale
      if left % 4 != 0 {
        // The last group holds fewer than four decimals: fill it up with zeros.
        let part = UInt64(powersOfTen[left % 4])
        prepend(fraction % part * UInt64(powersOfTen[4 - left % 4]))
        fraction /= part
        left -= left % 4
      }
      while left > 0 {
        prepend(fraction % 10_000)
        fraction /= 10_000
        left -= 4
      }
      var wholeGroups = 0
      while whole > 0 {
        prepend(whole % 10_000)
        whole /= 10_000
        wholeGroups += 1
      }
      append(
        UnsafeBufferPointer(rebasing: groups[first...]), weight: wholeGroups - 1,
        isNegative: coefficient < 0, scale: scale, to: buffer)
    }
  }

  // MARK: Any number of digits

  /// Plain notation: `-?digits(.digits)?`.
  static func append(_ text: UnsafeBufferPointer<UInt8>, to buffer: CopyBuffer) {
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
        scale: fraction.count, to: buffer)
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
    to buffer: CopyBuffer
  ) {
    let first = groups.firstIndex { $0 != 0 } ?? groups.endIndex
    let end = groups.lastIndex { $0 != 0 }.map { $0 + 1 } ?? first
    let count = end - first
    buffer.reserve(headBytes + 2 * count)
    buffer.put(Int32(8 + 2 * count))
    buffer.put(Int16(count))
    buffer.put(Int16(count == 0 ? 0 : weight - first))
    buffer.put(count > 0 && isNegative ? negative : 0)
    buffer.put(Int16(scale))
    for index in first..<end { buffer.put(groups[index]) }
  }
}
