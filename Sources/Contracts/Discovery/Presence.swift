import JSON

/// What the schemas of a place say about values that are absent or null.
extension SchemaPlace {
  /// Whether an object here must have a member.
  func requires(_ name: String) -> Bool {
    allNodes.contains { node in
      node.object["required"]?.array?.contains {
        $0.string.map { $0.hasSameBytes(as: name) } ?? false
      } ?? false
    }
  }

  /// Whether null may stand here, as far as `type`, `const` and `enum` tell.
  var allowsNull: Bool { allNodes.allSatisfy(\.allowsNull) }
}

extension SchemaNode {
  fileprivate var allowsNull: Bool {
    if let type = object["type"] {
      let names = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
      if !names.contains("null") { return false }
    }
    if let value = object["const"], !value.isNull { return false }
    if let values = object["enum"]?.array, !values.contains(where: \.isNull) { return false }
    return true
  }
}
