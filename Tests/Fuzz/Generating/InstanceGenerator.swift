import JSON

/// Makes records of what a schema wants, and spoils some.
public struct InstanceGenerator {
  private let document: JSONValue
  private let draft: Draft
  private var random: SeededSource

  public init(_ document: JSONValue, _ draft: Draft, random: SeededSource) {
    self.document = document
    self.draft = draft
    self.random = random
  }

  /// A record that is near to what the schema wants; how often it is valid depends on the schema.
  public mutating func instance() -> JSONValue {
    var value = wanted(document, depth: 5)
    while random.chance(35) { value = changed(value) }
    return value
  }

  // MARK: - What a schema wants

  /// One keyword's wish is followed at a time; that all of them are met is left to chance.
  private mutating func wanted(_ schema: JSONValue, depth: Int) -> JSONValue {
    guard depth > 0, let object = schema.object else { return random.value(depth: 1) }
    if let constant = object["const"], random.chance(80) { return constant }
    if let choices = object["enum"]?.array, !choices.isEmpty, random.chance(80) {
      return random.pick(choices)
    }
    if random.chance(35), let branch = branch(object) { return wanted(branch, depth: depth - 1) }
    switch kind(object) {
    case "null": return .null
    case "boolean": return .boolean(random.chance(50))
    case "integer", "number": return number(object)
    case "string": return string(object)
    case "array": return array(object, depth)
    case "object": return self.object(object, depth)
    default:
      if let branch = branch(object) { return wanted(branch, depth: depth - 1) }
      return random.value(depth: 2)
    }
  }

  private mutating func branch(_ object: JSONObject) -> JSONValue? {
    var branches = ["allOf", "anyOf", "oneOf"].flatMap { object[$0]?.array ?? [] }
    branches += ["then", "else", "if"].compactMap { object[$0] }
    for name in ["$ref", "$dynamicRef", "$recursiveRef"] {
      if let target = object[name]?.string.flatMap(target) { branches.append(target) }
    }
    return branches.isEmpty ? nil : random.pick(branches)
  }

  /// A definition or the document, by the last letters of what refers to it.
  private func target(_ reference: String) -> JSONValue? {
    guard let last = reference.unicodeScalars.last, let digit = Int(String(last)) else {
      return document
    }
    return document[draft.definitions]?["d\(digit)"]
  }

  private mutating func kind(_ object: JSONObject) -> String? {
    if let name = object["type"]?.string { return name }
    if let names = object["type"]?.array, !names.isEmpty { return random.pick(names).string }
    let signs: [(String, [String])] = [
      ("object", ["properties", "required", "patternProperties", "additionalProperties"]),
      ("object", ["dependencies", "dependentRequired", "dependentSchemas", "propertyNames"]),
      ("object", ["unevaluatedProperties", "minProperties", "maxProperties"]),
      ("array", ["items", "prefixItems", "contains", "uniqueItems", "minItems", "maxItems"]),
      ("array", ["unevaluatedItems"]),
      ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
      ("string", ["minLength", "maxLength", "pattern", "format"]),
    ]
    let fitting = signs.filter { $0.1.contains { object[$0] != nil } }
    return fitting.isEmpty ? nil : random.pick(fitting).0
  }

  private mutating func number(_ object: JSONObject) -> JSONValue {
    let bounds = [
      "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    ].compactMap { object[$0]?.number }
    return bounds.isEmpty || random.chance(50) ? random.number() : .number(random.pick(bounds))
  }

  private mutating func string(_ object: JSONObject) -> JSONValue {
    var texts = Pools.strings
    if let source = object["pattern"]?.string, random.chance(70) {
      texts = Pools.patterns.first { $0.source.hasSameBytes(as: source) }?.texts ?? texts
    } else if let name = object["format"]?.string, random.chance(80) {
      texts = Pools.formats.first { $0.name == name }?.texts ?? texts
    }
    return .string(random.pick(texts))
  }

  private mutating func array(_ object: JSONObject, _ depth: Int) -> JSONValue {
    let heads = object["prefixItems"]?.array ?? object["items"]?.array ?? []
    let rest = object["additionalItems"] ?? object["items"]
    let count = random.chance(70) ? heads.count + random.below(3) : random.below(4)
    return .array(
      (0..<count).map { index in
        if let sample = object["contains"], random.chance(30) {
          return wanted(sample, depth: depth - 1)
        }
        return wanted(index < heads.count ? heads[index] : rest ?? true, depth: depth - 1)
      })
  }

  private mutating func object(_ object: JSONObject, _ depth: Int) -> JSONValue {
    var names = object["required"]?.array?.compactMap(\.string) ?? []
    names += object["properties"]?.object?.filter { _ in random.chance(60) }.map(\.name) ?? []
    for member in object["patternProperties"]?.object?.members ?? [] where random.chance(60) {
      names +=
        Pools.patterns.first { $0.source.hasSameBytes(as: member.name) }?.texts.prefix(1) ?? []
    }
    if random.chance(30) { names.append(random.pick(Pools.names)) }
    let patterns = object["patternProperties"]?.object?.members ?? []
    let members = names.shuffled(using: &random).map { name -> (String, JSONValue) in
      let schema =
        object["properties"]?[name]
        ?? patterns.first { isFound($0.name, name) }?.value
        ?? object["additionalProperties"] ?? object["unevaluatedProperties"] ?? true
      return (name, wanted(schema, depth: depth - 1))
    }
    return .object(JSONObject(members))
  }

  private func isFound(_ pattern: String, _ name: String) -> Bool {
    Pools.patterns.contains {
      $0.source.hasSameBytes(as: pattern) && $0.texts.contains { $0.hasSameBytes(as: name) }
    }
  }

  // MARK: - Changes

  /// The value with one place of it changed.
  private mutating func changed(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(var elements) where !elements.isEmpty && random.chance(80):
      let place = random.below(elements.count)
      switch random.below(4) {
      case 0: elements.remove(at: place)
      case 1: elements.append(random.chance(60) ? elements[place] : random.value(depth: 1))
      default: elements[place] = changed(elements[place])
      }
      return .array(elements)
    case .object(var object) where !object.isEmpty && random.chance(80):
      let name = random.pick(object.members).name
      switch random.below(4) {
      case 0: object[name] = nil
      case 1: object[random.pick(Pools.names)] = random.value(depth: 1)
      default: object[name] = object[name].map { changed($0) }
      }
      return .object(object)
    case .string where random.chance(60): return .string(random.pick(Pools.strings))
    case .number where random.chance(60): return random.number()
    default: return random.value(depth: 2)
    }
  }
}
