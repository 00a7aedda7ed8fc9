/// Host names by RFC 1123, section 2.1: letters, digits and hyphens, labels of at most 63 bytes,
/// at most 253 bytes in all. A label that begins with `xn--` must be a true A-label (RFC 5890,
/// section 2.3.2.1): the drafts since draft-07 say so, and for the two before them it is kept the
/// same, since such a name resolves nowhere.
enum HostnameFormat {
  static let labelMax = 63
  static let nameMax = 253

  static func accepts(_ text: Text) -> Bool {
    guard !text.isEmpty, text.count <= nameMax else { return false }
    var start = 0
    var hasALabel = false
    for position in 0...text.count
    where position == text.count || text[position] == UInt8(ascii: ".") {
      let label = Text(rebasing: text[start..<position])
      guard acceptsLabel(label) else { return false }
      if isALabel(label) { hasALabel = true }
      start = position + 1
    }
    return !hasALabel || InternationalName.accepts(text, as: .hostname)
  }

  /// The LDH label of RFC 5890, section 2.3.1.
  static func acceptsLabel(_ label: Text) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= labelMax,
      first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
    else { return false }
    return label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
  }

  /// Whether hyphens stand in third and fourth place: a reserved LDH label (RFC 5890, section
  /// 2.3.1), of which IDNA knows none but the A-label.
  static func isReserved(_ label: Text) -> Bool {
    label.count >= 4 && label[2] == UInt8(ascii: "-") && label[3] == UInt8(ascii: "-")
  }

  static func isALabel(_ label: Text) -> Bool {
    isReserved(label) && label[0] | 0x20 == UInt8(ascii: "x")
      && label[1] | 0x20 == UInt8(ascii: "n")
  }
}
