import ECMAPattern

/// A regular expression of ECMA-262 with the `u` flag; only its syntax is read.
enum RegexFormat {
  static func accepts(_ text: Text) -> Bool {
    do throws(PatternError) {
      try Pattern.checkSyntax(of: String(decoding: text, as: UTF8.self))
      return true
    } catch {
      return false
    }
  }
}
