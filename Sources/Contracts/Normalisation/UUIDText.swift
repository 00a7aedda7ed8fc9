/// UUIDs as text (RFC 9562, section 4).
enum UUIDText {
  /// Reads `8-4-4-4-12` hexadecimal digits in either case; nil for anything else.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
    guard text.count == 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for place in 0..<36 {
      let byte = text[place]
      if place == 8 || place == 13 || place == 18 || place == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = hexDigit(byte) else { return nil }
      if place < 18 { high = high << 4 | digit } else { low = low << 4 | digit }
    }
    return (high, low)
  }

  static func text(high: UInt64, low: UInt64) -> String {
    let digits = padded(high) + padded(low)
    var text = ""
    for (place, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(place) { text += "-" }
      text.append(digit)
    }
    return text
  }

  private static func padded(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func hexDigit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 65...70, 97...102: UInt64((byte | 32) - 87)
    default: nil
    }
  }
}
