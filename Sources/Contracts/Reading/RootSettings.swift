import JSON
import JSONSchema

/// The root form of `x-trucd`: what a contract is as a whole.
struct RootSettings {
  static let known = [
    "topics", "owner", "agency", "table", "status", "version", "schema_ids", "mode", "tombstone",
    "key", "order", "key_from", "partitioning", "retention", "distribution", "charset", "raw",
    "extra", "en",
    "source", "message",
  ]
  static let notYet = ["each", "columns", "when"]

  var topics: [TopicPattern] = []
  var owner: String?
  var agency: AgencyRule?
  var table = ""
  var status = Contract.Status.active
  var version = ""
  var schemaIDs: [SchemaID] = []
  var keepsRaw = false
  /// Nil where the contract does not say.
  var keepsExtra: Bool?
  var mode = ModeSettings()
  var partitions = PartitionSettings()
  /// Name of a property, or a JSON Pointer; nil where the contract does not say.
  var distribution: String?
  var message: LocalisedText?

  /// Reads the root form of a contract whose file carries the major version `major`.
  static func read(
    _ object: JSONObject, file: String, major: Int, problems: inout [ContractProblem]
  ) -> RootSettings {
    var reader = SettingsReader(object, file: file, pointer: "/x-trucd")
    var settings = RootSettings()
    reader.check(known: known, notYet: notYet, elsewhere: propertyKeys)
    settings.topics = readTopics(&reader)
    settings.owner = reader.text("owner")
    settings.agency = readAgency(&reader)
    settings.table = readTable(&reader)
    settings.status = readStatus(&reader)
    settings.version = readVersion(&reader, major: major)
    settings.schemaIDs = readSchemaIDs(&reader)
    settings.keepsRaw = reader.flag("raw") ?? false
    settings.keepsExtra = reader.flag("extra")
    settings.mode = ModeSettings.read(&reader)
    settings.partitions = PartitionSettings.read(&reader)
    settings.distribution = reader.text("distribution")
    settings.message = reader.message()
    checkCharset(&reader)
    reader.checkDocumentation()
    problems += reader.problems
    return settings
  }

  private static let propertyKeys = Dictionary(
    uniqueKeysWithValues: ["column", "type", "steps", "check", "codelist", "treatment", "unit"].map
    {
      (
        $0,
        LocalisedText(
          en: "`\($0)` belongs into the `x-trucd` of a property, not of the contract",
          vi: "`\($0)` phải nằm trong `x-trucd` của một thuộc tính, không phải của hợp đồng")
      )
    })

  /// Only the default is carried out as yet.
  private static func checkCharset(_ reader: inout SettingsReader) {
    guard let value = reader.text("charset"), !value.asciiLowercased.hasSameBytes(as: "utf-8")
    else { return }
    if ["tcvn3", "vni", "windows-1258"].contains(value) {
      reader.reportUnsupported("charset", value)
    } else {
      reader.report(
        .badSetting, "charset", en: "unknown value; `utf-8` is the one that is supported",
        vi: "giá trị không tồn tại; giá trị được hỗ trợ là `utf-8`")
    }
  }

  private static func readTopics(_ reader: inout SettingsReader) -> [TopicPattern] {
    guard let names = reader.texts("topics") else {
      if reader.object["topics"] == nil { reportMissing("topics", "[\"env.air\"]", &reader) }
      return []
    }
    if names.isEmpty { reportMissing("topics", "[\"env.air\"]", &reader) }
    return names.compactMap { name in
      do throws(TopicPattern.Fault) {
        return try TopicPattern(name)
      } catch {
        reader.report(.badSetting, "topics", en: error.en, vi: error.vi)
        return nil
      }
    }
  }

  private static func readTable(_ reader: inout SettingsReader) -> String {
    guard let name = reader.text("table") else {
      if reader.object["table"] == nil { reportMissing("table", "\"air_quality\"", &reader) }
      return ""
    }
    if let fault = TableName.fault(in: name) {
      reader.report(.badSetting, "table", en: fault.en, vi: fault.vi)
    }
    return name
  }

  private static func reportMissing(
    _ key: String, _ example: String, _ reader: inout SettingsReader
  ) {
    reader.report(
      .badSetting, nil, en: "a contract needs `\(key)`, such as \"\(key)\": \(example)",
      vi: "hợp đồng phải có `\(key)`, ví dụ \"\(key)\": \(example)")
  }

  private static func readStatus(_ reader: inout SettingsReader) -> Contract.Status {
    guard let text = reader.text("status") else { return .active }
    guard let status = Contract.Status(rawValue: text) else {
      reader.report(
        .badSetting, "status", en: "must be `draft`, `active` or `retired`",
        vi: "phải là `draft`, `active` hoặc `retired`")
      return .active
    }
    return status
  }

  private static func readVersion(_ reader: inout SettingsReader, major: Int) -> String {
    guard let text = reader.text("version") else { return "\(major).0" }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.utf8.allSatisfy { (48...57).contains($0) } ? Int($0) : nil }
    if parts.count != 2 || numbers.count != 2 || numbers[0] != major {
      reader.report(
        .badSetting, "version",
        en: "must be major.minor with the file's major, such as \"\(major).0\"",
        vi: "phải có dạng chính.phụ với số chính của tên tệp, ví dụ \"\(major).0\"")
    }
    return text
  }

  private static func readAgency(_ reader: inout SettingsReader) -> AgencyRule? {
    guard let value = reader.object["agency"] else { return nil }
    if let text = value.string, !text.isEmpty, let path = JSONPointer.tokens(of: text) {
      return .property(path: path)
    }
    if let object = value.object, object.count == 1, let name = object["header"]?.string,
      !name.isEmpty
    {
      return .header(name)
    }
    reader.report(
      .badSetting, "agency",
      en: "must be a JSON Pointer such as \"/agency\", or {\"header\": \"x-agency\"}",
      vi: "phải là JSON Pointer như \"/agency\", hoặc {\"header\": \"x-agency\"}")
    return nil
  }

  private static func readSchemaIDs(_ reader: inout SettingsReader) -> [SchemaID] {
    guard let value = reader.object["schema_ids"] else { return [] }
    let ids = value.array?.compactMap { element -> SchemaID? in
      if let number = element.number {
        return number.int64.flatMap { Int32(exactly: $0) }.map(SchemaID.number)
      }
      return element.string.flatMap { SchemaID(uuid: $0) }
    }
    guard let ids, ids.count == value.array?.count else {
      reader.report(
        .badSetting, "schema_ids",
        en: "must be a list of schema-registry ids: integers of 32 bits or UUIDs",
        vi: "phải là danh sách mã của schema registry: số nguyên 32 bit hoặc UUID")
      return []
    }
    return ids
  }
}
