import CICU

/// Unicode normalisation form C (UAX #15), by ICU.
enum NFC {
  /// The composed form; nil where the text is composed already, which most text is.
  static func normalised(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard needsCheck(text), let normalizer = trucd_icu_nfc() else { return nil }
    let units = Array(String(decoding: text, as: UTF8.self).utf16)
    let length = Int32(units.count)
    guard trucd_icu_nfc_prefix(normalizer, units, length) != length else { return nil }
    // A unit never grows to more than three in NFC (UAX #15, section 12).
    var result = [UInt16](repeating: 0, count: units.count * 3)
    let count = trucd_icu_normalize(normalizer, units, length, &result, Int32(result.count))
    guard count >= 0, count <= Int32(result.count) else { return nil }
    let composed = String(decoding: result[..<Int(count)], as: UTF16.self)
    return composed.utf8.elementsEqual(text) ? nil : Array(composed.utf8)
  }

  /// The composed form of a name.
  static func normalised(_ text: String) -> String {
    var copy = text
    guard let bytes = copy.withUTF8({ normalised($0) }) else { return text }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func isNormalised(_ text: String) -> Bool {
    var copy = text
    return copy.withUTF8 { normalised($0) } == nil
  }

  /// False where every character is one that never changes: those below U+0300, and the Vietnamese
  /// letters U+1EA0 to U+1EFF. For the rest ICU is asked.
  private static func needsCheck(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        index += 1
      } else if byte < 0xcc {
        index += 2
      } else if byte == 0xe1, index + 2 < text.count,
        text[index + 1] == 0xbb || (text[index + 1] == 0xba && text[index + 2] >= 0xa0)
      {
        index += 3
      } else {
        return true
      }
    }
    return false
  }
}
