import JSON

/// All schemas that describe one place of a record, found statically through `$ref`, `allOf` and
/// `properties`: equals side by side, and below them what they refer to.
struct SchemaPlace {
  /// Schemas that stand side by side.
  private(set) var nodes: [SchemaNode] = []
  /// What `nodes` refer to; a setting there counts where `nodes` are silent.
  private(set) var below: [SchemaPlace] = []

  var isEmpty: Bool { nodes.isEmpty && below.isEmpty }
  /// Every schema of the place, those that win first.
  var allNodes: [SchemaNode] { nodes + below.flatMap(\.allNodes) }

  /// The place that a schema describes. A cycle of references ends where it meets itself.
  init(of node: SchemaNode, in map: ReferenceMap) {
    var seen: Set<ExactString> = []
    add(node, in: map, seen: &seen)
  }

  private init() {}

  private mutating func add(_ node: SchemaNode, in map: ReferenceMap, seen: inout Set<ExactString>)
  {
    guard seen.insert(node.identity).inserted else { return }
    let reference = node.object["$ref"]?.string
    let isSilenced = reference != nil && node.dialect.refSilencesSiblings
    nodes.append(isSilenced ? node.keepingAnnotations() : node)
    if let reference, let target = map.target(of: reference, from: node) {
      var referred = SchemaPlace()
      referred.add(target, in: map, seen: &seen)
      if !referred.isEmpty { below.append(referred) }
    }
    if isSilenced { return }
    for branch in node.children("allOf") { add(branch, in: map, seen: &seen) }
  }

  /// Names of the properties of this place, in the order of the schemas.
  var propertyNames: [String] {
    var seen: Set<ExactString> = []
    return allNodes.flatMap { $0.object["properties"]?.object?.map(\.name) ?? [] }
      .filter { seen.insert(ExactString($0)).inserted }
  }

  /// The place of one property.
  func property(_ name: String, in map: ReferenceMap) -> SchemaPlace {
    var place = SchemaPlace()
    for node in nodes {
      guard let child = node.child("properties", name) else { continue }
      let part = SchemaPlace(of: child, in: map)
      place.nodes += part.nodes
      place.below += part.below
    }
    place.below += below.map { $0.property(name, in: map) }.filter { !$0.isEmpty }
    return place
  }

  /// Whether nothing but the named properties can stand in an object here.
  var isClosed: Bool {
    let all = allNodes
    let isClosedByNames = all.contains {
      $0.object["additionalProperties"]?.boolean == false && $0.object["patternProperties"] == nil
    }
    return isClosedByNames || isClosedByUnevaluated(all)
  }

  /// `unevaluatedProperties: false` closes as far as no other keyword lets properties in.
  private func isClosedByUnevaluated(_ all: [SchemaNode]) -> Bool {
    let doors = [
      "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "patternProperties",
      "$dynamicRef",
    ]
    return all.contains { $0.object["unevaluatedProperties"]?.boolean == false }
      && !all.contains { node in
        doors.contains { node.object[$0] != nil }
          || (node.object["additionalProperties"].map { $0.boolean != false } ?? false)
      }
  }
}

extension SchemaNode {
  /// The node with nothing that a validator judges by.
  fileprivate func keepingAnnotations() -> SchemaNode {
    let kept = ["x-trucd", "title", "description"].compactMap { key in
      object[key].map { (key, $0) }
    }
    return SchemaNode(
      file: file, pointer: pointer, base: base, dialect: dialect, object: JSONObject(kept))
  }

  /// Its property form of `x-trucd`. The root form of a contract's file is none.
  var propertyForm: JSONValue? {
    let isRootForm =
      pointer.isEmpty && !ContractName.isShared(file) && ContractName(path: file) != nil
    return isRootForm ? nil : object["x-trucd"]
  }
}
