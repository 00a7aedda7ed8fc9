import ECMAPattern

/// A regular expression of ECMA-262 with the `u` flag.
enum RegexFormat {
  static func accepts(_ text: Text) -> Bool {
    do {
      _ = try Pattern(String(decoding: text, as: UTF8.self))
      return true
    } catch {
      return false
    }
  }
}
