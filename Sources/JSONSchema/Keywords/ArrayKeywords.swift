import JSON

/// items, prefixItems, contains (JSON Schema core, section 10.3.1) and minItems, maxItems,
/// uniqueItems, minContains, maxContains (validation, section 6.4). Before 2020-12 an array under
/// `items` means prefixItems, and `additionalItems` what follows it.
extension PlanCompiler {
  func compileArrayKeyword(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "minItems":
      guard let limit = count(name, value, site) else { return }
      if limit > 0 { emit(.minItems(limit), name, of: site) }
    case "maxItems":
      guard let limit = count(name, value, site) else { return }
      emit(.maxItems(limit), name, of: site)
    case "uniqueItems": compileUniqueItems(name, value, site)
    case "items": compileItems(name, value, site)
    case "prefixItems": compilePrefix(name, value, site)
    case "additionalItems":
      let node = node(site, name)
      if let prefix = site.object["items"]?.array {
        emit(.items(node: node, from: Int32(clamping: prefix.count)), name, of: site)
      }
    case "contains": compileContains(name, site)
    case "minContains", "maxContains": _ = count(name, value, site)
    default: break
    }
  }

  private func compileUniqueItems(_ name: String, _ value: JSONValue, _ site: Site) {
    guard let isUnique = value.boolean else {
      report(
        .malformedKeyword, site, name, en: "uniqueItems must be true or false",
        vi: "uniqueItems phải là true hoặc false")
      return
    }
    if isUnique { emit(.uniqueItems, name, of: site) }
  }

  private func compileItems(_ name: String, _ value: JSONValue, _ site: Site) {
    if value.array != nil {
      guard site.draft.hasItemsByPosition else {
        report(
          .malformedKeyword, site, name,
          en: "items must be a schema; for a list of positions write prefixItems, "
            + "or name an older draft in $schema",
          vi: "items phải là một lược đồ; với danh sách theo vị trí hãy dùng prefixItems, "
            + "hoặc nêu phiên bản cũ hơn ở $schema")
        return
      }
      return compilePrefix(name, value, site)
    }
    let prefix = site.draft.hasItemsByPosition ? 0 : site.object["prefixItems"]?.array?.count ?? 0
    emit(.items(node: node(site, name), from: Int32(clamping: prefix)), name, of: site)
  }

  private func compilePrefix(_ name: String, _ value: JSONValue, _ site: Site) {
    let isEmptyAllowed = site.draft == .draft6 || site.draft == .draft7
    if isEmptyAllowed, value.array?.isEmpty == true { return }
    guard let items = nonEmptyArray(name, value, site) else { return }
    let nodes = self.nodes(site, name, count: items.count)
    emit(.prefixItems(nodes: run(of: nodes)), name, of: site)
  }

  private func compileContains(_ name: String, _ site: Site) {
    let min = limit("minContains", site) ?? 1
    let max = limit("maxContains", site) ?? Int32.max
    emit(
      .contains(
        node: node(site, name), min: min, max: max, evaluates: site.draft.containsEvaluates),
      name, of: site)
  }

  /// A sibling's count; its own turn reports it where it is malformed.
  private func limit(_ name: String, _ site: Site) -> Int32? {
    guard site.dialect.knows(name), let number = site.object[name]?.number, number.isInteger
    else { return nil }
    return Int32(clamping: number.int64 ?? Int64.max)
  }
}

extension TapePass {
  mutating func judgeArray(_ check: Check, _ at: Int) -> Bool {
    switch check {
    case .minItems(let limit): return instance.count(at) >= Int(limit)
    case .maxItems(let limit): return instance.count(at) <= Int(limit)
    case .uniqueItems: return !items.hasRepeat(at, in: instance)
    case .prefixItems(let nodes): return judgePrefix(nodes, at)
    case .items(let node, let from): return judgeItems(Int(node), from: Int(from), at)
    case .contains(let node, let min, let max, _):
      let count = countContained(Int(node), at)
      return count >= Int(min) && count <= Int(max)
    default: return true
    }
  }

  private mutating func judgePrefix(_ nodes: Plan.Run, _ at: Int) -> Bool {
    var item = instance.firstChild(at)
    let end = instance.end(at)
    for index in nodes.indices {
      guard item < end else { return true }
      guard judge(Int(plan.nodeLists[index]), item) else { return false }
      item = instance.end(item)
    }
    return true
  }

  private mutating func judgeItems(_ node: Int, from: Int, _ at: Int) -> Bool {
    var item = instance.firstChild(at)
    let end = instance.end(at)
    var position = 0
    while item < end {
      if position >= from, !judge(node, item) { return false }
      position += 1
      item = instance.end(item)
    }
    return true
  }

  mutating func countContained(_ node: Int, _ at: Int) -> Int {
    var item = instance.firstChild(at)
    let end = instance.end(at)
    var count = 0
    while item < end {
      if judge(node, item) { count += 1 }
      item = instance.end(item)
    }
    return count
  }
}
