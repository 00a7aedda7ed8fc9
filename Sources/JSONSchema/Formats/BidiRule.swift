/// What the Bidi rule (RFC 5893, section 2) says about a label that IDNA2008 permits elsewise.
///
/// libidn2 judges a label by itself. It does not see the other labels of the name, and it lets the
/// two kinds of digits stand together.
enum BidiRule {
  enum Direction {
    case rightToLeft
    case leftToRight
    /// Permitted only in a name without right-to-left labels: conditions 1 and 6 do not hold.
    case unfit
  }

  /// nil where the label breaks condition 4.
  static func direction(of label: Text) -> Direction? {
    let scalars = String(decoding: label, as: UTF8.self).unicodeScalars
    guard let first = scalars.first else { return .unfit }
    if isRightToLeft(first.value) {
      let mixesDigits =
        scalars.contains { isEuropeanDigit($0.value) }
        && scalars.contains { isArabicDigit($0.value) }
      return mixesDigits ? nil : .rightToLeft
    }
    guard isLeftToRight(first.value),
      let last = scalars.last(where: { !isNonspacing($0) })?.value,
      isLeftToRight(last) || isEuropeanDigit(last)
    else { return .unfit }
    return .leftToRight
  }

  /// Classes R and AL, among the letters that a label may begin with.
  private static func isRightToLeft(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0590...0x08ff, 0x10800...0x10fff, 0x1e800...0x1efff:
      !isEuropeanDigit(scalar) && !isArabicDigit(scalar)
    default: false
    }
  }

  /// Class L, among the code points of labels without right-to-left characters: all but digits,
  /// the hyphen and the neutral ones.
  private static func isLeftToRight(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2d, 0xb7, 0x2b9...0x2ba, 0x2c6...0x2cf, 0x2ec, 0x375, 0x2e2f, 0x30fb, 0xa67f,
      0xa717...0xa71f, 0xa788:
      false
    default: !isEuropeanDigit(scalar)
    }
  }

  private static func isEuropeanDigit(_ scalar: UInt32) -> Bool {
    0x30...0x39 ~= scalar || 0x6f0...0x6f9 ~= scalar
  }

  private static func isArabicDigit(_ scalar: UInt32) -> Bool {
    0x660...0x669 ~= scalar || 0x10d30...0x10d39 ~= scalar
  }

  private static func isNonspacing(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .nonspacingMark || category == .enclosingMark
  }
}
