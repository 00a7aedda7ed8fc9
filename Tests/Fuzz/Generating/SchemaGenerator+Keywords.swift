import JSON

extension SchemaGenerator {
  // MARK: - Assertions

  mutating func addAssertions(_ object: inout JSONObject) {
    if random.chance(45) { object["type"] = types() }
    for _ in 0..<random.below(3) { addAssertion(&object) }
  }

  private mutating func types() -> JSONValue {
    if random.chance(65) { return .string(random.pick(Pools.types)) }
    let several = random.some(Pools.types, percent: 40)
    return .array((several.isEmpty ? ["string"] : several).map { .string($0) })
  }

  private mutating func addAssertion(_ object: inout JSONObject) {
    switch random.below(13) {
    case 0, 1: object[random.pick(["minimum", "maximum"])] = random.number()
    case 2: addExclusiveBound(&object)
    case 3: object["multipleOf"] = random.number(among: Pools.divisors)
    case 4: object[random.pick(["minLength", "maxLength"])] = count()
    case 5: object["pattern"] = .string(random.pick(Pools.patterns).source)
    case 6: object["enum"] = .array(distinct((0...random.below(4)).map { _ in literal() }))
    case 7: if draft.isAtLeast(.draft6) { object["const"] = literal() }
    case 8: object[random.pick(["minItems", "maxItems"])] = count()
    case 9: object["uniqueItems"] = .boolean(random.chance(85))
    case 10: object[random.pick(["minProperties", "maxProperties"])] = count()
    case 11: object["required"] = names(atLeast: draft == .draft4 ? 1 : 0)
    default:
      if assertsFormats || random.chance(20) {
        let known = Pools.formats.filter { draft.isAtLeast($0.since) }
        object["format"] = .string(random.pick(known).name)
      }
    }
  }

  private mutating func addExclusiveBound(_ object: inout JSONObject) {
    let isLower = random.chance(50)
    let name = isLower ? "exclusiveMinimum" : "exclusiveMaximum"
    if draft == .draft4 {
      object[isLower ? "minimum" : "maximum"] = random.number()
      object[name] = .boolean(random.chance(70))
    } else {
      object[name] = random.number()
    }
  }

  private mutating func count() -> JSONValue {
    random.chance(90)
      ? .number(JSONNumber(random.below(5)))
      : draft.isAtLeast(.draft6) ? .number(JSONNumber("2.0") ?? 2) : 2
  }

  private mutating func literal() -> JSONValue {
    random.chance(50) ? .string(random.pick(Pools.strings)) : random.value(depth: 2)
  }

  /// Equal values may not stand twice in `enum`.
  private func distinct(_ values: [JSONValue]) -> [JSONValue] {
    values.reduce(into: []) { kept, value in
      if !kept.contains(value) { kept.append(value) }
    }
  }

  private mutating func names(atLeast: Int) -> JSONValue {
    let some = random.some(Pools.names, percent: 18)
    return .array((some.count < atLeast ? ["a"] : some).map { .string($0) })
  }

  // MARK: - Applicators

  mutating func addApplicator(_ object: inout JSONObject, _ place: Place) {
    switch random.below(18) {
    case 0...3: object["properties"] = .object(map(place.inside))
    case 4: object["patternProperties"] = .object(patternMap(place.inside))
    case 5, 6: object["additionalProperties"] = closing(place.inside)
    case 7, 8: addItems(&object, place.inside)
    case 9: addContains(&object, place.inside)
    case 10: addDependencies(&object, place)
    case 11: if draft.isAtLeast(.draft6) { object["propertyNames"] = schema(place.inside) }
    case 12:
      guard draft.isAtLeast(.draft7) else { return }
      object["if"] = schema(place.deeper)
      if random.chance(80) { object["then"] = schema(place.deeper) }
      if random.chance(60) { object["else"] = schema(place.deeper) }
    case 13: object["not"] = schema(place.deeper)
    default:
      object[random.pick(["allOf", "anyOf", "oneOf"])] = .array(
        (0...(1 + random.below(2))).map { _ in schema(place.deeper) })
    }
  }

  private mutating func map(_ place: Place) -> JSONObject {
    JSONObject(random.some(Pools.names, percent: 30).map { ($0, schema(place)) })
  }

  private mutating func patternMap(_ place: Place) -> JSONObject {
    JSONObject(
      (0...random.below(2)).map { _ in (random.pick(Pools.patterns).source, schema(place)) })
  }

  private mutating func closing(_ place: Place) -> JSONValue {
    random.chance(45) ? .boolean(random.chance(30)) : schema(place)
  }

  private mutating func addItems(_ object: inout JSONObject, _ place: Place) {
    let isTuple = random.chance(50)
    if isTuple {
      let heads = (0...random.below(3)).map { _ in schema(place) }
      object[draft == .draft2020 ? "prefixItems" : "items"] = .array(heads)
    }
    guard !isTuple || random.chance(60) else { return }
    let rest = isTuple && draft != .draft2020 ? "additionalItems" : "items"
    object[rest] =
      draft == .draft4 && rest == "items" ? schema(place) : closing(place)
  }

  private mutating func addContains(_ object: inout JSONObject, _ place: Place) {
    guard draft.isAtLeast(.draft6) else { return }
    object["contains"] = schema(place)
    guard draft.isAtLeast(.draft2019) else { return }
    if random.chance(40) { object["minContains"] = .number(JSONNumber(random.below(3))) }
    if random.chance(40) { object["maxContains"] = .number(JSONNumber(random.below(3))) }
  }

  private mutating func addDependencies(_ object: inout JSONObject, _ place: Place) {
    let triggers = random.some(Pools.names, percent: 20)
    let atLeast = draft == .draft4 ? 1 : 0
    if draft.isAtLeast(.draft2019) {
      if random.chance(50) {
        object["dependentRequired"] = .object(
          JSONObject(triggers.map { ($0, names(atLeast: 0)) }))
      } else {
        object["dependentSchemas"] = .object(
          JSONObject(triggers.map { ($0, schema(place.deeper)) }))
      }
    } else {
      object["dependencies"] = .object(
        JSONObject(
          triggers.map {
            ($0, random.chance(50) ? names(atLeast: atLeast) : schema(place.deeper))
          }))
    }
  }
}
