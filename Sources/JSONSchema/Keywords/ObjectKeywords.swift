import JSON

/// properties, patternProperties, additionalProperties, propertyNames (JSON Schema core,
/// section 10.3.2), required, minProperties, maxProperties, dependentRequired (validation,
/// section 6.5), dependentSchemas (core, section 10.2.2.4) and dependencies, which they replaced.
extension PlanCompiler {
  func compileObjectKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "minProperties":
      guard let limit = count(name, value, site) else { return }
      if limit > 0 { emit(.minProperties(limit), name, of: site) }
    case "maxProperties":
      guard let limit = count(name, value, site) else { return }
      emit(.maxProperties(limit), name, of: site)
    case "required":
      guard let names = propertyNames(value, site, [name]) else { return }
      if !names.isEmpty { emit(required(names), name, of: site) }
    case "properties":
      guard let object = objectValue(name, value, site) else { return }
      emit(.properties(table: table(ofProperties: object, site)), name, of: site)
    case "patternProperties":
      guard let object = objectValue(name, value, site) else { return }
      compilePatternProperties(name, object, site)
    case "additionalProperties": compileAdditional(name, site)
    case "propertyNames": emit(.propertyNames(node: node(site, name)), name, of: site)
    case "dependentRequired", "dependentSchemas", "dependencies":
      guard let object = objectValue(name, value, site) else { return }
      compileDependencies(name, object, site)
    default: break
    }
  }

  private func required(_ names: [[UInt8]]) -> Check {
    let isLong = names.count > TapePass.soughtNamesMax
    return .required(
      names: run(of: names), table: isLong ? table(names.map { .init(name: $0, node: 0) }) : -1)
  }

  private func run(of names: [[UInt8]]) -> Plan.Run {
    defer { plan.names += names }
    return Plan.Run(first: Int32(plan.names.count), count: Int32(names.count))
  }

  func table(_ entries: [NameTable.Entry]) -> Int32 {
    plan.tables.append(NameTable(entries))
    return Int32(plan.tables.count - 1)
  }

  /// The table that `properties` and `additionalProperties` of one schema share.
  private func table(ofProperties object: JSONObject, _ site: Site) -> Int32 {
    if let propertiesTable { return propertiesTable }
    let nodes = nodes(site, "properties", count: object.count)
    let members = object.members
    let made = table(
      nodes.indices.map { .init(name: Array(members[$0].name.utf8), node: nodes[$0]) })
    propertiesTable = made
    return made
  }

  private func compilePatternProperties(_ name: String, _ object: JSONObject, _ site: Site) {
    let nodes = nodes(site, name, count: object.count)
    let entries = zip(object.members, nodes).compactMap { member, node -> Plan.PatternNode? in
      pattern(member.name, site, [name, member.name])
        .map { Plan.PatternNode(pattern: $0, node: node) }
    }
    emit(.patternProperties(patternNodes: append(entries)), name, of: site)
  }

  func append(_ entries: [Plan.PatternNode]) -> Plan.Run {
    defer { plan.patternNodes += entries }
    return Plan.Run(first: Int32(plan.patternNodes.count), count: Int32(entries.count))
  }

  /// `additionalProperties` looks at its siblings only, never into `allOf` or `$ref`.
  private func compileAdditional(_ name: String, _ site: Site) {
    let node = node(site, name)
    let properties = site.object["properties"]?.object
    let patterns = site.object["patternProperties"]?.object?.compactMap { member in
      (try? pattern(member.name)).map { Plan.PatternNode(pattern: $0, node: 0) }
    }
    emit(
      .additionalProperties(
        node: node, table: properties.map { table(ofProperties: $0, site) },
        patternNodes: append(patterns ?? [])),
      name, of: site)
  }

  private func compileDependencies(_ name: String, _ object: JSONObject, _ site: Site) {
    var dependencies: [Plan.Dependency] = []
    var schemas: [NameTable.Entry] = []
    for (position, member) in object.members.enumerated() {
      if name == "dependentRequired" || (name == "dependencies" && member.value.array != nil) {
        guard let names = propertyNames(member.value, site, [name, member.name]) else { continue }
        dependencies.append(
          Plan.Dependency(trigger: Array(member.name.utf8), names: run(of: names)))
      } else {
        schemas.append(
          .init(name: Array(member.name.utf8), node: node(site, name, member: position)))
      }
    }
    if !dependencies.isEmpty {
      let run = Plan.Run(
        first: Int32(plan.dependencies.count), count: Int32(dependencies.count))
      plan.dependencies += dependencies
      emit(.dependentRequired(dependencies: run), name, of: site)
    }
    if !schemas.isEmpty { emit(.dependentSchemas(table: table(schemas)), name, of: site) }
  }
}

extension TapePass {
  mutating func judgeObject(_ check: Check, _ at: Int) -> Bool {
    switch check {
    case .minProperties(let limit): return instance.count(at) >= Int(limit)
    case .maxProperties(let limit): return instance.count(at) <= Int(limit)
    case .required(let names, let table): return judgeRequired(names, table, at)
    case .dependentRequired(let run): return judgeDependentRequired(run, at)
    case .properties(let table): return judgeProperties(Int(table), at)
    case .patternProperties(let run): return judgePatternProperties(run, at)
    case .additionalProperties(let node, let table, let patterns):
      return judgeAdditional(Int(node), table, patterns, at)
    case .propertyNames(let node): return judgePropertyNames(Int(node), at)
    case .dependentSchemas(let table):
      for entry in plan.tables[Int(table)].entries
      where instance.member(entry.name, of: at) != nil {
        guard judge(Int(entry.node), at) else { return false }
      }
      return true
    default: return true
    }
  }

  /// Up to this many required names are looked for one after another, each along all members.
  static let soughtNamesMax = 8

  private func judgeRequired(_ names: Plan.Run, _ table: Int32, _ at: Int) -> Bool {
    guard table >= 0 else {
      return names.indices.allSatisfy { instance.member(plan.names[$0], of: at) != nil }
    }
    var found = 0
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      if plan.tables[Int(table)].index(of: instance.text(name, in: scratch)) != nil { found += 1 }
      name = instance.end(instance.value(ofName: name))
    }
    return found == Int(names.count)
  }

  private func judgeDependentRequired(_ run: Plan.Run, _ at: Int) -> Bool {
    for index in run.indices {
      let dependency = plan.dependencies[index]
      guard instance.member(dependency.trigger, of: at) != nil else { continue }
      for name in dependency.names.indices
      where instance.member(plan.names[name], of: at) == nil {
        return false
      }
    }
    return true
  }

  private mutating func judgeProperties(_ table: Int, _ at: Int) -> Bool {
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      let value = instance.value(ofName: name)
      if let entry = plan.tables[table].index(of: instance.text(name, in: scratch)),
        !judge(Int(plan.tables[table].entries[entry].node), value)
      {
        return false
      }
      name = instance.end(value)
    }
    return true
  }

  private mutating func judgePatternProperties(_ run: Plan.Run, _ at: Int) -> Bool {
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      let value = instance.value(ofName: name)
      for index in run.indices {
        let entry = plan.patternNodes[index]
        if matches(entry.pattern, instance.text(name, in: scratch)),
          !judge(Int(entry.node), value)
        {
          return false
        }
      }
      name = instance.end(value)
    }
    return true
  }

  private mutating func judgeAdditional(
    _ node: Int, _ table: Int32?, _ patterns: Plan.Run, _ at: Int
  ) -> Bool {
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      let value = instance.value(ofName: name)
      if isAdditional(name, table, patterns), !judge(node, value) { return false }
      name = instance.end(value)
    }
    return true
  }

  /// Whether a member is named neither by `properties` nor by `patternProperties`.
  mutating func isAdditional(_ name: Int, _ table: Int32?, _ patterns: Plan.Run) -> Bool {
    let text = instance.text(name, in: scratch)
    if let table, plan.tables[Int(table)].index(of: text) != nil { return false }
    for index in patterns.indices where matches(plan.patternNodes[index].pattern, text) {
      return false
    }
    return true
  }

  private mutating func judgePropertyNames(_ node: Int, _ at: Int) -> Bool {
    var name = instance.firstChild(at)
    let end = instance.end(at)
    while name < end {
      guard judge(node, name) else { return false }
      name = instance.end(instance.value(ofName: name))
    }
    return true
  }
}
