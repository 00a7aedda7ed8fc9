import Testing

/// Texts that conform to a format, texts that do not, and the section that says so.
struct FormatCase: Sendable, CustomTestStringConvertible {
  let format: String
  let rule: String
  let valid: [String]
  let invalid: [String]

  init(_ format: String, _ rule: String, valid: [String] = [], invalid: [String] = []) {
    self.format = format
    self.rule = rule
    self.valid = valid
    self.invalid = invalid
  }

  var testDescription: String { "\(format): \(rule)" }
}
