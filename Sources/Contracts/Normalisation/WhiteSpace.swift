/// Characters with Unicode's property White_Space, as they stand in UTF-8.
enum WhiteSpace {
  /// Bytes of the white space that begins at `index`; 0 where another character stands there.
  static func length(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
    let byte = text[index]
    if byte == 0x20 || (0x09...0x0d).contains(byte) { return 1 }
    if byte == 0xc2, index + 1 < text.count {
      return text[index + 1] == 0x85 || text[index + 1] == 0xa0 ? 2 : 0
    }
    guard index + 2 < text.count else { return 0 }
    let isSpace =
      switch (byte, text[index + 1], text[index + 2]) {
      case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9),
        (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
        true
      default: false
      }
    return isSpace ? 3 : 0
  }

  /// Bytes of the white space that ends right before `end`; 0 where another character stands there.
  static func length(in text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
    for length in 1...3 where end >= length && self.length(in: text, at: end - length) == length {
      return length
    }
    return 0
  }
}
