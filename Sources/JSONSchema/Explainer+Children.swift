import JSON

extension Explainer {
  // MARK: - Objects

  mutating func explainObject(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    switch check {
    case .required(let names, _):
      for index in names.indices { requireMember(plan.names[index], site, at, position) }
    case .dependentRequired(let run): explainDependencies(run, site, at, position)
    case .dependentSchemas(let table):
      for entry in plan.tables[Int(table)].entries
      where instance.member(entry.name, of: at) != nil {
        let name = String(decoding: entry.name, as: UTF8.self)
        explain(Int(entry.node), at, position.applying(site, site.keyword, name, at: at))
      }
    default: explainMembers(check, site, at, position)
    }
  }

  private mutating func requireMember(
    _ name: [UInt8], _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    guard instance.member(name, of: at) == nil, !isOnlyCounted() else { return }
    let property = String(decoding: name, as: UTF8.self)
    var error = error(site, at, position)
    error.property = property
    error.message = Messages.missing(property, in: position.label)
    error.hint = Hints.nearName(
      property, among: nameCandidates(of: at, position.placeNode).unknown)
    append(error)
  }

  private func memberNames(of at: Int) -> [(name: String, key: Int)] {
    var names: [(String, Int)] = []
    var key = instance.firstChild(at)
    while key < instance.end(at) {
      names.append((instance.nodes[key].text(in: instance.base), key))
      key = instance.end(key)
    }
    return names
  }

  private mutating func explainDependencies(
    _ run: Plan.Run, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    for index in run.indices {
      let dependency = plan.dependencies[index]
      guard instance.member(dependency.trigger, of: at) != nil else { continue }
      for name in dependency.names.indices
      where instance.member(plan.names[name], of: at) == nil && !isOnlyCounted() {
        let property = String(decoding: plan.names[name], as: UTF8.self)
        var error = error(site, at, position)
        error.property = property
        error.message = Messages.missing(
          property, requiredBy: String(decoding: dependency.trigger, as: UTF8.self))
        error.hint = Hints.nearName(
          property, among: nameCandidates(of: at, position.placeNode).unknown)
        append(error)
      }
    }
  }

  private mutating func explainMembers(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    for (name, key) in memberNames(of: at) {
      let value = instance.value(ofName: key)
      switch check {
      case .properties(let table):
        let table = plan.tables[Int(table)]
        guard let entry = Array(name.utf8).withUnsafeBufferPointer(table.index(of:)) else {
          continue
        }
        let node = Int(table.entries[entry].node)
        explain(
          node, value, position.member(name, node: node, site, site.keyword, name, of: at))
      case .patternProperties(let run):
        for index in run.indices {
          explainPattern(plan.patternNodes[index], site, key, at, position)
          settle(check, site, at, position)
        }
      case .additionalProperties(let node, let table, let patterns):
        let isAdditional = pass.isAdditional(key, table, patterns)
        settle(check, site, at, position)
        guard isAdditional else { continue }
        let node = Int(node)
        explain(node, value, position.member(name, node: node, site, site.keyword, of: at))
      case .propertyNames(let node):
        explainName(name, key, Int(node), site, at, position)
        settle(check, site, at, position)
      default: return
      }
    }
  }

  private mutating func explainPattern(
    _ entry: Plan.PatternNode, _ site: Plan.Site, _ key: Int, _ at: Int,
    _ position: ExplanationPosition
  ) {
    guard pass.matches(entry.pattern, instance.text(key, in: pass.scratch)) else { return }
    let name = instance.nodes[key].text(in: instance.base)
    let source = plan.patterns[Int(entry.pattern)].source
    let node = Int(entry.node)
    explain(
      node, instance.value(ofName: key),
      position.member(name, node: node, site, site.keyword, source, of: at))
  }

  private mutating func explainName(
    _ name: String, _ key: Int, _ node: Int, _ site: Plan.Site, _ at: Int,
    _ position: ExplanationPosition
  ) {
    guard !pass.judge(node, key), isAnswered, !isOnlyCounted() else { return }
    var inner = position.applying(site, site.keyword, at: at)
    inner.label = .name(name)
    var error = error(site, at, position)
    error.property = name
    error.causes = collected(node, key, inner).errors
    error.message = position.override ?? Messages.badName(name)
    append(error)
  }

  // MARK: - Arrays

  mutating func explainArray(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    if case .contains(let node, let min, let max, _) = check {
      return explainContains(Int(node), Int(min), Int(max), site, at, position)
    }
    var item = instance.firstChild(at)
    var index = 0
    while item < instance.end(at) {
      switch check {
      case .prefixItems(let nodes) where index < Int(nodes.count):
        let node = Int(plan.nodeLists[Int(nodes.first) + index])
        explain(
          node, item,
          position.item(index, node: node, site, site.keyword, String(index), of: at))
      case .items(let node, let from) where index >= Int(from):
        let node = Int(node)
        explain(node, item, position.item(index, node: node, site, site.keyword, of: at))
      default: break
      }
      index += 1
      item = instance.end(item)
    }
  }

  private mutating func explainContains(
    _ node: Int, _ min: Int, _ max: Int, _ site: Plan.Site, _ at: Int,
    _ position: ExplanationPosition
  ) {
    let count = pass.countContained(node, at)
    guard count < min || count > max else { return }
    var error = error(site, at, position)
    if count > max || min != 1 {
      let keyword = count > max ? "maxContains" : "minContains"
      error.keyword = keyword
      error.keywordLocation = position.keywordLocation + "/" + keyword
      error.absoluteKeywordLocation = plan.location(of: site, keyword: keyword)
      error.limit = .number(JSONNumber(count > max ? max : min))
    }
    error.message =
      position.override
      ?? Messages.contains(position.label, count: count, min: min, max: max)
    append(error)
  }
}
