/// Values as JSON text in UTF-8. Members keep their order and numbers their notation.
public enum JSONWriter {
  public enum Layout: Sendable {
    /// No white space.
    case compact
    /// One member or element a line, indented by two spaces.
    case indented
  }

  public static func bytes(of value: JSONValue, _ layout: Layout = .compact) -> [UInt8] {
    var output: [UInt8] = []
    append(value, to: &output, layout)
    return output
  }

  public static func text(of value: JSONValue, _ layout: Layout = .compact) -> String {
    String(decoding: bytes(of: value, layout), as: UTF8.self)
  }

  public static func append(
    _ value: JSONValue, to output: inout [UInt8], _ layout: Layout = .compact
  ) {
    switch value {
    case .array, .object:
      var text = GrowableBuffer<UInt8>(capacity: 1024)
      defer { text.free() }
      write(value, to: &text, layout, level: 0)
      output.append(contentsOf: UnsafeBufferPointer(start: text.base, count: text.count))
    default: write(value, to: &output, layout, level: 0)
    }
  }

  /// Appends valid UTF-8 as a JSON string with its quotes. Only what RFC 8259, section 7, asks for
  /// is escaped.
  public static func appendString(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
    quote(bytes, to: &output)
  }

  private static func quote(_ bytes: some Sequence<UInt8>, to output: inout some ByteOutput) {
    output.append(UInt8(ascii: "\""))
    if bytes.withContiguousStorageIfAvailable({ appendText($0, to: &output) }) == nil {
      escape(bytes, to: &output)
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Most texts stand in JSON as they are.
  private static func appendText(
    _ text: UnsafeBufferPointer<UInt8>, to output: inout some ByteOutput
  ) {
    if needsEscapes(text) { escape(text, to: &output) } else { output.append(contentsOf: text) }
  }

  /// Looks at eight bytes at a time; the last eight may be some of those before.
  private static func needsEscapes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count >= 8 else { return text.contains(where: mustEscape) }
    let bytes = UnsafeRawBufferPointer(text)
    for place in stride(from: 0, to: bytes.count, by: 8) {
      let word = bytes.loadUnaligned(
        fromByteOffset: min(place, bytes.count - 8), as: UInt64.self)
      let isControl = hasZero(word & 0xe0e0_e0e0_e0e0_e0e0)
      let isQuote = hasZero(word ^ 0x2222_2222_2222_2222)
      if isControl || isQuote || hasZero(word ^ 0x5c5c_5c5c_5c5c_5c5c) { return true }
    }
    return false
  }

  /// Whether one of the eight bytes is 0.
  private static func hasZero(_ word: UInt64) -> Bool {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
  }

  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escape(_ bytes: some Sequence<UInt8>, to output: inout some ByteOutput) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(escape: byte)
      case 0x08: output.append(escape: UInt8(ascii: "b"))
      case 0x09: output.append(escape: UInt8(ascii: "t"))
      case 0x0a: output.append(escape: UInt8(ascii: "n"))
      case 0x0c: output.append(escape: UInt8(ascii: "f"))
      case 0x0d: output.append(escape: UInt8(ascii: "r"))
      case 0..<0x20:
        output.append(ascii: "\\u00")
        output.append(hexDigit(byte >> 4))
        output.append(hexDigit(byte & 15))
      default: output.append(byte)
      }
    }
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
  }

  private static func write(
    _ value: JSONValue, to output: inout some ByteOutput, _ layout: Layout, level: Int
  ) {
    switch value {
    case .null: output.append(ascii: "null")
    case .boolean(let flag): output.append(ascii: flag ? "true" : "false")
    case .number(let number): for byte in number.text.utf8 { output.append(byte) }
    case .string(let text): quote(text.utf8, to: &output)
    case .array(let elements):
      writeList(elements.count, UInt8(ascii: "["), UInt8(ascii: "]"), to: &output, layout, level) {
        write(elements[$0], to: &$1, layout, level: level + 1)
      }
    case .object(let object):
      let members = object.members
      writeList(members.count, UInt8(ascii: "{"), UInt8(ascii: "}"), to: &output, layout, level) {
        place, output in
        quote(members[place].name.utf8, to: &output)
        output.append(UInt8(ascii: ":"))
        if layout == .indented { output.append(UInt8(ascii: " ")) }
        write(members[place].value, to: &output, layout, level: level + 1)
      }
    }
  }

  /// Items are taken by their place: a copy of each would take longer than to write it.
  @inline(__always)
  private static func writeList<Output: ByteOutput>(
    _ count: Int, _ open: UInt8, _ close: UInt8, to output: inout Output, _ layout: Layout,
    _ level: Int, _ item: (Int, inout Output) -> Void
  ) {
    output.append(open)
    for place in 0..<count {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      breakLine(&output, layout, level + 1)
      item(place, &output)
    }
    if count > 0 { breakLine(&output, layout, level) }
    output.append(close)
  }

  private static func breakLine(
    _ output: inout some ByteOutput, _ layout: Layout, _ level: Int
  ) {
    guard layout == .indented else { return }
    output.append(0x0a)
    for _ in 0..<2 * level { output.append(0x20) }
  }
}

/// Where text is written to.
private protocol ByteOutput {
  mutating func append(_ byte: UInt8)
  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>)
}

extension ByteOutput {
  fileprivate mutating func append(escape letter: UInt8) {
    append(UInt8(ascii: "\\"))
    append(letter)
  }

  fileprivate mutating func append(ascii text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension [UInt8]: ByteOutput {}

/// An array would ask at each byte whether it is its memory's only owner.
extension GrowableBuffer: ByteOutput where Element == UInt8 {
  mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(count + bytes.count)
    (base + count).initialize(from: start, count: bytes.count)
    count += bytes.count
  }
}
