/// Writes texts and keys as TOML does.
enum TOMLText {
  /// A basic string (TOML 1.0, section "String").
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A key, quoted where a bare one would not do.
  static func key(_ name: String) -> String {
    let isBare = !name.isEmpty && name.utf8.allSatisfy { Names.isNameByte($0) && $0 != 0x2E }
    return isBare ? name : quoted(name)
  }
}
