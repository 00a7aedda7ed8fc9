import Configuration
import Contracts
import Glibc
import JSON
import JSONSchema

/// Who judges: a schema, a contract, or the contracts of a topic.
extension ValidateTool {
  func makeJudge() throws(Refusal) -> any ValueJudge {
    if let path = arguments.value("schema") { return try schemaJudge(path) }
    let (catalog, limits) = try contracts()
    if let name = arguments.value("contract") {
      guard let serving = catalog.contract(named: name) else {
        let served = catalog.states.filter { $0.state != .leftOut }
        throw missing("contract", name, catalog, among: served.map(\.name))
      }
      return ContractJudge(TopicRoute(trying: serving), limits: limits)
    }
    let topic = arguments.value("topic") ?? ""
    guard let route = catalog.route(for: topic) else {
      throw missing("topic", topic, catalog, among: catalog.exactTopics)
    }
    return ContractJudge(route, limits: limits)
  }

  // MARK: - By a schema

  /// What `--draft` may name.
  private static let drafts: [(name: String, draft: SchemaDraft)] = [
    ("2020-12", .draft2020), ("2019-09", .draft2019), ("7", .draft7), ("6", .draft6),
    ("4", .draft4),
  ]

  private func defaultDraft() throws(Refusal) -> SchemaDraft {
    guard let name = arguments.value("draft") else { return .draft2020 }
    guard let known = Self.drafts.first(where: { $0.name == name }) else {
      let names = Self.drafts.map(\.name).joined(separator: ", ")
      throw usage(
        "--draft takes one of \(names), not \(name)",
        "--draft nhận một trong: \(names), không phải \(name)")
    }
    return known.draft
  }

  private func schemaJudge(_ path: String) throws(Refusal) -> any ValueJudge {
    var remotes: [SchemaFiles.Remote] = []
    for text in arguments.options["remote"] ?? [] {
      guard let remote = SchemaFiles.Remote(text) else {
        throw usage(
          "--remote takes URI=DIR, not \(text)", "--remote có dạng URI=DIR, không phải \(text)")
      }
      guard access(remote.folder, R_OK) == 0 else { throw cannotRead(remote.folder) }
      remotes.append(remote)
    }
    let draft = try defaultDraft()
    let folder = arguments.value("schemas")
    guard let files = SchemaFiles(path: path, folder: folder, remotes: remotes) else {
      throw usage(
        "\(path) does not lie in the folder that --schemas names",
        "\(path) không nằm trong thư mục mà --schemas nêu")
    }
    guard let root = files.root() else {
      if files.problems.isEmpty { throw cannotRead(path) }
      throw Refusal(status: .configuration, problems: files.problems)
    }
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: root, at: files.location,
        formats: arguments.has("no-format") ? .off : .asserted, defaultDraft: draft,
        resolve: { files.document(at: $0) })
      for doubt in Self.doubts(about: schema, root, draft, in: files) {
        let place = "\(doubt.file)#\(doubt.pointer)"
        Terminal.remark(
          TextReport.printable(
            language.pick("note: ", "lưu ý: ") + "\(place): \(language.pick(doubt.message))"))
      }
      return SchemaJudge(schema, name: path)
    } catch {
      throw Refusal(
        status: .configuration,
        problems: files.problems + error.problems.map { ContractProblem($0, in: files) })
    }
  }

  /// What a schema may say and its author hardly means: it changes no verdict, and is told.
  static func doubts(
    about schema: Schema, _ root: JSONValue, _ draft: SchemaDraft, in files: SchemaFiles
  ) -> [ContractProblem] {
    let misspelt = ContractProblem.misspeltKeywords(in: root, file: files.file(of: files.location))
      // The name of a schema in draft 4, where only `--draft` says that it is one.
      .filter { draft != .draft4 || !$0.pointer.hasSuffix("/id") }
    return misspelt + schema.unknownFormats.map { ContractProblem($0, in: files) }
  }

  // MARK: - By contracts

  private func contracts() throws(Refusal) -> (ContractCatalog, ReaderLimits) {
    var directory = arguments.value("schemas")
    var consumer = Configuration().consumer
    if directory == nil || arguments.has("config") {
      let path = arguments.value("config") ?? Command.defaultConfiguration
      if !arguments.has("config"), access(path, F_OK) != 0 {
        throw usage(
          "say where the contracts are: --schemas DIR, or --config FILE (there is no \(path))",
          "cần nêu nơi có hợp đồng: --schemas DIR, hoặc --config FILE (không có \(path))")
      }
      guard let loaded = LoadedConfiguration.orComplain(path) else {
        throw Refusal(status: .configuration)
      }
      directory = directory ?? loaded.configuration.contracts.directory
      consumer = loaded.configuration.consumer
    }
    do throws(FolderReader.Failure) {
      let files = try FolderReader(directory: directory ?? "").read()
      return (ContractCatalog.load(files), ReaderLimits(consumer))
    } catch {
      throw Refusal(status: .noInput, message: error.message)
    }
  }

  /// What was asked for is not there: where files of the folder are broken, it may be one of those.
  private func missing(
    _ kind: String, _ name: String, _ catalog: ContractCatalog, among names: [String]
  ) -> Refusal {
    let isBroken = catalog.states.contains { $0.state == .leftOut }
    let known =
      names.isEmpty
      ? language.pick("none", "không có gì") : names.prefix(20).joined(separator: ", ")
    let word = language.pick(kind, kind == "contract" ? "hợp đồng" : "topic")
    return Refusal(
      status: isBroken ? .configuration : .noInput,
      message: language.pick(
        "no \(word) \(name) is served; there are: \(known)",
        "không có \(word) \(name) đang phục vụ; hiện có: \(known)"),
      problems: isBroken ? catalog.problems : [])
  }
}

extension ContractProblem {
  /// A problem of a schema, by the file in which it stands.
  fileprivate init(_ problem: SchemaProblem, in files: SchemaFiles) {
    let isReference = problem.code == .unresolvedReference
    let isForeign = isReference || problem.code == .unsupportedDialect
    self.init(
      isReference ? .reference : .schema, file: files.file(of: problem.document),
      pointer: problem.pointer,
      en: problem.message.en + (isForeign ? Self.remoteHint.en : ""),
      vi: problem.message.vi + (isForeign ? Self.remoteHint.vi : ""))
  }

  private static let remoteHint = LocalisedText(
    en: " (documents from elsewhere: --remote URI=DIR)",
    vi: " (tài liệu ở nơi khác: --remote URI=THƯ-MỤC)")
}
