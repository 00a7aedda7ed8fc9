import JSONSchema

/// `vi-number`: text that holds a number as Vietnamese papers write it, `1.234.567,89`: points
/// between groups of three digits, or no points at all, and a comma before the decimals.
enum VietnameseNumberStep {
  static func apply(
    to text: UnsafeBufferPointer<UInt8>, in arena: Arena
  ) throws(StepFault) -> Value {
    guard let decimal = read(text) else {
      throw StepFault(
        .notANumber, en: "the text is not a number written like 1.234.567,89 or 1234567,89",
        vi: "chuỗi không phải số viết dạng 1.234.567,89 hoặc 1234567,89")
    }
    if decimal.writtenDigits > PlainDecimal.digitsMax { throw .numberTooLong }
    return decimal.value(in: arena)
  }

  private static func read(_ text: UnsafeBufferPointer<UInt8>) -> PlainDecimal? {
    let isNegative = text.first == UInt8(ascii: "-")
    let parts = text.dropFirst(isNegative ? 1 : 0)
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    let groups = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isGrouped =
      groups.count == 1
      || ((1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 })
    let decimals = parts.dropFirst().flatMap { $0 }
    let digits = groups.flatMap { $0 } + decimals
    guard isGrouped, !groups[0].isEmpty, parts.count == 1 || !decimals.isEmpty,
      digits.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return PlainDecimal(
      isNegative: isNegative, digits: digits.map { $0 - 48 }, scale: decimals.count)
  }
}
