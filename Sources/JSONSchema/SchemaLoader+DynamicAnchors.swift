import JSON

extension SchemaLoader {
  func dynamicAnchor(_ name: String, inResource resource: Int) -> SchemaPlace? {
    resources[resource].dynamicAnchors[name]
  }

  /// Notes that a dynamic reference asks for a name, so that schemas are told apart by it.
  func noteDynamicName(_ name: String) { dynamicNames.insert(name) }

  /// `$dynamicAnchor` and `$dynamicRef` of 2020-12 (core, sections 8.2.2 and 8.2.3.2), and
  /// `$recursiveAnchor` and `$recursiveRef` of 2019-09 (its core, section 8.2.4.2).
  func indexDynamics(
    _ object: JSONObject, at place: SchemaPlace, in resource: Int, _ dialect: Dialect
  ) {
    switch dialect.draft {
    case .draft2020:
      if let name = object["$dynamicAnchor"]?.string {
        resources[resource].dynamicAnchors[name] = place
      }
      if let reference = object["$dynamicRef"]?.string,
        let name = ReferenceResolver.anchorName(in: reference)
      {
        noteDynamicName(name)
      }
    case .draft2019:
      if object["$recursiveAnchor"]?.boolean == true, resources[resource].root == place {
        resources[resource].dynamicAnchors[""] = place
      }
      if object["$recursiveRef"] != nil { noteDynamicName("") }
    default: break
    }
  }
}
