/// Text as the passes see it: valid UTF-8 without a copy.
typealias Text = UnsafeBufferPointer<UInt8>

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

func isHexDigit(_ byte: UInt8) -> Bool { hexValue(byte) != nil }

func hexValue(_ byte: UInt8) -> UInt8? {
  if isDigit(byte) { return byte - UInt8(ascii: "0") }
  let letter = (byte | 0x20) &- UInt8(ascii: "a")
  return letter < 6 ? letter + 10 : nil
}

/// `pchar` of RFC 3986, section 3.3, less percent-encoding: a bit for each of the two halves of ASCII.
@inline(__always)
func isURIPlainByte(_ byte: UInt8) -> Bool {
  let half: UInt64 = byte < 64 ? 0x2fff_7fd2_0000_0000 : 0x47ff_fffe_87ff_ffff
  return byte < 128 && half &>> UInt64(byte & 63) & 1 == 1
}

/// Reads a text from its start, byte by byte; never past its end.
struct ByteCursor {
  private let text: Text
  private(set) var offset = 0

  init(_ text: Text) { self.text = text }

  var isAtEnd: Bool { offset == text.count }
  var next: UInt8? { offset < text.count ? text[offset] : nil }

  mutating func take() -> UInt8? {
    guard offset < text.count else { return nil }
    defer { offset += 1 }
    return text[offset]
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  mutating func take(while condition: (UInt8) -> Bool) -> Int {
    let start = offset
    while offset < text.count, condition(text[offset]) { offset += 1 }
    return offset - start
  }

  /// The next code point; nil where there is none or its bytes are no UTF-8.
  mutating func takeScalar() -> UInt32? {
    guard offset < text.count, let (scalar, length) = UTF8Scalar.read(text, at: offset) else {
      return nil
    }
    offset += length
    return scalar
  }

  /// Exactly `count` decimal digits as a number.
  mutating func takeNumber(digits count: Int) -> Int? {
    guard text.count - offset >= count else { return nil }
    var value = 0
    for position in offset..<offset + count {
      guard isDigit(text[position]) else { return nil }
      value = value * 10 + Int(text[position] - UInt8(ascii: "0"))
    }
    offset += count
    return value
  }
}
