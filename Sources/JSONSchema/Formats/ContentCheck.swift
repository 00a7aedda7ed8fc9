import JSON

/// What a string holds by `contentEncoding` and `contentMediaType` (draft-07 validation, section 8).
/// The later drafts make both annotations, and so does every value that is not named here.
struct ContentCheck: Hashable, Sendable {
  /// `contentEncoding` is `base64` (RFC 4648, section 4: with padding, nothing else between).
  var isBase64 = false
  /// `contentMediaType` is `application/json`.
  var isJSON = false

  func accepts(_ text: Text) -> Bool {
    guard isBase64 else { return !isJSON || Self.isJSON(Array(text)) }
    guard let bytes = Self.decoded(text) else { return false }
    return !isJSON || Self.isJSON(bytes)
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    (try? JSONReader.parse(bytes, limits: ReaderLimits(payloadBytesMax: .max))) != nil
  }

  private static func decoded(_ text: Text) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 4 * 3)
    var rest = text[...]
    let padding = rest.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
    if rest.last == UInt8(ascii: "=") { rest = rest.dropLast(padding) }
    var bits: UInt32 = 0
    var count = 0
    for byte in rest {
      guard let value = value(of: byte) else { return nil }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  var requirement: LocalisedText {
    switch (isBase64, isJSON) {
    case (true, true):
      LocalisedText(en: "must hold JSON in base64", vi: "phải chứa JSON mã hoá base64")
    case (true, false): LocalisedText(en: "must be base64", vi: "phải ở dạng base64")
    default: LocalisedText(en: "must hold a JSON text", vi: "phải chứa một văn bản JSON")
    }
  }
}
