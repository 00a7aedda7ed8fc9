import JSON

/// Cells of type jsonb.
enum JSONCell {
  /// JSON text of a value after its steps. What the record holds is taken as it was written.
  static func convert(_ value: Value, in arena: Arena) throws(StepFault) -> Value {
    switch value {
    case .jsonb(let json):
      try check(json)
      return value
    case .text(let text):
      if text.contains(0) { throw .zeroCharacter }
      return .jsonb(quoted(text, in: arena))
    case .timestamptz, .date, .uuid:
      return .jsonb(quoted(Array(ValueText.of(value).utf8), in: arena))
    default: return .jsonb(arena.copy(ValueText.of(value).utf8))
    }
  }

  private static func quoted(
    _ text: some Sequence<UInt8>, in arena: Arena
  ) -> UnsafeBufferPointer<UInt8> {
    var json: [UInt8] = []
    JSONWriter.appendString(text, to: &json)
    return arena.copy(json)
  }

  /// Refuses what a warehouse's jsonb refuses in valid JSON text: U+0000, in names too, and numbers
  /// of more than 1,000 digits.
  /// 32 bytes after the text are readable.
  static func check(_ json: UnsafeBufferPointer<UInt8>) throws(StepFault) {
    if json.count <= PlainDecimal.digitsMax && !needsCheck(json) { return }
    var index = 0
    while index < json.count {
      switch json[index] {
      case UInt8(ascii: "\""): index = try endOfString(json, index)
      case UInt8(ascii: "-"), 48...57: index = try endOfNumber(json, index)
      default: index += 1
      }
    }
  }

  /// Whether an escape or an exponent stands somewhere; without one, a text of less than 1,000 bytes
  /// holds nothing to refuse.
  private static func needsCheck(_ json: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = json.baseAddress else { return false }
    // Only equality is used, which compiles to vector instructions: 0x3_ holds the digits.
    let backslash = SIMD16<UInt8>(repeating: UInt8(ascii: "\\"))
    let row = SIMD16<UInt8>(repeating: 0xf0)
    let digits = SIMD16<UInt8>(repeating: 0x30)
    let lower = SIMD16<UInt8>(repeating: UInt8(ascii: "e"))
    let upper = SIMD16<UInt8>(repeating: UInt8(ascii: "E"))
    let bytes = UnsafeRawPointer(base)
    var offset = 0
    while offset < json.count {
      let block = bytes.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      let next = bytes.loadUnaligned(fromByteOffset: offset + 1, as: SIMD16<UInt8>.self)
      let isExponent = ((block & row) .== digits) .& ((next .== lower) .| (next .== upper))
      let hits = unsafeBitCast(isExponent .| (block .== backslash), to: SIMD2<UInt64>.self)
      if hits[0] | hits[1] != 0 { return true }
      offset += 16
    }
    return false
  }

  private static func endOfString(
    _ json: UnsafeBufferPointer<UInt8>, _ start: Int
  ) throws(StepFault) -> Int {
    var index = start + 1
    while index < json.count, json[index] != UInt8(ascii: "\"") {
      if json[index] == UInt8(ascii: "\\") {
        if json[index...].prefix(6).elementsEqual("\\u0000".utf8) { throw .zeroCharacter }
        index += 1
      }
      index += 1
    }
    return index + 1
  }

  private static func endOfNumber(
    _ json: UnsafeBufferPointer<UInt8>, _ start: Int
  ) throws(StepFault) -> Int {
    var index = start
    var hasExponent = false
    while index < json.count {
      switch json[index] {
      case 48...57, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): break
      case UInt8(ascii: "e"), UInt8(ascii: "E"): hasExponent = true
      default:
        try checkNumber(json, start..<index, hasExponent)
        return index
      }
      index += 1
    }
    try checkNumber(json, start..<index, hasExponent)
    return index
  }

  private static func checkNumber(
    _ json: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ hasExponent: Bool
  ) throws(StepFault) {
    guard hasExponent || range.count > PlainDecimal.digitsMax else { return }
    if case .number = PlainDecimal.read(json: UnsafeBufferPointer(rebasing: json[range])) { return }
    throw .numberTooLong
  }
}
