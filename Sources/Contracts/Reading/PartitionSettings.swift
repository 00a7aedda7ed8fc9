import JSON
import JSONSchema

/// `partitioning` and `retention`, as the author wrote them.
struct PartitionSettings {
  /// `partitioning`, whose column is still the name of a property or a JSON Pointer.
  var partitioning: Partitioning?
  var retention: Retention?

  static func read(_ reader: inout SettingsReader) -> PartitionSettings {
    PartitionSettings(
      partitioning: readPartitioning(&reader), retention: readRetention(&reader))
  }

  private static func readPartitioning(_ reader: inout SettingsReader) -> Partitioning? {
    guard let value = reader.object["partitioning"] else { return nil }
    guard let object = value.object else {
      reader.report(
        .badSetting, "partitioning",
        en: "must be an object such as {\"by\": \"observedAt\", \"every\": \"month\"}",
        vi: "phải là đối tượng, ví dụ {\"by\": \"observedAt\", \"every\": \"month\"}")
      return nil
    }
    var inner = SettingsReader(
      object, file: reader.file, pointer: reader.pointer.pointer(to: "partitioning"))
    defer { reader.add(inner.problems) }
    inner.check(known: ["by", "every", "ahead", "back"], notYet: [], elsewhere: [:])
    let every = readEvery(&inner)
    let ahead = inner.number("ahead", in: 1...Partitioning.aheadMax)
    let back = inner.number("back", in: 0...Partitioning.backMax)
    guard let column = inner.text("by") else {
      if object["by"] == nil {
        inner.report(
          .badSetting, nil,
          en: "needs `by`, the property that says when, such as \"by\": \"observedAt\"",
          vi: "cần có `by`, thuộc tính cho biết thời gian, ví dụ \"by\": \"observedAt\"")
      }
      return nil
    }
    return Partitioning(column: column, every: every, ahead: ahead, back: back)
  }

  private static func readEvery(_ reader: inout SettingsReader) -> Partitioning.Every {
    guard let text = reader.text("every") else { return .month }
    guard
      let every = Partitioning.Every.allCases.first(where: { $0.rawValue.hasSameBytes(as: text) })
    else {
      reader.report(
        .badSetting, "every", en: "must be `month` or `day`", vi: "phải là `month` hoặc `day`")
      return .month
    }
    return every
  }

  private static func readRetention(_ reader: inout SettingsReader) -> Retention? {
    guard let text = reader.text("retention") else { return nil }
    guard let retention = Retention(text) else {
      reader.report(
        .badSetting, "retention",
        en: "must be a period of ISO 8601 in one unit, such as \"P5Y\", \"P24M\", \"P4W\" or "
          + "\"P90D\"",
        vi: "phải là khoảng thời gian ISO 8601 với một đơn vị, ví dụ \"P5Y\", \"P24M\", \"P4W\" "
          + "hoặc \"P90D\"")
      return nil
    }
    return retention
  }
}
