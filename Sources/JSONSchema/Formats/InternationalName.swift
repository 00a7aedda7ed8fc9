/// A domain name by IDNA2008 (RFC 5890 to 5893), judged as a whole.
enum InternationalName {
  /// Where the name stands.
  enum Use {
    /// Ideographic and wide full stops separate labels too (RFC 3490, section 3.1), and a label
    /// must be in NFC (RFC 5891, section 5.3).
    case hostname
    /// Only full stops separate labels (RFC 5321, section 4.1.2), and a label is put into NFC
    /// before it is judged: RFC 6531 leaves that to the one who looks the name up.
    case mailbox
  }

  static func accepts(_ text: Text, as use: Use) -> Bool {
    var octets = -1
    var start = 0
    var hasRightToLeft = false
    var hasUnfit = false
    while true {
      var end = start
      while end < text.count, separatorLength(text, end, use) == 0 { end += 1 }
      guard let label = HostLabel(Text(rebasing: text[start..<end]), as: use) else { return false }
      octets += label.octets + 1
      guard octets <= HostnameFormat.nameMax else { return false }
      hasRightToLeft = hasRightToLeft || label.direction == .rightToLeft
      hasUnfit = hasUnfit || label.direction == .unfit
      if end == text.count { break }
      start = end + separatorLength(text, end, use)
    }
    // One right-to-left label makes the Bidi rule bind all of them (RFC 5893, section 2).
    return !(hasRightToLeft && hasUnfit)
  }

  /// Bytes of the separator at `position`; 0 where there is none.
  private static func separatorLength(_ text: Text, _ position: Int, _ use: Use) -> Int {
    if text[position] == UInt8(ascii: ".") { return 1 }
    guard use == .hostname, text[position] >= 0xe3,
      let (scalar, length) = UTF8Scalar.read(text, at: position)
    else { return 0 }
    return scalar == 0x3002 || scalar == 0xff0e || scalar == 0xff61 ? length : 0
  }
}
