import JSON

/// Finds the line of a JSON Pointer in a file that has been parsed before, so that a problem can be
/// shown where an editor jumps to.
struct LineFinder {
  private let bytes: [UInt8]
  private var index = 0

  /// The line, from 1, of the value that the pointer names, or of the nearest that is there.
  static func line(of pointer: String, in bytes: [UInt8]) -> Int {
    var finder = LineFinder(bytes: bytes)
    finder.skipSpace()
    for token in JSONPointer.tokens(of: pointer) ?? [] {
      let start = finder.index
      guard finder.enter(token) else {
        finder.index = start
        break
      }
    }
    return 1 + bytes.prefix(finder.index).count { $0 == 0x0a }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Moves from the start of an object or array to the start of a member's or element's value.
  private mutating func enter(_ token: String) -> Bool {
    let isObject = byte == UInt8(ascii: "{")
    guard isObject || byte == UInt8(ascii: "[") else { return false }
    index += 1
    var place = 0
    while true {
      skipSpace()
      guard let next = byte, next != UInt8(ascii: "}"), next != UInt8(ascii: "]") else {
        return false
      }
      var isWanted = String(place).hasSameBytes(as: token)
      if isObject {
        let start = index
        skipValue()
        isWanted =
          (try? JSONReader.parse(Array(bytes[start..<index])))?.string?.hasSameBytes(as: token)
          ?? false
        skipSpace()
        index += 1
        skipSpace()
      }
      if isWanted { return true }
      skipValue()
      skipSpace()
      if byte == UInt8(ascii: ",") { index += 1 }
      place += 1
    }
  }

  private mutating func skipSpace() {
    while let next = byte, next == 0x20 || (0x09...0x0d).contains(next) { index += 1 }
  }

  /// Moves past a scalar, or past a whole object or array.
  private mutating func skipValue() {
    var depth = 0
    while let next = byte {
      switch next {
      case UInt8(ascii: "\""): skipString()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
        index += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09...0x0d:
        if depth == 0 { return }
        index += 1
      default: index += 1
      }
      if depth == 0, next == UInt8(ascii: "\"") { return }
    }
  }

  private mutating func skipString() {
    index += 1
    while let next = byte, next != UInt8(ascii: "\"") {
      index += next == UInt8(ascii: "\\") ? 2 : 1
    }
    index += 1
  }
}
