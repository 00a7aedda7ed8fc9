import CScan

/// The syntax of RFC 3986, section 3, and of RFC 3987, section 2.2, which differ in the characters
/// alone.
struct URISyntax {
  /// Whether characters beyond ASCII may stand where plain ones may.
  let isInternational: Bool

  func acceptsAbsolute(_ text: Text) -> Bool {
    guard let colon = schemeEnd(text) else { return false }
    return isSimple(text, from: colon + 1) || acceptsRest(Text(rebasing: text[(colon + 1)...]))
  }

  func acceptsReference(_ text: Text) -> Bool {
    if acceptsAbsolute(text) { return true }
    let firstSegmentEnd = text.firstIndex(where: isDelimiter) ?? text.count
    if firstSegmentEnd < text.count, text[firstSegmentEnd] == UInt8(ascii: ":") { return false }
    return acceptsRest(text)
  }

  /// Whether plain characters and slashes alone follow, with nothing that would part a user or a port
  /// from a host: any path, and any host and path, may be so.
  private func isSimple(_ text: Text, from start: Int) -> Bool {
    guard let base = text.baseAddress else { return false }
    var p = base + start
    let end = base + text.count
    if end - p >= 16 {
      repeat {
        if !cscan_are_uri16(p) { return false }
        p += 16
      } while end - p >= 16
      // Of the last 16 bytes some have been looked at before.
      return cscan_are_uri16(end - 16)
    }
    while p < end {
      let isPart = p[0] == UInt8(ascii: ":") || p[0] == UInt8(ascii: "@")
      if isPart || !(isURIPlainByte(p[0]) || p[0] == UInt8(ascii: "/")) { return false }
      p += 1
    }
    return true
  }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#")
  }

  private func schemeEnd(_ text: Text) -> Int? {
    guard let base = text.baseAddress, !text.isEmpty, isLetter(base[0]) else { return nil }
    var position = 1
    while position < text.count {
      let byte = base[position]
      if byte == UInt8(ascii: ":") { return position }
      let isSchemeByte =
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
      guard isSchemeByte else { return nil }
      position += 1
    }
    return nil
  }

  /// `hier-part` or `relative-part`, then query and fragment.
  private func acceptsRest(_ text: Text) -> Bool {
    let end = text.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? text.count
    return acceptsHierarchy(Text(rebasing: text[..<end]))
      && acceptsTail(Text(rebasing: text[end...]))
  }

  /// `?` and a query, `#` and a fragment, both, or nothing.
  private func acceptsTail(_ text: Text) -> Bool {
    let hash = text.firstIndex(of: UInt8(ascii: "#")) ?? text.count
    let query = text[..<hash].dropFirst()
    let fragment = text[hash...].dropFirst()
    return accepts(Text(rebasing: query), [.delimiters, .private])
      && accepts(Text(rebasing: fragment), .delimiters)
  }

  private func acceptsHierarchy(_ text: Text) -> Bool {
    guard text.count >= 2, text[0] == UInt8(ascii: "/"), text[1] == UInt8(ascii: "/") else {
      return accepts(text, .slash)
    }
    let rest = Text(rebasing: text[2...])
    let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.count
    return acceptsAuthority(Text(rebasing: rest[..<end]))
      && accepts(Text(rebasing: rest[end...]), .slash)
  }

  private func acceptsAuthority(_ text: Text) -> Bool {
    var host = text
    if let at = text.firstIndex(of: UInt8(ascii: "@")) {
      let user = Text(rebasing: text[..<at])
      guard accepts(user, []) else { return false }
      host = Text(rebasing: text[(at + 1)...])
    }
    if host.first == UInt8(ascii: "[") { return acceptsLiteral(host) }
    if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
      guard host[(colon + 1)...].allSatisfy(isDigit) else { return false }
      host = Text(rebasing: host[..<colon])
    }
    guard !host.contains(UInt8(ascii: ":")), !host.contains(UInt8(ascii: "@")) else { return false }
    return accepts(host, [])
  }

  private func acceptsLiteral(_ host: Text) -> Bool {
    guard let close = host.firstIndex(of: UInt8(ascii: "]")) else { return false }
    let port = host[(close + 1)...]
    if let colon = port.first {
      guard colon == UInt8(ascii: ":"), port.dropFirst().allSatisfy(isDigit) else { return false }
    }
    let address = Text(rebasing: host[1..<close])
    return IPv6Format.accepts(address) || acceptsFutureAddress(address)
  }

  /// `IPvFuture`: `v`, hexadecimal version, a point, then plain bytes.
  private func acceptsFutureAddress(_ text: Text) -> Bool {
    guard text.count >= 4, text[0] | 0x20 == UInt8(ascii: "v"),
      let point = text.firstIndex(of: UInt8(ascii: ".")), point > 1, point + 1 < text.count
    else { return false }
    return text[1..<point].allSatisfy(isHexDigit)
      && text[(point + 1)...].allSatisfy { isURIPlainByte($0) && $0 != UInt8(ascii: "@") }
  }

  /// What a part may hold besides plain characters.
  private struct Extra: OptionSet {
    let rawValue: UInt8
    static let slash = Extra(rawValue: 1)
    static let question = Extra(rawValue: 2)
    static let `private` = Extra(rawValue: 4)
    static let delimiters: Extra = [.slash, .question]
  }

  private func accepts(_ text: Text, _ extra: Extra) -> Bool {
    var position = 0
    while position < text.count {
      guard let length = characterLength(text, position, extra) else { return false }
      position += length
    }
    return true
  }

  /// Bytes of the character at `position`, an escape counted as one; nil where it may not stand.
  @inline(__always)
  private func characterLength(_ text: Text, _ position: Int, _ extra: Extra) -> Int? {
    let byte = text[position]
    if isURIPlainByte(byte) { return 1 }
    switch byte {
    case UInt8(ascii: "%"):
      let isEscape =
        position + 2 < text.count && isHexDigit(text[position + 1])
        && isHexDigit(text[position + 2])
      return isEscape ? 3 : nil
    case UInt8(ascii: "/"): return extra.contains(.slash) ? 1 : nil
    case UInt8(ascii: "?"): return extra.contains(.question) ? 1 : nil
    case 0x80...: return isInternational ? wideLength(text, position, extra) : nil
    default: return nil
    }
  }

  private func wideLength(_ text: Text, _ position: Int, _ extra: Extra) -> Int? {
    guard let (scalar, length) = UTF8Scalar.read(text, at: position) else { return nil }
    let isAllowed =
      IRICharacters.isUCSChar(scalar)
      || extra.contains(.private) && IRICharacters.isPrivate(scalar)
    return isAllowed ? length : nil
  }
}
