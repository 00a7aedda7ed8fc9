import CIDN2

/// One label of a domain name that IDNA2008 permits.
///
/// libidn2 judges code points, context rules, hyphens, normal form and the round trip through
/// Punycode, by the version of Unicode that it was built for; ``BidiRule`` completes it.
struct HostLabel {
  /// Length of the form that stands in the DNS.
  let octets: Int
  let direction: BidiRule.Direction

  /// nil where the label is not permitted.
  init?(_ label: Text, as use: InternationalName.Use) {
    let isASCII = label.allSatisfy { $0 < 0x80 }
    guard isASCII else {
      self.init(unicode: label, normalises: use == .mailbox)
      return
    }
    guard HostnameFormat.acceptsLabel(label) else { return nil }
    if HostnameFormat.isALabel(label) {
      self.init(encoded: label)
    } else {
      guard !HostnameFormat.isReserved(label), let direction = BidiRule.direction(of: label) else {
        return nil
      }
      self.init(octets: label.count, direction: direction)
    }
  }

  private init(octets: Int, direction: BidiRule.Direction) {
    self.octets = octets
    self.direction = direction
  }

  /// A U-label (RFC 5891, section 4.2).
  private init?(unicode label: Text, normalises: Bool) {
    // A longer one has too many characters even when each is put together from four.
    guard label.count <= 16 * HostnameFormat.labelMax, !label.contains(0) else { return nil }
    let flags = normalises ? Int32(IDN2_NFC_INPUT.rawValue) : 0
    let octets: Int? = Self.withTerminated(label) { text in
      var encoded: UnsafeMutablePointer<UInt8>?
      defer { idn2_free(encoded) }
      guard idn2_register_u8(text, nil, &encoded, flags) == IDN2_OK.rawValue, let encoded else {
        return nil
      }
      return Self.length(encoded)
    }
    guard let octets, octets <= HostnameFormat.labelMax,
      let direction = BidiRule.direction(of: label)
    else { return nil }
    self.init(octets: octets, direction: direction)
  }

  /// An A-label: it must decode to a U-label, and that must encode to it again (RFC 5891, section
  /// 5.4). ASCII letters have no case here (RFC 5890, section 2.3.2.1).
  private init?(encoded label: Text) {
    let direction: BidiRule.Direction? = Self.withTerminated(label) { text in
      for place in 0..<label.count where isLetter(text[place]) { text[place] |= 0x20 }
      var again: UnsafeMutablePointer<UInt8>?
      var decoded: UnsafeMutablePointer<CChar>?
      defer {
        idn2_free(again)
        idn2_free(decoded)
      }
      guard idn2_register_u8(nil, text, &again, 0) == IDN2_OK.rawValue,
        idn2_to_unicode_8z8z(
          UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self), &decoded, 0)
          == IDN2_OK.rawValue, let decoded
      else { return nil }
      let unicode = UnsafeRawPointer(decoded).assumingMemoryBound(to: UInt8.self)
      return BidiRule.direction(of: Text(start: unicode, count: Self.length(unicode)))
    }
    guard let direction else { return nil }
    self.init(octets: label.count, direction: direction)
  }

  /// Calls `body` with a copy of the text that ends with a zero byte.
  private static func withTerminated<Result>(
    _ text: Text, _ body: (UnsafeMutablePointer<UInt8>) -> Result?
  ) -> Result? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { copy in
      for place in 0..<text.count { copy.initializeElement(at: place, to: text[place]) }
      copy.initializeElement(at: text.count, to: 0)
      return copy.baseAddress.flatMap(body)
    }
  }

  private static func length(_ text: UnsafePointer<UInt8>) -> Int {
    var length = 0
    while text[length] != 0 { length += 1 }
    return length
  }
}
