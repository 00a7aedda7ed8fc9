/// Finds and hides the password in a database URL.
enum URLSecrets {
  static func hasPassword(_ url: String) -> Bool { !ranges(in: url).isEmpty }

  /// The URL with each password replaced.
  static func redacted(_ url: String) -> String {
    var bytes = Array(url.utf8)
    for range in ranges(in: url).reversed() {
      bytes.replaceSubrange(range, with: "(redacted)".utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The password of `scheme://user:password@host` and those of `password=` and `sslpassword=`
  /// among the parameters, as offsets into the UTF-8, ascending.
  private static func ranges(in url: String) -> [Range<Int>] {
    let bytes = Array(url.utf8)
    var found: [Range<Int>] = []
    if let start = authorityStart(in: bytes) {
      let end = bytes[start...].firstIndex { $0 == 0x2F || $0 == 0x3F } ?? bytes.count
      if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
        let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
      {
        found.append(colon + 1..<at)
      }
    }
    guard let query = bytes.firstIndex(of: UInt8(ascii: "?")) else { return found }
    for parameter in bytes[(query + 1)...].split(separator: UInt8(ascii: "&")) {
      for name in ["password=", "sslpassword="] where parameter.starts(with: name.utf8) {
        let start = parameter.startIndex + name.utf8.count
        if start < parameter.endIndex { found.append(start..<parameter.endIndex) }
      }
    }
    // A password with '?' in it would overlap; libpq asks for it as %3F.
    return found
  }

  private static func authorityStart(in bytes: [UInt8]) -> Int? {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      bytes[colon...].starts(with: "://".utf8)
    else { return nil }
    return colon + 3
  }
}
