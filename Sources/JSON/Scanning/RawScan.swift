import CScan

/// Looks ahead in a text that nobody has checked yet. An answer about malformed bytes means nothing;
/// it only never reads beyond ``Scan/padding``. Whoever acts on it checks the bytes afterwards.
public enum RawScan {
  public enum Member {
    case absent
    case value(BytePointer)
    /// A name is written with escapes, or the object does not end.
    case unsure
  }

  /// The value of an object's member, `object` being its opening brace. Names compare as they stand;
  /// `name` must be readable for eight bytes past its end.
  public static func member(
    _ name: UnsafeBufferPointer<UInt8>, of object: BytePointer, _ end: BytePointer
  ) -> Member {
    guard let wanted = name.baseAddress else { return .unsure }
    var p = Scan.whitespace(object + 1, end)
    if p < end, p[0] == UInt8(ascii: "}") { return .absent }
    while p < end, p[0] == UInt8(ascii: "\"") {
      guard let quote = plainStringEnd(p + 1, end) else { return .unsure }
      let colon = Scan.whitespace(quote + 1, end)
      guard colon < end, colon[0] == UInt8(ascii: ":") else { return .unsure }
      let value = Scan.whitespace(colon + 1, end)
      guard value < end else { return .unsure }
      if quote - p - 1 == name.count, areEqual(p + 1, wanted, name.count) { return .value(value) }
      guard let after = valueEnd(value, end) else { return .unsure }
      let comma = Scan.whitespace(after, end)
      guard comma < end else { return .unsure }
      if comma[0] == UInt8(ascii: "}") { return .absent }
      guard comma[0] == UInt8(ascii: ",") else { return .unsure }
      p = Scan.whitespace(comma + 1, end)
    }
    return .unsure
  }

  /// The closing quote of the string whose first byte is `start`; nil where it has escapes or no end.
  public static func plainStringEnd(_ start: BytePointer, _ end: BytePointer) -> BytePointer? {
    let quote = quoteOrEscape(start, end)
    return quote < end && quote[0] == UInt8(ascii: "\"") ? quote : nil
  }

  /// The byte after the value at `start`.
  private static func valueEnd(_ start: BytePointer, _ end: BytePointer) -> BytePointer? {
    switch start[0] {
    case UInt8(ascii: "\""): return stringEnd(start + 1, end)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return containerEnd(start, end)
    default:
      var p = start
      while p < end, p[0] > 0x20, p[0] != UInt8(ascii: ","), p[0] | 0x20 != UInt8(ascii: "}") {
        p += 1
      }
      return p > start ? p : nil
    }
  }

  private static func stringEnd(_ start: BytePointer, _ end: BytePointer) -> BytePointer? {
    var p = quoteOrEscape(start, end)
    while p < end, p[0] == UInt8(ascii: "\\") { p = quoteOrEscape(p + 2, end) }
    return p < end ? p + 1 : nil
  }

  @inline(__always)
  private static func quoteOrEscape(_ start: BytePointer, _ end: BytePointer) -> BytePointer {
    var p = start
    while p < end {
      let length = cscan_unquoted16(p)
      p += Int(length)
      if length < 16 { return p }
    }
    return end
  }

  private static func containerEnd(_ start: BytePointer, _ end: BytePointer) -> BytePointer? {
    var depth = 0
    var p = start
    scanning: while p < end {
      var marks = cscan_structure16(p)
      while marks != 0 {
        let mark = p + marks.trailingZeroBitCount
        if mark >= end { return nil }
        if mark[0] == UInt8(ascii: "\"") {
          guard let after = stringEnd(mark + 1, end) else { return nil }
          p = after
          continue scanning
        }
        // Bit 2 is clear in '[' and '{' (0x5b, 0x7b), set in ']' and '}' (0x5d, 0x7d).
        depth += mark[0] & 4 == 0 ? 1 : -1
        if depth == 0 { return mark + 1 }
        marks &= marks &- 1
      }
      p += 16
    }
    return nil
  }

  private static func areEqual(_ a: BytePointer, _ b: BytePointer, _ length: Int) -> Bool {
    var offset = 0
    while length - offset >= 8 {
      if cscan_load8(a + offset) != cscan_load8(b + offset) { return false }
      offset += 8
    }
    let low: UInt64 = (1 &<< UInt64(truncatingIfNeeded: 8 * (length - offset))) &- 1
    return (cscan_load8(a + offset) ^ cscan_load8(b + offset)) & low == 0
  }
}
