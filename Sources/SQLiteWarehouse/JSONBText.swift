import JSON

/// JSON text as PostgreSQL's `jsonb` shows it, so that both warehouses give the same: keys by
/// length and then by bytes, the last of equal keys, `": "` and `", "`, numbers in plain notation
/// with the decimals as written, and the shortest escapes.
struct JSONBText {
  private let source: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// - Parameter source: valid JSON; what is not is copied through as far as it goes.
  static func append(_ source: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    var writer = JSONBText(source: source)
    writer.value(to: &out)
  }

  private init(source: UnsafeBufferPointer<UInt8>) {
    self.source = source
  }

  private var next: UInt8? { position < source.count ? source[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0D).contains(byte) { position += 1 }
  }

  /// Passes `byte` if it comes next.
  private mutating func pass(_ byte: UInt8) -> Bool {
    skipSpace()
    if next != byte { return false }
    position += 1
    return true
  }

  private mutating func value(to out: inout [UInt8]) {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): object(to: &out)
    case UInt8(ascii: "["): array(to: &out)
    case UInt8(ascii: "\""): Self.quote(string(), to: &out)
    default: scalar(to: &out)
    }
  }

  private mutating func array(to out: inout [UInt8]) {
    position += 1
    out.append(UInt8(ascii: "["))
    var isFirst = true
    while !pass(UInt8(ascii: "]")), next != nil {
      if !isFirst { out += ", ".utf8 }
      isFirst = false
      value(to: &out)
      _ = pass(UInt8(ascii: ","))
    }
    out.append(UInt8(ascii: "]"))
  }

  private mutating func object(to out: inout [UInt8]) {
    position += 1
    var members: [Member] = []
    while !pass(UInt8(ascii: "}")), next != nil {
      let key = string()
      _ = pass(UInt8(ascii: ":"))
      var text: [UInt8] = []
      value(to: &text)
      members.append(Member(key: key, value: text, place: members.count))
      _ = pass(UInt8(ascii: ","))
    }
    members.sort()
    out.append(UInt8(ascii: "{"))
    var isFirst = true
    for (index, member) in members.enumerated() {
      if index + 1 < members.count, members[index + 1].key == member.key { continue }
      if !isFirst { out += ", ".utf8 }
      isFirst = false
      Self.quote(member.key, to: &out)
      out += ": ".utf8
      out += member.value
    }
    out.append(UInt8(ascii: "}"))
  }

  /// Equal keys stay in the order in which they stood.
  private struct Member: Comparable {
    var key: [UInt8]
    var value: [UInt8]
    var place: Int

    static func < (a: Self, b: Self) -> Bool {
      if a.key.count != b.key.count { return a.key.count < b.key.count }
      if a.key != b.key { return a.key.lexicographicallyPrecedes(b.key) }
      return a.place < b.place
    }
  }

  // MARK: Scalars

  private mutating func scalar(to out: inout [UInt8]) {
    let start = position
    while let byte = next, !Self.endsScalar(byte) { position += 1 }
    // A byte that begins no value is passed, so that the reader always moves on.
    if position == start, position < source.count { position += 1 }
    let text = source[start..<position]
    if let first = text.first, first == UInt8(ascii: "-") || Self.digits.contains(first) {
      Self.appendPlain(text, to: &out)
    } else {
      out += text
    }
  }

  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private static func endsScalar(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
      || byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// A number without its exponent: what PostgreSQL's numeric shows. What would need more digits
  /// than a cell may hold is copied through, so that no exponent asks for memory.
  private static func appendPlain(
    _ text: Slice<UnsafeBufferPointer<UInt8>>, to out: inout [UInt8]
  ) {
    guard let number = NumberNotation(text),
      number.writtenOutDigits <= NumberNotation.writtenOutDigitsMax
    else {
      out += text
      return
    }
    let scale = number.decimals - number.exponent
    let point = number.digits.count - scale
    let before = [UInt8](repeating: 0, count: max(1 - point, 0))
    let after = [UInt8](repeating: 0, count: max(-scale, 0))
    let written = before + number.digits + after
    let whole = written.dropLast(max(scale, 0)).drop { $0 == 0 }
    if number.isNegative, written.contains(where: { $0 != 0 }) { out.append(UInt8(ascii: "-")) }
    if whole.isEmpty { out.append(UInt8(ascii: "0")) }
    out += whole.map { $0 + UInt8(ascii: "0") }
    guard scale > 0 else { return }
    out.append(UInt8(ascii: "."))
    out += written.suffix(scale).map { $0 + UInt8(ascii: "0") }
  }

  // MARK: Strings

  /// The bytes that the string at hand stands for.
  private mutating func string() -> [UInt8] {
    guard pass(UInt8(ascii: "\"")) else {
      position += 1
      return []
    }
    var bytes: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      position += 1
      if byte == UInt8(ascii: "\\") { escape(to: &bytes) } else { bytes.append(byte) }
    }
    position += 1
    return bytes
  }

  private mutating func escape(to bytes: inout [UInt8]) {
    let letter = next ?? 0
    position += 1
    switch letter {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes += scalar().utf8
    default: bytes.append(letter)
    }
  }

  /// The scalar of `\uXXXX`, or of a surrogate pair.
  private mutating func scalar() -> String {
    let first = hexadecimal()
    var code = first
    if (0xD800..<0xDC00).contains(first), position + 1 < source.count,
      source[position] == UInt8(ascii: "\\"), source[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      code = 0x10000 + (first - 0xD800) << 10 + (hexadecimal() &- 0xDC00) & 0x3FF
    }
    return String(Character(Unicode.Scalar(code) ?? "\u{FFFD}"))
  }

  private mutating func hexadecimal() -> UInt32 {
    let end = min(position + 4, source.count)
    defer { position = end }
    return UInt32(String(decoding: source[position..<end], as: UTF8.self), radix: 16) ?? 0xFFFD
  }

  static func quote(_ bytes: [UInt8], to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""): out += "\\\"".utf8
      case UInt8(ascii: "\\"): out += "\\\\".utf8
      case 0x08: out += "\\b".utf8
      case 0x0C: out += "\\f".utf8
      case 0x0A: out += "\\n".utf8
      case 0x0D: out += "\\r".utf8
      case 0x09: out += "\\t".utf8
      case 0..<0x20:
        out += "\\u00".utf8
        out.append(StaticDigits.hexadecimal[Int(byte >> 4)])
        out.append(StaticDigits.hexadecimal[Int(byte & 0xF)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
