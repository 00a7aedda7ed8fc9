import CScan

/// What a scanned string's bytes contain.
public struct TextFlags: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public let rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A backslash: the bytes are not the text.
  @inlinable public static var hasEscapes: TextFlags { TextFlags(rawValue: 1) }
  /// A character beyond ASCII: its count of bytes is not its count of characters. A character that
  /// is written as an escape does not set it.
  @inlinable public static var hasNonASCII: TextFlags { TextFlags(rawValue: 2) }
  /// U+0000, which JSON allows and many databases do not.
  @inlinable public static var hasNUL: TextFlags { TextFlags(rawValue: 4) }
}

extension Scan {
  /// The closing quote of the string whose first byte after the opening quote is `start`. The text
  /// between is valid UTF-8 (RFC 3629) and its escapes are whole: no lone surrogates.
  @inlinable @inline(__always)
  public static func string(
    _ start: BytePointer, _ end: BytePointer, _ flags: inout TextFlags
  ) -> BytePointer? {
    let p = start + Int(cscan_plain16(start))
    if p[0] == UInt8(ascii: "\"") && p < end {
      flags = []
      return p
    }
    return stringAtLength(start, end, &flags)
  }

  @usableFromInline
  static func stringAtLength(
    _ start: BytePointer, _ end: BytePointer, _ flags: inout TextFlags
  ) -> BytePointer? {
    flags = []
    let stop = stringStop(start, end, &flags)
    return stop.fault == nil ? stop.pointer : nil
  }

  static func stringStop(
    _ start: BytePointer, _ end: BytePointer, _ flags: inout TextFlags
  ) -> ScanStop {
    var p = start
    while true {
      let plain = cscan_plain16(p)
      p += Int(plain)
      if p >= end { return .fault(.unexpectedEnd, end) }
      if plain == 16 { continue }
      switch p[0] {
      case UInt8(ascii: "\""): return .end(p)
      case UInt8(ascii: "\\"):
        flags.insert(.hasEscapes)
        let stop = escapeStop(p, end, &flags)
        if stop.fault != nil { return stop }
        p = stop.pointer
      case 0..<0x20: return .fault(.controlCharacter, p)
      default:
        flags.insert(.hasNonASCII)
        if let next = text(p, end)?.end {
          p = next
          continue
        }
        let stop = nonASCIIStop(p, end)
        if stop.fault != nil { return stop }
        p = stop.pointer
      }
    }
  }

  /// Text from a character's first byte on, up to what ends a run of it in a string (`"`, `\`, below
  /// 0x20), and how many characters it has; nil where it is not valid UTF-8 (RFC 3629) or the document
  /// ends before.
  package static func text(
    _ start: BytePointer, _ end: BytePointer
  ) -> (end: BytePointer, characters: Int)? {
    var p = start
    var characters = 0
    repeat {
      let block = cscan_text16(p, p == start)
      guard block.is_valid else { return nil }
      characters += Int(block.characters)
      p += Int(block.length)
      if block.length < 16 { return p < end ? (p, characters) : nil }
    } while p < end
    return nil
  }

  /// The end of a run of characters beyond ASCII.
  private static func nonASCIIStop(_ start: BytePointer, _ end: BytePointer) -> ScanStop {
    var p = start
    repeat {
      let length = UTF8Sequence.announcedLength(p[0])
      if length == 0 { return .fault(.invalidUTF8, p) }
      if p + length > end {
        return UTF8Sequence.isBegun(cscan_load4(p), end - p)
          ? .fault(.unexpectedEnd, end) : .fault(.invalidUTF8, p)
      }
      if !UTF8Sequence.isValid(cscan_load4(p), length) { return .fault(.invalidUTF8, p) }
      p += length
    } while p < end && p[0] >= 0x80
    return .end(p)
  }

  /// The end of the escape whose backslash is at `start`: one character, a pair of surrogates as well.
  private static func escapeStop(
    _ start: BytePointer, _ end: BytePointer, _ flags: inout TextFlags
  ) -> ScanStop {
    if start + 1 >= end { return .fault(.unexpectedEnd, end) }
    if start[1] != UInt8(ascii: "u") {
      return StringDecoding.simpleEscape(start[1]) == nil
        ? .fault(.invalidEscape, start) : .end(start + 2)
    }
    var unit: UInt32 = 0
    let stop = codeUnitStop(start, end, &unit)
    if stop.fault != nil { return stop }
    if unit == 0 { flags.insert(.hasNUL) }
    guard unit & 0xf800 == 0xd800 else { return stop }
    guard unit < 0xdc00, stop.pointer + 1 < end, cscan_load2(stop.pointer) == 0x755c else {
      return .fault(.loneSurrogate, start)
    }
    let second = codeUnitStop(stop.pointer, end, &unit)
    if second.fault != nil { return second }
    return unit & 0xfc00 == 0xdc00 ? second : .fault(.loneSurrogate, start)
  }

  /// The end of `\uXXXX` at `start`, and its value.
  private static func codeUnitStop(
    _ start: BytePointer, _ end: BytePointer, _ unit: inout UInt32
  ) -> ScanStop {
    unit = 0
    for p in (start + 2)..<(start + 6) {
      if p >= end { return .fault(.unexpectedEnd, end) }
      guard let digit = StringDecoding.hexValue(p[0]) else { return .fault(.invalidEscape, start) }
      unit = unit << 4 | digit
    }
    return .end(start + 6)
  }
}

/// One character of UTF-8 (RFC 3629, section 4).
enum UTF8Sequence {
  /// Bytes that a lead byte beyond ASCII announces; 0 when it cannot lead.
  static func announcedLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: 0
    }
  }

  /// Whether the lowest `count` bytes of a little-endian word, fewer than the lead byte announces,
  /// can begin a character.
  static func isBegun(_ word: UInt32, _ count: Int) -> Bool {
    if count < 2 { return true }
    // From the third byte on, 0x80 continues every character.
    let length = announcedLength(UInt8(truncatingIfNeeded: word))
    var filled = word & ((1 << UInt32(8 * count)) - 1)
    for place in count..<length { filled |= 0x80 << UInt32(8 * place) }
    return isValid(filled, length)
  }

  /// Whether the lowest `length` bytes of a little-endian word are one character, its lead byte being
  /// known to announce that length.
  static func isValid(_ word: UInt32, _ length: Int) -> Bool {
    let second = word >> 8 & 0xff
    switch length {
    case 2: return word & 0xc000 == 0x8000
    case 3:
      guard word & 0xc0_c000 == 0x80_8000 else { return false }
      let lead = word & 0xff
      return (lead != 0xe0 || second >= 0xa0) && (lead != 0xed || second < 0xa0)
    default:
      guard word & 0xc0c0_c000 == 0x8080_8000 else { return false }
      let lead = word & 0xff
      return (lead != 0xf0 || second >= 0x90) && (lead != 0xf4 || second < 0x90)
    }
  }
}
