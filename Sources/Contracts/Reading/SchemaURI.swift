/// A URI reference without its fragment, and resolution against a base (RFC 3986, section 5.2).
/// A base may be a bare path: files of the folder that have no `$id` are known by theirs.
struct SchemaURI {
  private var scheme: String?
  private var authority: String?
  private var path: String
  private var query: String?

  /// Splits a reference into the URI and its fragment, which stays percent-encoded.
  static func split(_ reference: String) -> (uri: SchemaURI, fragment: String) {
    guard let hash = reference.firstIndex(of: "#") else { return (SchemaURI(reference), "") }
    return (
      SchemaURI(String(reference[..<hash])), String(reference[reference.index(after: hash)...])
    )
  }

  init(_ text: String) {
    var rest = Substring(text.prefix { $0 != "#" })
    if let mark = rest.firstIndex(of: "?") {
      query = String(rest[rest.index(after: mark)...])
      rest = rest[..<mark]
    }
    if let colon = rest.firstIndex(of: ":"), Self.isScheme(rest[..<colon]) {
      scheme = rest[..<colon].lowercased()
      rest = rest[rest.index(after: colon)...]
    }
    if rest.hasPrefix("//") {
      let end = rest.dropFirst(2).firstIndex(of: "/") ?? rest.endIndex
      authority = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
      rest = rest[end...]
    }
    path = String(rest)
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, (first | 32) >= 97, (first | 32) <= 122 else { return false }
    return text.utf8.allSatisfy { byte in
      (97...122).contains(byte | 32) || (48...57).contains(byte) || [43, 45, 46].contains(byte)
    }
  }

  var text: String {
    var result = ""
    if let scheme { result += scheme + ":" }
    if let authority { result += "//" + authority }
    result += path
    if let query { result += "?" + query }
    return result
  }

  var isEmpty: Bool { scheme == nil && authority == nil && path.isEmpty && query == nil }
  /// The path of a reference that has neither scheme nor authority.
  var relativePath: String? { scheme == nil && authority == nil ? path : nil }

  func resolved(against base: SchemaURI) -> SchemaURI {
    var target = self
    if scheme != nil || authority != nil {
      target.scheme = scheme ?? base.scheme
      target.path = Self.withoutDotSegments(path)
      return target
    }
    target.scheme = base.scheme
    target.authority = base.authority
    if path.isEmpty {
      target.path = base.path
      target.query = query ?? base.query
    } else if path.hasPrefix("/") {
      target.path = Self.withoutDotSegments(path)
    } else {
      target.path = Self.withoutDotSegments(base.folder + path)
    }
    return target
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return authority == nil ? "" : "/" }
    return String(path[...slash])
  }

  private static func withoutDotSegments(_ path: String) -> String {
    let isAbsolute = path.hasPrefix("/")
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
      .dropFirst(isAbsolute ? 1 : 0)
    for (place, segment) in segments.enumerated() {
      let isLast = place == segments.count - 1
      if segment == ".." { _ = kept.popLast() }
      if segment != "." && segment != ".." {
        kept.append(segment)
      } else if isLast {
        kept.append("")
      }
    }
    return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
  }

  /// The text with `%XX` decoded; nil where an escape is broken or the result is not UTF-8.
  static func percentDecoded(_ text: String) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
