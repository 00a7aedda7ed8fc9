import JSON

/// Near misses: what an agency most likely did, said only where the bytes show it. A hint names
/// properties and counts, never values.
struct Hints {
  let instance: Instance
  let scratch: TextScratch

  /// - Parameter names: None of them has the property's bytes.
  static func nearName(_ property: String, among names: [String]) -> LocalisedText? {
    // Swift compares by canonical equivalence: to the eye, too, these two are one name.
    if names.contains(property) {
      return LocalisedText(
        en: "record and schema write this name in different Unicode forms (NFC, NFD); send it as "
          + "the schema has it",
        vi: "bản ghi và lược đồ viết tên này ở hai dạng Unicode khác nhau (NFC, NFD); hãy gửi đúng "
          + "dạng của lược đồ")
    }
    return NearName.best(for: property, among: names).map {
      let name = Messages.quoted($0)
      return LocalisedText(en: "did you mean \(name)?", vi: "có phải ý bạn là \(name)?")
    }
  }

  func hint(_ check: Check, _ site: Plan.Site, _ at: Int, _ plan: Plan) -> LocalisedText? {
    switch check {
    case .type(let types): return wrongType(types, at)
    case .enumeration, .constant, .pattern, .format, .content, .maxLength: break
    default: return nil
    }
    guard instance.kind(at) == .string else { return nil }
    let text = instance.text(at, in: scratch)
    if case .pattern(let pattern) = check,
      let hint = digitCount(plan.patterns[Int(pattern)].source, text)
    {
      return hint
    }
    if case .format(let format) = check, let hint = FormatHints.hint(format, text) { return hint }
    return spelling(text)
  }

  // MARK: - Types

  private func wrongType(_ types: TypeSet, _ at: Int) -> LocalisedText? {
    switch instance.kind(at) {
    case .string: return quotedValue(types, instance.text(at, in: scratch))
    case .number where types.contains(.string):
      return LocalisedText(
        en: "write the number between quotation marks", vi: "hãy đặt số trong dấu ngoặc kép")
    case .number where types.contains(.integer):
      return LocalisedText(
        en: "the number has decimals; send an integer",
        vi: "số có phần thập phân; hãy gửi số nguyên")
    case .null:
      return LocalisedText(
        en: "leave the property out instead of sending null",
        vi: "hãy bỏ hẳn thuộc tính thay vì gửi null")
    default: return nil
    }
  }

  private func quotedValue(_ types: TypeSet, _ text: Text) -> LocalisedText? {
    if !types.isDisjoint(with: .number), ExactDecimal(text) != nil {
      return LocalisedText(
        en: "the number stands between quotation marks; send it without them",
        vi: "số đang nằm trong dấu ngoặc kép; hãy bỏ dấu ngoặc kép")
    }
    if !types.isDisjoint(with: .number), text.contains(UInt8(ascii: ",")),
      ExactDecimal(text.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }) != nil
    {
      return LocalisedText(
        en: "send the number without quotation marks and with a decimal point",
        vi: "hãy bỏ dấu ngoặc kép và dùng dấu chấm thập phân")
    }
    let word = String(decoding: text, as: UTF8.self).lowercased()
    if types.contains(.boolean), word == "true" || word == "false" {
      return LocalisedText(
        en: "send true or false in small letters, without quotation marks",
        vi: "hãy gửi true hoặc false viết thường, không có dấu ngoặc kép")
    }
    return nil
  }

  // MARK: - Texts

  /// The count of digits, where the pattern asks for nothing else.
  private func digitCount(_ pattern: String, _ text: Text) -> LocalisedText? {
    guard let expected = Self.digitsAsked(by: pattern) else { return nil }
    if text.count != expected, !text.isEmpty, text.allSatisfy(isDigit) {
      return LocalisedText(
        en: "\(expected) digits expected, \(text.count) found",
        vi: "cần \(expected) chữ số, nhận được \(text.count)")
    }
    return nil
  }

  /// `n` of `^[0-9]{n}$` or `^\d{n}$`.
  static func digitsAsked(by pattern: String) -> Int? {
    for prefix in ["^[0-9]{", "^\\d{"] where pattern.hasPrefix(prefix) && pattern.hasSuffix("}$") {
      return Int(pattern.dropFirst(prefix.count).dropLast(2))
    }
    return nil
  }

  private func spelling(_ text: Text) -> LocalisedText? {
    if text.contains(0) {
      return LocalisedText(
        en: "the text holds the character U+0000; leave it out",
        vi: "văn bản chứa ký tự U+0000; hãy bỏ ký tự này")
    }
    if hasCombiningMark(text) {
      return LocalisedText(
        en: "the text is in the decomposed form NFD; send it in NFC",
        vi: "văn bản ở dạng tổ hợp rời (NFD); hãy gửi ở dạng dựng sẵn NFC")
    }
    if let first = text.first, let last = text.last, isSpace(first) || isSpace(last) {
      return LocalisedText(
        en: "there is white space at the start or the end",
        vi: "có khoảng trắng ở đầu hoặc cuối")
    }
    return nil
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  /// U+0300 to U+036F, where the marks of Vietnamese stand.
  private func hasCombiningMark(_ text: Text) -> Bool {
    var previous: UInt8 = 0
    for byte in text {
      if previous == 0xcc && byte >= 0x80 || previous == 0xcd && byte < 0xb0 && byte >= 0x80 {
        return true
      }
      previous = byte
    }
    return false
  }
}
