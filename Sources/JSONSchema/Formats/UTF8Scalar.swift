/// Reads code points from UTF-8 without a copy.
enum UTF8Scalar {
  /// The code point at `position` and its bytes; nil where they are no UTF-8 or the text ends.
  static func read(_ text: Text, at position: Int) -> (value: UInt32, length: Int)? {
    let first = text[position]
    if first < 0x80 { return (UInt32(first), 1) }
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    guard first >= 0xc2, first < 0xf5, position + length <= text.count else { return nil }
    var value = UInt32(first) & (0x7f >> UInt32(length))
    for offset in 1..<length {
      let byte = text[position + offset]
      guard byte & 0xc0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3f)
    }
    return (value, length)
  }
}
