/// A second reading of RFC 8259 to compare with: by characters, by recursion, and slow. It knows
/// only whether a text is acceptable.
struct ReferenceReader {
  private let text: [Unicode.Scalar]
  private var place = 0

  static func accepts(_ bytes: [UInt8]) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    var reader = ReferenceReader(text: Array(text.unicodeScalars))
    return reader.document()
  }

  private init(text: [Unicode.Scalar]) { self.text = text }

  private mutating func document() -> Bool {
    skipSpace()
    guard value() else { return false }
    skipSpace()
    return place == text.count
  }

  private var peek: Unicode.Scalar? { place < text.count ? text[place] : nil }

  private mutating func take(_ literal: String) -> Bool {
    let wanted = Array(literal.unicodeScalars)
    guard text[place...].starts(with: wanted) else { return false }
    place += wanted.count
    return true
  }

  private mutating func skipSpace() {
    while let next = peek, " \n\r\t".unicodeScalars.contains(next) { place += 1 }
  }

  private mutating func value() -> Bool {
    switch peek {
    case "{": object()
    case "[": array()
    case "\"": string() != nil
    case "t": take("true")
    case "f": take("false")
    case "n": take("null")
    default: number()
    }
  }

  private mutating func object() -> Bool {
    var names: Set<[UInt32]> = []
    return list("{", "}") { reader in
      guard let name = reader.string(), names.insert(name).inserted else { return false }
      reader.skipSpace()
      guard reader.take(":") else { return false }
      reader.skipSpace()
      return reader.value()
    }
  }

  private mutating func array() -> Bool { list("[", "]") { $0.value() } }

  private mutating func list(
    _ open: String, _ close: String, _ item: (inout ReferenceReader) -> Bool
  ) -> Bool {
    guard take(open) else { return false }
    skipSpace()
    if take(close) { return true }
    repeat {
      skipSpace()
      guard item(&self) else { return false }
      skipSpace()
    } while take(",")
    return take(close)
  }

  /// The characters of a string, nil when it is none.
  private mutating func string() -> [UInt32]? {
    guard take("\"") else { return nil }
    var characters: [UInt32] = []
    while !take("\"") {
      guard let next = peek, next.value >= 0x20 else { return nil }
      place += 1
      guard next == "\\" else {
        characters.append(next.value)
        continue
      }
      guard let escaped = escape() else { return nil }
      characters.append(escaped)
    }
    return characters
  }

  private mutating func escape() -> UInt32? {
    let simple: [Unicode.Scalar: UInt32] = [
      "\"": 0x22, "\\": 0x5c, "/": 0x2f, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
    ]
    guard let next = peek else { return nil }
    if let character = simple[next] {
      place += 1
      return character
    }
    guard let unit = codeUnit() else { return nil }
    if !(0xd800...0xdfff).contains(unit) { return unit }
    guard unit < 0xdc00, take("\\"), let low = codeUnit(), (0xdc00...0xdfff).contains(low) else {
      return nil
    }
    return 0x10000 + (unit - 0xd800) * 0x400 + low - 0xdc00
  }

  private mutating func codeUnit() -> UInt32? {
    guard take("u"), place + 4 <= text.count else { return nil }
    let digits = String(String.UnicodeScalarView(text[place..<place + 4]))
    guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    place += 4
    return UInt32(digits, radix: 16)
  }

  private mutating func number() -> Bool {
    _ = take("-")
    if !take("0") { guard digits() else { return false } }
    if take(".") { guard digits() else { return false } }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      return digits()
    }
    return true
  }

  private mutating func digits() -> Bool {
    let first = place
    while let next = peek, ("0"..."9").contains(next) { place += 1 }
    return place > first
  }
}
