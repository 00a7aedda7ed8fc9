/// Host names by RFC 1123, section 2.1: letters, digits and hyphens, labels of at most 63 bytes,
/// at most 253 bytes in all.
enum HostnameFormat {
  static func accepts(_ text: Text) -> Bool {
    guard !text.isEmpty, text.count <= 253 else { return false }
    return acceptsLabels(text)
  }

  static func acceptsLabels(_ text: Text) -> Bool {
    var start = 0
    for position in 0...text.count
    where position == text.count || text[position] == UInt8(ascii: ".") {
      guard acceptsLabel(Text(rebasing: text[start..<position])) else { return false }
      start = position + 1
    }
    return true
  }

  private static func acceptsLabel(_ label: Text) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= 63,
      first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
    else { return false }
    return label.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
      && acceptsPrefix(label)
  }

  /// Hyphens in third and fourth place are reserved for the `xn--` form (RFC 5891, section 4.2.3).
  private static func acceptsPrefix(_ label: Text) -> Bool {
    guard label.count >= 4, label[2] == UInt8(ascii: "-"), label[3] == UInt8(ascii: "-") else {
      return true
    }
    return label[0] | 0x20 == UInt8(ascii: "x") && label[1] | 0x20 == UInt8(ascii: "n")
      && label.count > 4
  }
}
