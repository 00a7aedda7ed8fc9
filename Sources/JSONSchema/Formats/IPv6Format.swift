/// The text forms of RFC 4291, section 2.2; a zone is no part of an address.
enum IPv6Format {
  static func accepts(_ text: Text) -> Bool {
    var groups = 0
    var hasGap = false
    var position = 0
    if text.count >= 2, text[0] == UInt8(ascii: ":") {
      guard text[1] == UInt8(ascii: ":") else { return false }
      hasGap = true
      position = 2
      if position == text.count { return true }
    }
    while true {
      let end = groupEnd(text, from: position)
      if end < text.count, text[end] == UInt8(ascii: ".") {
        guard IPv4Format.accepts(Text(rebasing: text[position...])) else { return false }
        groups += 2
        break
      }
      guard 1...4 ~= end - position else { return false }
      groups += 1
      if end == text.count { break }
      guard text[end] == UInt8(ascii: ":"), end + 1 < text.count else { return false }
      position = end + 1
      if text[position] == UInt8(ascii: ":") {
        guard !hasGap else { return false }
        hasGap = true
        position += 1
        if position == text.count { break }
      }
    }
    return hasGap ? groups <= 7 : groups == 8
  }

  private static func groupEnd(_ text: Text, from start: Int) -> Int {
    var end = start
    while end < text.count, isHexDigit(text[end]) { end += 1 }
    return end
  }
}
