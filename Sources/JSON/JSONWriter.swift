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
    write(value, to: &output, layout, level: 0)
  }

  /// Appends valid UTF-8 as a JSON string with its quotes. Only what RFC 8259, section 7, asks for
  /// is escaped.
  public static func appendString(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    let isWritten =
      bytes.withContiguousStorageIfAvailable { bytes in
        guard !bytes.contains(where: mustEscape) else { return false }
        output.append(contentsOf: bytes)
        return true
      } ?? false
    if !isWritten { escape(bytes, to: &output) }
    output.append(UInt8(ascii: "\""))
  }

  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escape(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0x08: output += "\\b".utf8
      case 0x09: output += "\\t".utf8
      case 0x0a: output += "\\n".utf8
      case 0x0c: output += "\\f".utf8
      case 0x0d: output += "\\r".utf8
      case 0..<0x20:
        output += "\\u00".utf8
        output += [hexDigit(byte >> 4), hexDigit(byte & 15)]
      default: output.append(byte)
      }
    }
  }

  private static func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
  }

  private static func write(
    _ value: JSONValue, to output: inout [UInt8], _ layout: Layout, level: Int
  ) {
    switch value {
    case .null: output += "null".utf8
    case .boolean(let flag): output += (flag ? "true" : "false").utf8
    case .number(let number): output += number.text.utf8
    case .string(let text): appendString(text.utf8, to: &output)
    case .array(let elements):
      writeList(elements, UInt8(ascii: "["), UInt8(ascii: "]"), to: &output, layout, level) {
        write($0, to: &$1, layout, level: level + 1)
      }
    case .object(let object):
      writeList(object.members, UInt8(ascii: "{"), UInt8(ascii: "}"), to: &output, layout, level) {
        member, output in
        appendString(member.name.utf8, to: &output)
        output.append(UInt8(ascii: ":"))
        if layout == .indented { output.append(UInt8(ascii: " ")) }
        write(member.value, to: &output, layout, level: level + 1)
      }
    }
  }

  private static func writeList<Item>(
    _ items: [Item], _ open: UInt8, _ close: UInt8, to output: inout [UInt8], _ layout: Layout,
    _ level: Int, _ item: (Item, inout [UInt8]) -> Void
  ) {
    output.append(open)
    for (place, element) in items.enumerated() {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      breakLine(&output, layout, level + 1)
      item(element, &output)
    }
    if !items.isEmpty { breakLine(&output, layout, level) }
    output.append(close)
  }

  private static func breakLine(_ output: inout [UInt8], _ layout: Layout, _ level: Int) {
    guard layout == .indented else { return }
    output.append(0x0a)
    output.append(contentsOf: repeatElement(0x20, count: 2 * level))
  }
}
