import JSONSchema

/// The names that a contract may give its table (contracts.md, section 4).
enum TableName {
  private static let bytesMax = 63

  /// What is wrong with `name` or `schema.name`; nil where nothing is.
  static func fault(in name: String) -> LocalisedText? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2 {
      return LocalisedText(
        en: "a table is `name` or `schema.name`: one point at most",
        vi: "tên bảng có dạng `tên` hoặc `lược_đồ.tên`: nhiều nhất một dấu chấm")
    }
    if let part = parts.first(where: { !isIdentifier($0) }) {
      return LocalisedText(
        en: "`\(part)` cannot name a table or schema: letters, digits and `_`, not a digit first, "
          + "at most \(bytesMax) bytes, in NFC",
        vi: "`\(part)` không đặt tên cho bảng hay lược đồ được: chỉ gồm chữ, số và `_`, không bắt "
          + "đầu bằng số, nhiều nhất \(bytesMax) byte, dạng NFC")
    }
    let reserved = ["trucd", "pg", "sqlite", "information_schema"]
    let lowered = inSQLite(name).asciiLowercased
    if reserved.contains(where: { lowered == $0 || lowered.hasPrefix($0 + "_") }) {
      return LocalisedText(
        en: "names that begin with `trucd`, `pg_`, `sqlite_` or `information_schema` belong to the "
          + "bus and to the databases; choose another",
        vi: "các tên bắt đầu bằng `trucd`, `pg_`, `sqlite_` hoặc `information_schema` dành cho "
          + "trục và cơ sở dữ liệu; hãy chọn tên khác")
    }
    return nil
  }

  /// The name in SQLite, which has no schemas: `schema_name`.
  static func inSQLite(_ name: String) -> String {
    String(name.map { $0 == "." ? "_" : $0 })
  }

  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, text.utf8.count <= bytesMax else { return false }
    return !first.isDecimalDigit
      && text.unicodeScalars.allSatisfy { $0.isLetter || $0.isDecimalDigit || $0 == "_" }
      && NFC.isNormalised(text)
  }
}

extension Unicode.Scalar {
  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  var isDecimalDigit: Bool { properties.generalCategory == .decimalNumber }

  var isCapital: Bool {
    let category = properties.generalCategory
    return category == .uppercaseLetter || category == .titlecaseLetter
  }

  var isSmall: Bool { properties.generalCategory == .lowercaseLetter }
}
