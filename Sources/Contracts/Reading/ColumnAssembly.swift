import JSON
import JSONSchema

/// The columns of one contract with the captures that feed them: names compared, checks compiled,
/// the bus's own columns added.
struct ColumnAssembly {
  private(set) var columns: [ContractColumn] = []
  private(set) var captures: [Capture] = []
  private(set) var problems: [ContractProblem] = []
  private let map: ReferenceMap

  init(_ discovery: ColumnDiscovery, _ settings: RootSettings, root: SchemaNode, map: ReferenceMap)
  {
    self.map = map
    for column in discovery.columns { add(column) }
    if settings.keepsExtra ?? true, !discovery.isRootClosed {
      captures.append(Capture(path: [], kind: .members(excluding: discovery.rootNames)))
      columns.append(own(ColumnName.extra, .jsonb, .members, root))
    }
    if settings.keepsRaw {
      captures.append(Capture(path: []))
      columns.append(own(ColumnName.raw, .text, .raw, root))
    }
  }

  private mutating func add(_ found: DiscoveredColumn) {
    if let fault = ColumnName.fault(in: found.name) {
      report(.column, found, en: fault.en, vi: fault.vi)
    } else if let other = columns.first(where: {
      $0.name.asciiLowercased.hasSameBytes(as: found.name.asciiLowercased)
    }) {
      report(
        .conflict, found,
        en: "the column's name `\(found.name)` is the same as that of \(other.file)#"
          + "\(other.pointer); give one of them another with `column`",
        vi: "tên cột `\(found.name)` trùng với cột của \(other.file)#\(other.pointer); hãy đặt tên "
          + "khác cho một cột bằng `column`")
    }
    let isRest: Bool
    if case .rest(let names) = found.source {
      captures.append(Capture(path: found.path, kind: .members(excluding: names)))
      isRest = true
    } else {
      captures.append(Capture(path: found.path))
      isRest = false
    }
    columns.append(
      ContractColumn(
        name: found.name, type: found.type, comment: found.comment, unit: found.settings.unit,
        source: isRest ? .members : .property,
        instanceLocation: found.path.reduce("") { $0.pointer(to: $1) },
        isAlwaysPresent: found.isAlwaysPresent, file: found.file, pointer: found.pointer,
        steps: found.settings.steps, check: compileCheck(of: found),
        message: found.settings.message))
  }

  /// `_extra` or `_raw`.
  private func own(
    _ name: String, _ type: ColumnType, _ source: ContractColumn.Source, _ root: SchemaNode
  ) -> ContractColumn {
    let comment =
      source.isRaw
      ? "Nội dung bản ghi như đã gửi" : "Các thuộc tính mà hợp đồng không nêu tên"
    return ContractColumn(
      name: name, type: type, comment: comment, unit: nil, source: source, instanceLocation: "",
      isAlwaysPresent: false, file: root.file, pointer: root.pointer, steps: [], check: nil,
      message: nil)
  }

  /// Compiles a check as if it stood at the root of its file, so that `#/$defs/…` and relative
  /// references mean there what they mean in the file.
  private mutating func compileCheck(of column: DiscoveredColumn) -> Schema? {
    guard let check = column.settings.check, let file = column.checkFile,
      let host = map.folder.document(atPath: file)?.json
    else { return nil }
    var document = check.object ?? (check.boolean == false ? ["not": [:]] : [:])
    let id = SchemaDialect(of: host).idKeyword
    for keyword in ["$schema", id, "$defs", "definitions"] where document[keyword] == nil {
      document[keyword] = host[keyword]
    }
    let map = map
    do throws(SchemaError) {
      let schema = try Schema(
        compiling: .object(document), at: file, formats: .asserted,
        resolve: { map.document(at: $0) })
      problems += schema.unknownFormats.map { self.problem($0, ofCheckOf: column, in: file) }
      return schema
    } catch {
      problems += error.problems.map { self.problem($0, ofCheckOf: column, in: file) }
      return nil
    }
  }

  private func problem(
    _ problem: SchemaProblem, ofCheckOf column: DiscoveredColumn, in file: String
  ) -> ContractProblem {
    var found = ContractProblem(problem, in: map, file: file)
    if found.file.hasSameBytes(as: file), !problem.pointer.hasPrefix("/$defs") {
      found.pointer = column.pointer.pointer(to: "x-trucd").pointer(to: "check") + problem.pointer
    }
    return found
  }

  private mutating func report(
    _ code: ContractProblem.Code, _ column: DiscoveredColumn, en: String, vi: String
  ) {
    problems.append(
      ContractProblem(code, file: column.file, pointer: column.pointer, en: en, vi: vi))
  }
}

extension ContractColumn.Source {
  fileprivate var isRaw: Bool { if case .raw = self { true } else { false } }
}
