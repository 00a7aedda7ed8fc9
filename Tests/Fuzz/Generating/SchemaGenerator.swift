import JSON

/// Writes random schemas of one draft in which its keywords meet one another.
///
/// A reference goes to a later definition, or to any once a child has been entered, so that no
/// schema applies itself to the same value for ever.
public struct SchemaGenerator {
  static let definitionCount = 3

  let draft: Draft
  /// Whether formats are asserted when the schema is judged.
  let assertsFormats: Bool
  /// Unlike that of any other schema: judges keep what they have seen.
  let base: String
  var random: SeededSource
  /// Which definitions have a name of their own to refer to.
  var anchors: [Bool] = []
  var resources: [Bool] = []
  /// Resources with a dynamic anchor of their own; the document is the last of the list.
  var dynamics: [Bool] = []
  var isDynamic: Bool { dynamics.last ?? false }

  /// Where a subschema stands.
  struct Place {
    var depth: Int
    /// Definitions before this one may not be referred to from here.
    var definition: Int
    /// A child of the value at hand, not the value itself, is judged here.
    var isInside = false

    var deeper: Place { Place(depth: depth - 1, definition: definition, isInside: isInside) }
    var inside: Place { Place(depth: depth - 1, definition: definition, isInside: true) }
  }

  public init(_ draft: Draft, assertsFormats: Bool, base: String, random: SeededSource) {
    self.draft = draft
    self.assertsFormats = assertsFormats
    self.base = base
    self.random = random
  }

  public mutating func document() -> JSONValue {
    anchors = (0..<Self.definitionCount).map { _ in random.chance(30) }
    resources = anchors.map { !$0 && random.chance(20) }
    let isDynamic = draft.isAtLeast(.draft2019) && random.chance(25)
    dynamics = resources.map { isDynamic && $0 && random.chance(70) } + [isDynamic]
    var root = object(Place(depth: 3, definition: -1))
    // Beside a reference an old draft would not see the definitions.
    if !draft.isAtLeast(.draft2019) { root["$ref"] = nil }
    var all = JSONObject([("$schema", .string(draft.uri))])
    if isDynamic || resources.contains(true) {
      all[draft.identifier] = .string(base)
    }
    if isDynamic { markDynamic(&all) }
    for member in root { all[member.name] = member.value }
    all[draft.definitions] = .object(
      JSONObject((0..<Self.definitionCount).map { ("d\($0)", definition($0)) }))
    return .object(all)
  }

  private mutating func definition(_ number: Int) -> JSONValue {
    let place = Place(depth: number == Self.definitionCount - 1 ? 1 : 2, definition: number)
    guard anchors[number] || resources[number] else { return schema(place) }
    var named = JSONObject()
    if anchors[number] {
      let name = "a\(number)"
      if draft.isAtLeast(.draft2019) {
        named["$anchor"] = .string(name)
      } else {
        named[draft.identifier] = .string("#\(name)")
      }
    } else {
      named[draft.identifier] = .string("\(base)/d\(number)")
      if dynamics[number] { markDynamic(&named) }
    }
    var body = object(place)
    if !draft.isAtLeast(.draft2019) { body["$ref"] = nil }
    for member in body { named[member.name] = member.value }
    return .object(named)
  }

  private func markDynamic(_ object: inout JSONObject) {
    if draft == .draft2020 {
      object["$dynamicAnchor"] = "node"
    } else {
      object["$recursiveAnchor"] = true
    }
  }

  // MARK: - Schemas

  mutating func schema(_ place: Place) -> JSONValue {
    if draft.isAtLeast(.draft6), random.chance(7) { return .boolean(random.chance(60)) }
    if place.depth > 0, random.chance(60) { return .object(object(place)) }
    if random.chance(15), let reference = reference(place) { return .object(reference) }
    var leaf = JSONObject()
    addAssertions(&leaf)
    return .object(leaf)
  }

  /// A schema with some keywords of every kind.
  mutating func object(_ place: Place) -> JSONObject {
    var object = JSONObject()
    addAssertions(&object)
    for _ in 0..<(1 + random.below(3)) { addApplicator(&object, place) }
    if random.chance(12), let reference = reference(place) {
      for member in reference { object[member.name] = member.value }
    }
    if draft.isAtLeast(.draft2019), random.chance(12) {
      object["unevaluatedProperties"] =
        random.chance(60) ? false : schema(place.inside)
    }
    if draft.isAtLeast(.draft2019), random.chance(8) {
      object["unevaluatedItems"] = random.chance(60) ? false : schema(place.inside)
    }
    return object
  }

  /// Whether the resource in which a place lies has a dynamic anchor.
  private func hasDynamicAnchor(_ place: Place) -> Bool {
    place.definition < 0 || !resources[place.definition] ? isDynamic : dynamics[place.definition]
  }

  /// A reference that is allowed here; nil where there is none.
  private mutating func reference(_ place: Place) -> JSONObject? {
    if hasDynamicAnchor(place), place.isInside, random.chance(40) {
      return draft == .draft2020
        ? [random.chance(80) ? "$dynamicRef" : "$ref": "#node"] : ["$recursiveRef": "#"]
    }
    // `#` within a definition that is a resource of its own means that one.
    if place.isInside, random.chance(15) { return ["$ref": "#"] }
    let first = place.isInside ? 0 : place.definition + 1
    guard first < Self.definitionCount else { return nil }
    let number = first + random.below(Self.definitionCount - first)
    let isHome = place.definition < 0 || !resources[place.definition]
    let root = isHome ? "" : base
    if anchors[number], random.chance(60) { return ["$ref": .string("\(root)#a\(number)")] }
    if resources[number], random.chance(60) { return ["$ref": .string("\(base)/d\(number)")] }
    // With no name of its own the document is reached from within a resource by none.
    guard isHome || isDynamic || resources.contains(true) else { return nil }
    return ["$ref": .string("\(root)#/\(draft.definitions)/d\(number)")]
  }
}
