import JSON
import JSONSchema

/// A column as discovery finds it, before names are compared and schemas compiled.
struct DiscoveredColumn {
  enum Source {
    case property
    /// What remains of an object whose other properties have columns of their own.
    case rest(excluding: [String])
  }

  let name: String
  let type: ColumnType
  let path: [String]
  let source: Source
  let settings: PropertySettings
  let comment: String?
  /// Where the property stands in the schema: file and JSON Pointer.
  let file: String
  let pointer: String
  /// The schema of `settings.check` and the file whose references it uses.
  let checkFile: String?
  /// Whether each valid record has a value there that is not null.
  let isAlwaysPresent: Bool
}

/// What the contract says of a place for messages and for the privacy rule.
struct PropertyNotice: Sendable {
  var message: LocalisedText?
}

/// Finds the columns of a contract statically: from the root through `properties`, nested
/// `properties`, `$ref` and `allOf` (contracts.md, section 3).
struct ColumnDiscovery {
  /// More places than any table has columns: a schema that unfolds beyond this is a mistake.
  private static let placesMax = 5_000
  private static let nestingMax = 64

  private let map: ReferenceMap
  private(set) var columns: [DiscoveredColumn] = []
  /// JSON Pointer of every property that the contract names → what it says of it.
  private(set) var notices: [ExactString: PropertyNotice] = [:]
  private(set) var rootNames: [String] = []
  private(set) var isRootClosed = false
  private(set) var problems: [ContractProblem] = []
  private var placesLeft = placesMax

  init(of root: SchemaNode, in map: ReferenceMap) {
    self.map = map
    let place = SchemaPlace(of: root, in: map)
    rootNames = place.propertyNames
    isRootClosed = place.isClosed
    let ancestors = Set(place.allNodes.map(\.identity))
    for name in rootNames {
      let found = visit(
        place.property(name, in: map), path: [name], isRequired: place.requires(name),
        ancestors: ancestors)
      columns += found.columns
    }
    if placesLeft <= 0 { reportTooMany(root) }
  }

  private struct Found {
    var columns: [DiscoveredColumn] = []
    /// Whether its parent keeps it out of its own jsonb.
    var isTaken = false
  }

  private mutating func visit(
    _ place: SchemaPlace, path: [String], isRequired: Bool, ancestors: Set<ExactString>
  ) -> Found {
    guard placesLeft > 0, let first = place.allNodes.first, let name = path.last else {
      return Found()
    }
    placesLeft -= 1
    let merged = MergedSettings(of: place, problems: &problems)
    let settings = merged.settings
    guard settings.isColumn else { return Found(columns: [], isTaken: true) }
    let pointer = path.reduce("") { $0.pointer(to: $1) }
    notices[ExactString(pointer)] = PropertyNotice(message: settings.message)

    let isPresent = isRequired && !place.allowsNull
    let parts = visitMembers(of: place, path: path, isPresent: isPresent, ancestors: ancestors)
    let taken = parts.filter(\.found.isTaken)
    let isNested = path.count > 1
    if taken.isEmpty && isNested && settings.column == nil {
      reportMisplaced(merged)
      return Found()
    }
    let column = Draft(
      name: settings.column.map(NFC.normalised) ?? ColumnName.derived(from: name), path: path,
      settings: settings, merged: merged, place: place, first: first,
      isAlwaysPresent: isPresent)
    var found = Found(columns: [], isTaken: true)
    if taken.isEmpty {
      found.columns = leaf(column).map { [$0] } ?? []
    } else {
      found.columns = rest(column, taken.map(\.name), of: parts.map(\.name)).map { [$0] } ?? []
      found.columns += taken.flatMap(\.found.columns)
    }
    return found
  }

  private mutating func visitMembers(
    of place: SchemaPlace, path: [String], isPresent: Bool, ancestors: Set<ExactString>
  ) -> [(name: String, found: Found)] {
    let identities = place.allNodes.map(\.identity)
    guard path.count < Self.nestingMax, !identities.contains(where: ancestors.contains) else {
      return []
    }
    let lineage = ancestors.union(identities)
    return place.propertyNames.map { name in
      let member = place.property(name, in: map)
      let isRequired = isPresent && place.requires(name)
      return (
        name, visit(member, path: path + [name], isRequired: isRequired, ancestors: lineage)
      )
    }
  }
}

extension ColumnDiscovery {
  /// A column while it is being made.
  private struct Draft {
    let name: String
    let path: [String]
    let settings: PropertySettings
    let merged: MergedSettings
    let place: SchemaPlace
    let first: SchemaNode
    let isAlwaysPresent: Bool

    func column(_ type: ColumnType, _ source: DiscoveredColumn.Source) -> DiscoveredColumn {
      let texts = place.allNodes.lazy.compactMap { node in
        node.object["description"]?.string ?? node.object["title"]?.string
      }
      return DiscoveredColumn(
        name: name, type: type, path: path, source: source, settings: settings,
        comment: texts.first, file: first.file, pointer: first.pointer,
        checkFile: merged["check"]?.node.file, isAlwaysPresent: isAlwaysPresent)
    }
  }

  private mutating func leaf(_ draft: Draft) -> DiscoveredColumn? {
    let inference = TypeInference(of: draft.place, in: map)
    reportSettingsOfBranch(inference.nullableBranch, draft)
    do throws(StepChain.Fault) {
      return draft.column(try StepChain(draft.settings, after: inference).type, .property)
    } catch {
      report(error.message, .column, draft, key: error.key)
      return nil
    }
  }

  private mutating func rest(
    _ draft: Draft, _ taken: [String], of names: [String]
  ) -> DiscoveredColumn? {
    for key in ["steps", "check"] where draft.merged[key] != nil {
      let message = LocalisedText(
        en: "`\(key)` cannot stand on an object of which parts have columns of their own",
        vi: "`\(key)` không dùng được cho đối tượng có phần đã thành cột riêng")
      report(message, .misplaced, draft, key: key)
    }
    if let type = draft.settings.type, type != .jsonb {
      let message = LocalisedText(
        en: "what remains of an object of which parts have columns is `jsonb`",
        vi: "phần còn lại của đối tượng có phần đã thành cột phải là `jsonb`")
      report(message, .column, draft, key: "type")
    }
    if taken.count == names.count && draft.place.isClosed { return nil }
    return draft.column(.jsonb, .rest(excluding: taken))
  }

  /// Settings of a schema that stands under `anyOf` or `oneOf` are not heard there: say so.
  private mutating func reportSettingsOfBranch(_ branch: SchemaPlace?, _ draft: Draft) {
    guard let branch else { return }
    var unheard: [ContractProblem] = []
    for entry in MergedSettings(of: branch, problems: &unheard).entries
    where PropertySettings.columnKeys.contains(entry.key) && draft.merged[entry.key] == nil {
      let message = LocalisedText(
        en: "`\(entry.key)` of \(entry.node.file)#\(entry.pointer) stands under anyOf or oneOf and "
          + "is not heard there; repeat it in the `x-trucd` beside the anyOf or oneOf",
        vi: "`\(entry.key)` của \(entry.node.file)#\(entry.pointer) nằm dưới anyOf hoặc oneOf nên "
          + "không có hiệu lực; hãy ghi lại trong `x-trucd` bên cạnh anyOf hoặc oneOf")
      report(message, .misplaced, draft, key: nil)
    }
  }

  private mutating func reportMisplaced(_ merged: MergedSettings) {
    for entry in merged.entries
    where PropertySettings.columnKeys.contains(entry.key) && !Self.isDefinition(entry.node) {
      problems.append(
        ContractProblem(
          .misplaced, file: entry.node.file, pointer: entry.pointer,
          en: "a property inside an object becomes a column only with `column`; name one, or leave "
            + "`\(entry.key)` out",
          vi: "thuộc tính nằm trong đối tượng chỉ thành cột khi có `column`; hãy đặt tên cột, hoặc "
            + "bỏ `\(entry.key)`"))
    }
  }

  /// Definitions are written for many places; a setting of theirs may be of no use in one of them.
  private static func isDefinition(_ node: SchemaNode) -> Bool {
    ContractName.isShared(node.file) || node.pointer.hasPrefix("/$defs/")
      || node.pointer.hasPrefix("/definitions/")
  }

  private mutating func report(
    _ message: LocalisedText, _ code: ContractProblem.Code, _ draft: Draft, key: String?
  ) {
    let entry = key.flatMap { draft.merged[$0] }
    problems.append(
      ContractProblem(
        code, file: entry?.node.file ?? draft.first.file,
        pointer: entry?.pointer ?? draft.first.pointer, en: message.en, vi: message.vi))
  }

  private mutating func reportTooMany(_ root: SchemaNode) {
    problems.append(
      ContractProblem(
        .column, file: root.file, pointer: root.pointer,
        en: "the references unfold into more than \(Self.placesMax) properties; simplify them, or "
          + "leave nested objects without `properties`",
        vi: "các tham chiếu mở ra hơn \(Self.placesMax) thuộc tính; hãy đơn giản hoá, hoặc để đối "
          + "tượng lồng nhau không có `properties`"))
  }
}
