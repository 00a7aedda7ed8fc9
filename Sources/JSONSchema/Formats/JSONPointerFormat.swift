/// The string form of RFC 6901, section 3; `~` stands only in `~0` and `~1`.
enum JSONPointerFormat {
  static func accepts(_ text: Text) -> Bool {
    guard let first = text.first else { return true }
    guard first == UInt8(ascii: "/") else { return false }
    for position in 0..<text.count where text[position] == UInt8(ascii: "~") {
      guard position + 1 < text.count,
        text[position + 1] == UInt8(ascii: "0") || text[position + 1] == UInt8(ascii: "1")
      else { return false }
    }
    return true
  }
}
