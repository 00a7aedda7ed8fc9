import JSON

/// allOf, anyOf, oneOf, not, if/then/else (JSON Schema core, section 10.2).
extension PlanCompiler {
  func compileApplicator(_ name: String, _ value: JSONValue, _ site: Site) {
    switch name {
    case "allOf": emitBranches(name, value, site) { .allOf(nodes: $0) }
    case "anyOf": emitBranches(name, value, site) { .anyOf(nodes: $0) }
    case "oneOf": emitBranches(name, value, site) { .oneOf(nodes: $0) }
    case "not": emit(.not(node: node(site, name)), name, of: site)
    case "if": compileConditional(site)
    case "then", "else": _ = node(site, name)
    default: break
    }
  }

  private func emitBranches(
    _ name: String, _ value: JSONValue, _ site: Site, _ check: (Plan.Run) -> Check
  ) {
    guard let branches = nonEmptyArray(name, value, site) else { return }
    let nodes = self.nodes(site, name, count: branches.count)
    emit(check(run(of: nodes)), name, of: site)
  }

  private func compileConditional(_ site: Site) {
    let condition = node(site, "if")
    let then = site.object["then"].map { _ in node(site, "then") }
    let otherwise = site.object["else"].map { _ in node(site, "else") }
    emit(
      .conditional(condition: condition, then: then, otherwise: otherwise), "if", of: site)
  }
}

extension TapePass {
  mutating func judgeApplicator(_ check: Check, _ at: Int) -> Bool {
    switch check {
    case .reference(let node): return judge(Int(node), at)
    case .allOf(let run):
      for index in run.indices where !judge(Int(plan.nodeLists[index]), at) { return false }
      return true
    case .anyOf(let run):
      for index in run.indices where judge(Int(plan.nodeLists[index]), at) { return true }
      return false
    case .oneOf(let run): return countHolding(run, at, stopAfter: 1) == 1
    case .not(let node): return !judge(Int(node), at)
    case .conditional(let condition, let then, let otherwise):
      if check.isBareCondition { return true }
      let branch = judge(Int(condition), at) ? then : otherwise
      return branch.map { judge(Int($0), at) } ?? true
    default: return true
    }
  }

  /// How many branches hold; counting ends once there are more than `stopAfter`.
  mutating func countHolding(_ run: Plan.Run, _ at: Int, stopAfter: Int = Int.max) -> Int {
    var count = 0
    for index in run.indices where judge(Int(plan.nodeLists[index]), at) {
      count += 1
      if count > stopAfter { break }
    }
    return count
  }
}
