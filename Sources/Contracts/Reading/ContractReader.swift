import JSON
import JSONSchema

/// Everything that is wrong with a contract.
public struct ContractError: Error, Sendable {
  public let problems: [ContractProblem]
}

/// Reads one contract of a folder.
public struct ContractReader {
  private let name: ContractName
  private let map: ReferenceMap
  /// Of a stored text, which served before: then only what hinders serving counts.
  private let isStored: Bool
  private var problems: [ContractProblem] = []

  /// The contract at a path of the folder, or all that is wrong with it.
  public static func read(
    _ path: String, in folder: ContractFolder
  ) throws(ContractError) -> Contract {
    try read(path, in: folder, isStored: false)
  }

  private static func read(
    _ path: String, in folder: ContractFolder, isStored: Bool
  ) throws(ContractError) -> Contract {
    guard let name = ContractName(path: path) else {
      throw ContractError(problems: [badName(path)])
    }
    var reader = ContractReader(
      name: name, map: ReferenceMap(of: path, in: folder), isStored: isStored)
    guard let contract = reader.read() else { throw ContractError(problems: reader.problems) }
    return contract
  }

  /// The contract of a bundle (`Contract.text`), or all that is wrong with it.
  public static func read(bundle text: [UInt8]) throws(ContractError) -> Contract {
    guard let (name, folder) = Bundle.folder(of: text) else {
      throw ContractError(problems: [
        ContractProblem(
          .malformed, file: "", en: "the stored text is not the bundle of a contract",
          vi: "văn bản đã lưu không phải bản đóng gói của một hợp đồng")
      ])
    }
    return try read(name + ContractFolder.schemaSuffix, in: folder, isStored: true)
  }

  private init(name: ContractName, map: ReferenceMap, isStored: Bool) {
    self.name = name
    self.map = map
    self.isStored = isStored
  }

  private mutating func read() -> Contract? {
    guard let root = map.root else {
      report(.schema, "", en: "must be a JSON Schema object", vi: "phải là đối tượng JSON Schema")
      return nil
    }
    problems += map.problems
    for file in map.roots {
      problems += SettingsCheck(file).problems
      if !isStored { problems += KeywordCheck(file).problems }
    }
    let settings = rootSettings(root)
    let discovery = ColumnDiscovery(of: root, in: map)
    problems += discovery.problems
    let columns = ColumnAssembly(discovery, settings, root: root, map: map)
    problems += columns.problems
    var keyed = KeyedColumns(of: columns.columns, file: name.path)
    let mode = keyed.mode(settings.mode)
    problems += keyed.problems
    var cut = PartitionColumn(
      of: columns.columns, file: name.path, mode: settings.mode.mode, keyed: mode.keyed)
    let partitioning = cut.partitioning(settings.partitions)
    problems += cut.problems
    var spread = DistributionColumn(of: columns.columns, file: name.path, keyed: mode.keyed)
    let distribution = spread.column(settings.distribution)
    problems += spread.problems
    let schema = compile(root, columns.captures)
    guard problems.isEmpty, let schema else {
      problems = problems.withoutRepetitions
      return nil
    }
    return Contract(
      name: name.text, settings: settings, schemaURI: map.folder.document(atPath: name.path)?.id,
      comment: root.object["title"]?.string, text: Bundle.text(of: name.text, map),
      schema: schema, columns: columns.columns, mode: mode, partitioning: partitioning,
      distribution: distribution, notices: discovery.notices)
  }

  private mutating func rootSettings(_ root: SchemaNode) -> RootSettings {
    guard let object = root.object["x-trucd"]?.object else {
      report(
        .badSetting, root.object["x-trucd"] == nil ? "" : "/x-trucd",
        en:
          "a contract needs `x-trucd` at its root, such as {\"topics\": [\"env.air\"], \"owner\": "
          + "\"H17.12\", \"table\": \"air_quality\"}",
        vi: "hợp đồng phải có `x-trucd` ở gốc, ví dụ {\"topics\": [\"env.air\"], \"owner\": "
          + "\"H17.12\", \"table\": \"air_quality\"}")
      return RootSettings()
    }
    return RootSettings.read(object, file: name.path, major: name.major, problems: &problems)
  }

  private mutating func compile(_ root: SchemaNode, _ captures: [Capture]) -> Schema? {
    let map = map
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: .object(root.object), at: name.path, formats: .asserted, captures: captures,
        messageKeyword: "x-trucd", resolve: { map.document(at: $0) })
      // JSON Schema passes over them; here an author relies on what is written.
      problems += schema.unknownFormats.map { ContractProblem($0, in: map, file: name.path) }
      return schema
    } catch {
      problems += error.problems.map { ContractProblem($0, in: map, file: name.path) }
      return nil
    }
  }

  private mutating func report(
    _ code: ContractProblem.Code, _ pointer: String, en: String, vi: String
  ) {
    problems.append(ContractProblem(code, file: name.path, pointer: pointer, en: en, vi: vi))
  }

  private static func badName(_ path: String) -> ContractProblem {
    ContractProblem(
      .name, file: path,
      en: "a contract is called <system>/<event>.v<major>.schema.json; shared definitions belong "
        + "into common/",
      vi: "hợp đồng đặt tên <hệ thống>/<sự kiện>.v<số chính>.schema.json; định nghĩa dùng chung "
        + "để trong common/")
  }
}

extension ContractProblem {
  /// A problem that the schema's compiler found, by the file of the folder.
  init(_ problem: SchemaProblem, in map: ReferenceMap, file: String) {
    self.init(
      problem.code == .unresolvedReference ? .reference : .schema,
      file: map.path(of: problem.document) ?? file, pointer: problem.pointer,
      en: problem.message.en, vi: problem.message.vi)
  }
}

extension [ContractProblem] {
  var withoutRepetitions: [ContractProblem] {
    reduce(into: []) { kept, problem in
      if !kept.contains(where: { $0.says(problem) }) { kept.append(problem) }
    }
  }
}
