import JSON
import JSONSchema

/// `mode` and the keys that belong to it, as the author wrote them (contracts.md, section 6).
struct ModeSettings {
  enum Mode: String, CaseIterable {
    case append, upsert, history
  }

  var mode = Mode.append
  /// Names of properties, or JSON Pointers.
  var key: [String] = []
  var order: String?
  var tombstone = KeyedRows.Tombstone.count

  static func read(_ reader: inout SettingsReader) -> ModeSettings {
    var settings = ModeSettings()
    settings.mode =
      choice("mode", Mode.allCases.map(\.rawValue), &reader).flatMap(Mode.init) ?? .append
    settings.tombstone =
      choice("tombstone", ["count", "delete"], &reader).flatMap(KeyedRows.Tombstone.init) ?? .count
    settings.key = reader.texts("key") ?? []
    settings.order = reader.text("order")
    settings.checkTogether(&reader)
    settings.checkKeySource(&reader)
    return settings
  }

  private static func choice(
    _ key: String, _ values: [String], _ reader: inout SettingsReader
  ) -> String? {
    guard let value = reader.text(key) else { return nil }
    if values.contains(where: { $0.hasSameBytes(as: value) }) { return value }
    let nearest = Suggestion.nearest(to: value, among: values)
    let list = values.map { "`\($0)`" }.joined(separator: ", ")
    reader.report(
      .badSetting, key,
      en: "unknown value; " + (nearest.map { "did you mean `\($0)`?" } ?? "known are \(list)"),
      vi: "giá trị không tồn tại; "
        + (nearest.map { "có phải là `\($0)`?" } ?? "các giá trị có: \(list)"))
    return nil
  }

  private func checkTogether(_ reader: inout SettingsReader) {
    if mode == .append {
      for name in ["key", "order"] where reader.object[name] != nil {
        reader.report(
          .misplaced, name,
          en: "`\(name)` has no meaning in mode `append`; leave it out, or say `\"mode\": "
            + "\"upsert\"` or `\"history\"`",
          vi: "`\(name)` không có nghĩa ở chế độ `append`; hãy bỏ ra, hoặc ghi `\"mode\": "
            + "\"upsert\"` hoặc `\"history\"`")
      }
      return
    }
    for (name, isMissing, example) in [
      ("key", key.isEmpty, "[\"stationId\"]"), ("order", order == nil, "\"observedAt\""),
    ] where isMissing && reader.problems.allSatisfy({ !$0.pointer.hasSuffix("/" + name) }) {
      reader.report(
        .badSetting, reader.object[name] == nil ? nil : name,
        en: "mode `\(mode.rawValue)` needs `\(name)`, such as \"\(name)\": \(example)",
        vi: "chế độ `\(mode.rawValue)` cần có `\(name)`, ví dụ \"\(name)\": \(example)")
    }
  }

  /// `delete` needs to be told where the key comes from; there is one source as yet.
  private func checkKeySource(_ reader: inout SettingsReader) {
    let source = reader.text("key_from")
    if let source, !source.hasSameBytes(as: "key") {
      reader.report(
        .badSetting, "key_from", en: "must be `key`: the Kafka key gives the key's columns",
        vi: "phải là `key`: khoá Kafka cho các cột khoá")
    }
    if tombstone == .delete, mode == .append {
      reader.report(
        .misplaced, "tombstone",
        en: "in mode `append` there is no row to delete; say `count`, or choose another mode",
        vi: "chế độ `append` không có dòng để xoá; hãy ghi `count`, hoặc chọn chế độ khác")
    } else if tombstone == .delete, reader.object["key_from"] == nil {
      reader.report(
        .badSetting, "tombstone",
        en: "`delete` needs `\"key_from\": \"key\"`, which says that the Kafka key names the row",
        vi: "`delete` cần có `\"key_from\": \"key\"`, cho biết khoá Kafka chỉ ra dòng cần xoá")
    } else if tombstone == .count, source != nil {
      reader.report(
        .misplaced, "key_from", en: "has a meaning only with `\"tombstone\": \"delete\"`",
        vi: "chỉ có nghĩa cùng với `\"tombstone\": \"delete\"`")
    }
  }
}
