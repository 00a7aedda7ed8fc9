import JSON
import JSONSchema

/// Reads the members of one `x-trucd` object and gathers everything that is wrong with them.
struct SettingsReader {
  let object: JSONObject
  let file: String
  /// JSON Pointer of the object.
  let pointer: String
  private(set) var problems: [ContractProblem] = []

  init(_ object: JSONObject, file: String, pointer: String) {
    self.object = object
    self.file = file
    self.pointer = pointer
  }

  mutating func report(_ code: ContractProblem.Code, _ key: String?, en: String, vi: String) {
    let place = key.map { pointer.pointer(to: $0) } ?? pointer
    problems.append(ContractProblem(code, file: file, pointer: place, en: en, vi: vi))
  }

  /// What a part of the object was found to have.
  mutating func add(_ more: [ContractProblem]) { problems += more }

  /// Refuses every key that is in neither list; those not carried out yet are told apart.
  mutating func check(known: [String], notYet: [String], elsewhere: [String: LocalisedText]) {
    for member in object where !known.contains(where: { $0.hasSameBytes(as: member.name) }) {
      if notYet.contains(where: { $0.hasSameBytes(as: member.name) }) {
        reportUnsupported(member.name)
      } else if let hint = elsewhere.first(where: { $0.key.hasSameBytes(as: member.name) })?.value {
        report(.misplaced, member.name, en: hint.en, vi: hint.vi)
      } else {
        reportUnknown(member.name, known: known + notYet)
      }
    }
  }

  mutating func reportUnsupported(_ key: String, _ value: String? = nil) {
    let what = value.map { "`\(key)`: `\($0)`" } ?? "`\(key)`"
    report(
      .unsupported, key,
      en: "\(what) is part of the contract language but is not supported yet; leave it out",
      vi: "\(what) thuộc ngôn ngữ hợp đồng nhưng chưa được hỗ trợ; hãy bỏ ra")
  }

  private mutating func reportUnknown(_ key: String, known: [String]) {
    let nearest = Suggestion.nearest(to: key, among: known)
    let list = known.sorted().joined(separator: ", ")
    report(
      .unknownSetting, key,
      en: "unknown setting; " + (nearest.map { "did you mean `\($0)`?" } ?? "known are: \(list)"),
      vi: "thiết lập không tồn tại; "
        + (nearest.map { "có phải là `\($0)`?" } ?? "các thiết lập có: \(list)"))
  }

  mutating func text(_ key: String) -> String? {
    guard let value = object[key] else { return nil }
    guard let text = value.string, !text.isEmpty, !text.hasControlCharacters else {
      report(
        .badSetting, key, en: "must be a string that is not empty and has no control characters",
        vi: "phải là chuỗi không rỗng, không có ký tự điều khiển")
      return nil
    }
    return text
  }

  mutating func flag(_ key: String) -> Bool? {
    guard let value = object[key] else { return nil }
    if value.boolean == nil {
      report(.badSetting, key, en: "must be true or false", vi: "phải là true hoặc false")
    }
    return value.boolean
  }

  /// A whole number within bounds.
  mutating func number(_ key: String, in bounds: ClosedRange<Int>) -> Int? {
    guard let value = object[key] else { return nil }
    guard let number = value.number?.int64.flatMap({ Int(exactly: $0) }), bounds.contains(number)
    else {
      report(
        .badSetting, key,
        en: "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
        vi: "phải là số nguyên từ \(bounds.lowerBound) đến \(bounds.upperBound)")
      return nil
    }
    return number
  }

  /// A list of strings; a single string stands for a list of one.
  mutating func texts(_ key: String) -> [String]? {
    guard let value = object[key] else { return nil }
    let list = value.string.map { [$0] } ?? value.array?.compactMap(\.string)
    guard let list, list.count == value.array?.count ?? 1, !list.contains(where: \.isEmpty) else {
      report(
        .badSetting, key, en: "must be a list of strings that are not empty",
        vi: "phải là danh sách các chuỗi không rỗng")
      return nil
    }
    return list
  }

  /// An object with the two members `first` and `second`, both strings; nil where absent or wrong.
  mutating func pair(_ key: String, _ first: String, _ second: String, bothRequired: Bool)
    -> (first: String?, second: String?)?
  {
    guard let value = object[key] else { return nil }
    let members = value.object
    let isClosed =
      members?.allSatisfy { member in
        [first, second].contains { $0.hasSameBytes(as: member.name) } && member.value.string != nil
      } ?? false
    let pair = (first: members?[first]?.string, second: members?[second]?.string)
    guard isClosed, !bothRequired || (pair.first != nil && pair.second != nil) else {
      report(
        .badSetting, key, en: "must be an object of strings with `\(first)` and `\(second)`",
        vi: "phải là đối tượng có hai chuỗi `\(first)` và `\(second)`")
      return nil
    }
    return pair
  }

  /// `message`: both languages, since the reader of an error has either.
  mutating func message() -> LocalisedText? {
    guard let pair = pair("message", "vi", "en", bothRequired: true),
      let vi = pair.first, let en = pair.second
    else { return nil }
    return LocalisedText(en: en, vi: vi)
  }

  /// Checks the keys that only document: `en`, `source` and, for properties, `unit`.
  mutating func checkDocumentation() {
    _ = pair("en", "title", "description", bothRequired: false)
    _ = text("source")
    _ = object["unit"] == nil ? nil : text("unit")
  }
}

extension String {
  var hasControlCharacters: Bool { utf8.contains { $0 < 0x20 || $0 == 0x7f } }
}
