/// The text that a scanned string's bytes stand for.
public enum StringDecoding {
  /// Writes the text of a scanned string, which is never longer than its notation, and returns its
  /// length in bytes. `output` holds at least `span.count` bytes and does not overlap the span.
  public static func decode(
    _ span: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var reader = 0
    var writer = 0
    while reader < span.count {
      let byte = span[reader]
      guard byte == UInt8(ascii: "\\"), reader + 1 < span.count else {
        output[writer] = byte
        reader += 1
        writer += 1
        continue
      }
      if let plain = simpleEscape(span[reader + 1]) {
        output[writer] = plain
        reader += 2
        writer += 1
      } else {
        writer += encode(scalar(span, &reader), into: output + writer)
      }
    }
    return writer
  }

  /// The text of a scanned string.
  public static func text(_ span: UnsafeBufferPointer<UInt8>, _ flags: TextFlags) -> String {
    guard flags.contains(.hasEscapes) else { return String(decoding: span, as: UTF8.self) }
    return String(unsafeUninitializedCapacity: span.count) { output in
      output.baseAddress.map { decode(span, into: $0) } ?? 0
    }
  }

  /// Characters (Unicode scalar values) of a scanned string: what `minLength` and `maxLength` count
  /// (JSON Schema validation, section 6.3).
  public static func scalarCount(_ span: UnsafeBufferPointer<UInt8>, _ flags: TextFlags) -> Int {
    if flags.isEmpty { return span.count }
    var count = 0
    var place = 0
    while place < span.count {
      let byte = span[place]
      if byte == UInt8(ascii: "\\") && place + 1 < span.count {
        if span[place + 1] == UInt8(ascii: "u") { _ = scalar(span, &place) } else { place += 2 }
        count += 1
      } else {
        count += byte & 0xc0 == 0x80 ? 0 : 1
        place += 1
      }
    }
    return count
  }

  /// The character of an escape of two bytes, by its second; nil for `u` and for what is none.
  static func simpleEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0c
    case UInt8(ascii: "n"): 0x0a
    case UInt8(ascii: "r"): 0x0d
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The character of the `\u` escape at `place`, which moves behind it and behind the other half of
  /// a surrogate pair.
  private static func scalar(_ span: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> UInt32 {
    let unit = codeUnit(span, place + 2)
    place += 6
    guard unit & 0xfc00 == 0xd800 else { return unit }
    let low = codeUnit(span, place + 2)
    place += 6
    return 0x10000 + (unit - 0xd800) << 10 + (low & 0x3ff)
  }

  private static func codeUnit(_ span: UnsafeBufferPointer<UInt8>, _ place: Int) -> UInt32 {
    (place..<min(place + 4, span.count)).reduce(0) { $0 << 4 | (hexValue(span[$1]) ?? 0) }
  }

  private static func encode(_ scalar: UInt32, into output: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3f) }
    switch scalar {
    case 0..<0x80:
      output[0] = UInt8(scalar)
      return 1
    case 0x80..<0x800:
      output[0] = UInt8(0xc0 | scalar >> 6)
      output[1] = continuation(0)
      return 2
    case 0x800..<0x10000:
      output[0] = UInt8(0xe0 | scalar >> 12)
      output[1] = continuation(6)
      output[2] = continuation(0)
      return 3
    default:
      output[0] = UInt8(0xf0 | scalar >> 18 & 7)
      output[1] = continuation(12)
      output[2] = continuation(6)
      output[3] = continuation(0)
      return 4
    }
  }
}
