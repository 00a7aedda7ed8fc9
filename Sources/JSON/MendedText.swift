/// Rewrites a document so that strict reading accepts what ``ReaderLeniency`` mends. Everything that
/// it leaves alone stays as it was written.
enum MendedText {
  /// The document without the faults that `leniency` names; other faults stay in it. The number of
  /// bytes may change where text is not UTF-8 or names repeat.
  static func of(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits) -> [UInt8] {
    let leniency = limits.leniency
    var text =
      leniency.contains(.invalidUTF8)
      ? Array(String(decoding: bytes, as: UTF8.self).utf8) : Array(bytes)
    if leniency.contains(.loneSurrogates) { replaceLoneSurrogates(&text) }
    if leniency.contains(.duplicateKeys) { text = withoutRepeatedNames(text, limits) }
    return text
  }

  // MARK: - Surrogates

  private static func replaceLoneSurrogates(_ text: inout [UInt8]) {
    var place = 0
    var isInString = false
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "\""):
        isInString.toggle()
        place += 1
      case UInt8(ascii: "\\") where isInString: place = afterEscape(&text, at: place)
      default: place += 1
      }
    }
  }

  /// The place after the escape, a pair of surrogates as well; half of one becomes `\uFFFD`.
  private static func afterEscape(_ text: inout [UInt8], at place: Int) -> Int {
    guard let unit = codeUnit(text, place) else { return place + 2 }
    guard unit & 0xf800 == 0xd800 else { return place + 6 }
    if unit < 0xdc00, let second = codeUnit(text, place + 6), second & 0xfc00 == 0xdc00 {
      return place + 12
    }
    text.replaceSubrange(place + 2..<place + 6, with: "FFFD".utf8)
    return place + 6
  }

  /// The value of `\uXXXX` at a place; nil where there is none.
  private static func codeUnit(_ text: [UInt8], _ place: Int) -> UInt32? {
    guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"),
      text[place + 1] == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt32 = 0
    for byte in text[place + 2..<place + 6] {
      guard let digit = StringDecoding.hexValue(byte) else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }

  // MARK: - Names

  /// The document without the members that a later one of the same object and name replaces; as it
  /// is where it has other faults.
  private static func withoutRepeatedNames(_ text: [UInt8], _ limits: ReaderLimits) -> [UInt8] {
    let padded = PaddedBytes(text)
    let workspace = ParseWorkspace()
    return withExtendedLifetime((padded, workspace)) {
      guard let base = padded.bytes.baseAddress, !text.isEmpty else { return text }
      var document = DocumentBounds(base: base, count: text.count, limits)
      document.allowsDuplicateKeys = true
      let first = Scan.whitespace(base, document.end)
      guard workspace.record(first, document, depth: 0) != nil else { return text }
      let ranges = replacedMembers(workspace, base)
      var kept: [UInt8] = []
      var place = 0
      // A range begins before those within it.
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound })
      where range.lowerBound >= place {
        kept += text[place..<range.lowerBound]
        place = range.upperBound
      }
      return kept + text[place...]
    }
  }

  /// The bytes of each member that a later one replaces, to the start of the member after it.
  private static func replacedMembers(
    _ workspace: ParseWorkspace, _ base: BytePointer
  ) -> [Range<Int>] {
    let tape = workspace.tape
    var ranges: [Range<Int>] = []
    var names: [[UInt8]: Int] = [:]
    for object in 0..<workspace.tapeCount where tape[object].kind == .object {
      names.removeAll(keepingCapacity: true)
      var key = object + 1
      while key < tape[object].next {
        let name = Array(tape[key].text(in: base).utf8)
        if let earlier = names.updateValue(key, forKey: name) {
          let after = Int(tape[earlier].next)
          ranges.append(Int(tape[earlier].offset) - 1..<Int(tape[after].offset) - 1)
        }
        key = Int(tape[key].next)
      }
    }
    return ranges
  }
}
