import JSON
import JSONSchema

/// The property form of `x-trucd`: what becomes of one property.
struct PropertySettings {
  static let known = ["column", "type", "steps", "check", "unit", "en", "source", "message"]
  static let notYet = ["codelist", "treatment"]
  /// Keys that have a meaning only where a property becomes a column.
  static let columnKeys = ["column", "type", "steps", "check", "codelist", "treatment"]

  /// False for `"x-trucd": false`.
  var isColumn = true
  /// The column's name as the author wrote it.
  var column: String?
  var type: ColumnType?
  var steps: [Step] = []
  /// A JSON Schema for the value after the steps.
  var check: JSONValue?
  var unit: String?
  var message: LocalisedText?

  /// Reads one property form and reports what is wrong with it.
  static func read(
    _ value: JSONValue, file: String, pointer: String, problems: inout [ContractProblem]
  ) -> PropertySettings {
    var settings = PropertySettings()
    if value.boolean == false {
      settings.isColumn = false
      return settings
    }
    guard let object = value.object else {
      problems.append(
        ContractProblem(
          .badSetting, file: file, pointer: pointer,
          en: "`x-trucd` of a property must be an object, or false for no column",
          vi: "`x-trucd` của một thuộc tính phải là đối tượng, hoặc false nếu không thành cột"))
      return settings
    }
    var reader = SettingsReader(object, file: file, pointer: pointer)
    reader.check(known: known, notYet: notYet, elsewhere: rootKeys)
    settings.column = reader.text("column")
    settings.type = readType(&reader)
    settings.steps = readSteps(&reader)
    settings.check = readCheck(&reader)
    settings.unit = object["unit"]?.string
    settings.message = reader.message()
    reader.checkDocumentation()
    problems += reader.problems
    return settings
  }

  private static let rootKeys = Dictionary(
    uniqueKeysWithValues: (RootSettings.known + RootSettings.notYet).filter {
      !known.contains($0) && !notYet.contains($0)
    }.map {
      (
        $0,
        LocalisedText(
          en: "`\($0)` belongs into the `x-trucd` at the root of a contract",
          vi: "`\($0)` phải nằm trong `x-trucd` ở gốc của hợp đồng")
      )
    })

  private static func readType(_ reader: inout SettingsReader) -> ColumnType? {
    guard let text = reader.text("type") else { return nil }
    if let type = ColumnType(contractSpelling: text) { return type }
    let nearest = Suggestion.nearest(to: text, among: ColumnType.spellings)
    reader.report(
      .badSetting, "type",
      en: "unknown type; "
        + (nearest.map { "did you mean `\($0)`?" }
          ?? "known are \(ColumnType.spellings.joined(separator: ", ")), with 1 ≤ p ≤ 1000, 0 ≤ s ≤ p"),
      vi: "kiểu không tồn tại; "
        + (nearest.map { "có phải là `\($0)`?" }
          ?? "các kiểu có: \(ColumnType.spellings.joined(separator: ", ")), với 1 ≤ p ≤ 1000, 0 ≤ s ≤ p")
    )
    return nil
  }

  private static func readSteps(_ reader: inout SettingsReader) -> [Step] {
    guard let names = reader.texts("steps") else { return [] }
    let known = Step.allCases.map(\.rawValue)
    return names.enumerated().compactMap { place, name in
      if let step = Step(rawValue: name) { return step }
      let nearest = Suggestion.nearest(to: name, among: known)
      reader.report(
        .badSetting, "steps",
        en: "step \(place + 1) is unknown; "
          + (nearest.map { "did you mean `\($0)`?" }
            ?? "known are: \(known.joined(separator: ", "))"),
        vi: "bước \(place + 1) không tồn tại; "
          + (nearest.map { "có phải là `\($0)`?" }
            ?? "các bước có: \(known.joined(separator: ", "))"))
      return nil
    }
  }

  private static func readCheck(_ reader: inout SettingsReader) -> JSONValue? {
    guard let check = reader.object["check"] else { return nil }
    if check.object != nil || check.boolean != nil { return check }
    reader.report(
      .badSetting, "check", en: "must be a JSON Schema: an object, true or false",
      vi: "phải là một JSON Schema: đối tượng, true hoặc false")
    return nil
  }
}
