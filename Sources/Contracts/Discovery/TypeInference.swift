import JSON

/// What the schemas of a place say about the values there (contracts.md, section 4, "Type").
struct TypeInference {
  /// The kinds of value that the schemas let through, as far as `type`, `const` and `enum` tell.
  let kinds: ValueKinds
  /// False where no schema says anything: every kind is possible, and none is meant.
  let isTyped: Bool
  /// The column's type where the contract names none.
  let type: ColumnType
  /// The other branch of a two-branch `anyOf` or `oneOf` with null, where there is one.
  let nullableBranch: SchemaPlace?

  init(of place: SchemaPlace, in map: ReferenceMap) {
    let nullableBranch = Self.nullableBranch(of: place, in: map)
    let nodes = place.allNodes + (nullableBranch?.allNodes ?? [])
    let types = nodes.compactMap { $0.object["type"] }.map(ValueKinds.init(type:))
    let values = nodes.flatMap { node in
      (node.object["const"].map { [$0] } ?? []) + (node.object["enum"]?.array ?? [])
    }
    let kinds =
      types.isEmpty
      ? (values.isEmpty ? .any : values.reduce(into: []) { $0.formUnion(ValueKinds(of: $1)) })
      : types.dropFirst().reduce(types[0]) { $0.intersection($1) }
    self.kinds = kinds
    self.nullableBranch = nullableBranch
    isTyped = !(types.isEmpty && values.isEmpty)
    type = Self.columnType(of: kinds, nodes)
  }

  private static func columnType(of kinds: ValueKinds, _ nodes: [SchemaNode]) -> ColumnType {
    switch kinds {
    case .text: textType(nodes)
    case .boolean: .boolean
    case .integer: fitsBigint(nodes) ? .bigint : .numeric(precision: nil, scale: nil)
    case .number, .fraction: .numeric(precision: nil, scale: nil)
    default: .jsonb
    }
  }

  private static func textType(_ nodes: [SchemaNode]) -> ColumnType {
    switch nodes.lazy.compactMap({ $0.object["format"]?.string }).first {
    case "date-time": .timestamptz
    case "date": .date
    case "uuid": .uuid
    default: .text
    }
  }

  /// Whether every number that stands as a bound or as a constant is one of 64 bits.
  private static func fitsBigint(_ nodes: [SchemaNode]) -> Bool {
    let low = JSONNumber(Int64.min)
    let high = JSONNumber(Int64.max)
    return nodes.allSatisfy { node in
      let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "const"]
        .compactMap { node.object[$0]?.number }
      let constants = node.object["enum"]?.array?.compactMap(\.number) ?? []
      return (bounds + constants).allSatisfy { $0 >= low && $0 <= high }
    }
  }

  private static func nullableBranch(of place: SchemaPlace, in map: ReferenceMap) -> SchemaPlace? {
    for node in place.allNodes {
      for keyword in ["anyOf", "oneOf"] {
        guard let branches = node.object[keyword]?.array, branches.count == 2,
          let null = branches.firstIndex(where: isNullOnly)
        else { continue }
        let pointer = node.pointer.pointer(to: keyword) + "/\(1 - null)"
        return node.child(branches[1 - null], at: pointer).map { SchemaPlace(of: $0, in: map) }
      }
    }
    return nil
  }

  private static func isNullOnly(_ schema: JSONValue) -> Bool {
    if let type = schema["type"] { return type == "null" || type == ["null"] }
    return schema["const"]?.isNull == true || schema["enum"] == .array([.null])
  }
}
