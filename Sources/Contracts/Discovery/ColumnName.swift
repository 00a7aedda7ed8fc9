import JSONSchema

/// Names of columns (contracts.md, section 4).
public enum ColumnName {
  /// PostgreSQL's limit for an identifier.
  static let bytesMax = 63
  /// Columns of the bus, beside the lineage, that a contract's table may have.
  public static let extra = "_extra"
  public static let raw = "_raw"
  /// Columns that every table of PostgreSQL has.
  static let systemColumns = ["tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"]

  /// The name that a property gives its column: words parted by `_`, in lower case.
  public static func derived(from property: String) -> String {
    let scalars = Array(NFC.normalised(property).unicodeScalars)
    var words = String.UnicodeScalarView()
    for (place, scalar) in scalars.enumerated() {
      if startsWord(at: place, in: scalars) { words.append("_") }
      words.append(scalar.isLetter || scalar.isDecimalDigit ? scalar : "_")
    }
    return String(words).split(separator: "_").joined(separator: "_").loweredByScalar
  }

  private static func startsWord(at place: Int, in scalars: [Unicode.Scalar]) -> Bool {
    guard place > 0, scalars[place].isCapital else { return false }
    let before = scalars[place - 1]
    if before.isSmall || before.isDecimalDigit { return true }
    return before.isCapital && place + 1 < scalars.count && scalars[place + 1].isSmall
  }

  /// Why a name cannot be a column's; nil where it can.
  static func fault(in name: String) -> LocalisedText? {
    guard let first = name.unicodeScalars.first else {
      return fault("is empty", "rỗng", name)
    }
    if name.utf8.count > bytesMax {
      return fault(
        "has \(name.utf8.count) bytes, more than \(bytesMax)",
        "dài \(name.utf8.count) byte, quá \(bytesMax)", name)
    }
    if first.isDecimalDigit {
      return fault("starts with a digit", "bắt đầu bằng chữ số", name)
    }
    let lowered = name.asciiLowercased
    if (LineageColumn.names + [extra, raw] + systemColumns).contains(lowered) {
      return fault(
        "belongs to the bus or to PostgreSQL", "dành cho trục hoặc PostgreSQL", name)
    }
    return nil
  }

  private static func fault(_ en: String, _ vi: String, _ name: String) -> LocalisedText {
    let shown = name.utf8.count <= 80 ? name : "\(name.prefix(20))…"
    return LocalisedText(
      en: "the column's name `\(shown)` \(en); give another with `column`",
      vi: "tên cột `\(shown)` \(vi); hãy đặt tên khác bằng `column`")
  }
}

extension String {
  /// Lower case, character by character: the result depends neither on neighbours nor on a language.
  var loweredByScalar: String {
    var result = ""
    for scalar in unicodeScalars { result += scalar.properties.lowercaseMapping }
    return result
  }
}
