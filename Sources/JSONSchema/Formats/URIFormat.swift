/// `URI` and `URI-reference` of RFC 3986, sections 3 and 4.1.
enum URIFormat {
  static func acceptsAbsolute(_ text: Text) -> Bool {
    guard let colon = schemeEnd(text) else { return false }
    return acceptsRest(Text(rebasing: text[(colon + 1)...]))
  }

  static func acceptsReference(_ text: Text) -> Bool {
    if acceptsAbsolute(text) { return true }
    let firstSegmentEnd = text.firstIndex(where: isDelimiter) ?? text.count
    if firstSegmentEnd < text.count, text[firstSegmentEnd] == UInt8(ascii: ":") { return false }
    return acceptsRest(text)
  }

  private static func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#")
  }

  private static func schemeEnd(_ text: Text) -> Int? {
    guard let first = text.first, isLetter(first) else { return nil }
    for (position, byte) in text.enumerated() {
      if byte == UInt8(ascii: ":") { return position }
      let isSchemeByte =
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
      guard isSchemeByte else { return nil }
    }
    return nil
  }

  /// `hier-part` or `relative-part`, then query and fragment.
  private static func acceptsRest(_ text: Text) -> Bool {
    let queryStart = text.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
    let hierarchy = Text(rebasing: text[..<(queryStart ?? text.count)])
    if let queryStart {
      var tail = Text(rebasing: text[(queryStart + 1)...])
      if text[queryStart] == UInt8(ascii: "?"),
        let hash = tail.firstIndex(of: UInt8(ascii: "#"))
      {
        guard acceptsBytes(Text(rebasing: tail[..<hash]), also: isQueryByte) else { return false }
        tail = Text(rebasing: tail[(hash + 1)...])
      }
      guard acceptsBytes(tail, also: isQueryByte) else { return false }
    }
    return acceptsHierarchy(hierarchy)
  }

  private static func acceptsHierarchy(_ text: Text) -> Bool {
    guard text.count >= 2, text[0] == UInt8(ascii: "/"), text[1] == UInt8(ascii: "/") else {
      return acceptsBytes(text, also: { $0 == UInt8(ascii: "/") })
    }
    let rest = Text(rebasing: text[2...])
    let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
    return acceptsAuthority(Text(rebasing: rest[..<end]))
      && acceptsBytes(Text(rebasing: rest[end...]), also: { $0 == UInt8(ascii: "/") })
  }

  private static func acceptsAuthority(_ text: Text) -> Bool {
    var host = text
    if let at = text.firstIndex(of: UInt8(ascii: "@")) {
      let user = Text(rebasing: text[..<at])
      guard acceptsBytes(user, also: { _ in false }) else { return false }
      host = Text(rebasing: text[(at + 1)...])
    }
    if host.first == UInt8(ascii: "[") { return acceptsLiteral(host) }
    if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
      guard host[(colon + 1)...].allSatisfy(isDigit) else { return false }
      host = Text(rebasing: host[..<colon])
    }
    guard !host.contains(UInt8(ascii: ":")), !host.contains(UInt8(ascii: "@")) else { return false }
    return acceptsBytes(host, also: { _ in false })
  }

  private static func acceptsLiteral(_ host: Text) -> Bool {
    guard let close = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
    let port = host[(close + 1)...]
    if let colon = port.first {
      guard colon == UInt8(ascii: ":"), port.dropFirst().allSatisfy(isDigit) else { return false }
    }
    let address = Text(rebasing: host[1..<close])
    return IPv6Format.accepts(address) || acceptsFutureAddress(address)
  }

  /// `IPvFuture`: `v`, hexadecimal version, a point, then plain bytes.
  private static func acceptsFutureAddress(_ text: Text) -> Bool {
    guard text.count >= 4, text[0] | 0x20 == UInt8(ascii: "v"),
      let point = text.firstIndex(of: UInt8(ascii: ".")), point > 1, point + 1 < text.count
    else { return false }
    return text[1..<point].allSatisfy(isHexDigit)
      && text[(point + 1)...].allSatisfy { isURIPlainByte($0) && $0 != UInt8(ascii: "@") }
  }

  private static func isQueryByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
  }

  private static func acceptsBytes(_ text: Text, also isExtra: (UInt8) -> Bool) -> Bool {
    var position = 0
    while position < text.count {
      let byte = text[position]
      if byte == UInt8(ascii: "%") {
        guard position + 2 < text.count, isHexDigit(text[position + 1]),
          isHexDigit(text[position + 2])
        else { return false }
        position += 3
      } else {
        guard isURIPlainByte(byte) || isExtra(byte) else { return false }
        position += 1
      }
    }
    return true
  }
}
