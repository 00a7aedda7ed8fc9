import JSON

extension Explainer {
  /// What `unevaluated*` forbids. Where a neighbour fails, what it might have evaluated is not held
  /// against the record a second time.
  mutating func explainCollected(
    _ own: Plan.Run, _ applied: Plan.Run, _ at: Int, _ position: ExplanationPosition
  ) {
    for index in applied.indices {
      explain(plan.instructions[index], plan.sites[index], at, position)
    }
    guard instance.hasChildren(at) else { return }
    let set = pass.notes.open(instance.count(at))
    defer { pass.notes.close(set) }
    noteEvaluated(own, applied, at, position, in: set)
    for index in applied.indices {
      switch plan.instructions[index] {
      case .unevaluatedProperties(let node) where instance.kind(at) == .object:
        explainRest(Int(node), plan.sites[index], at, position, set)
      case .unevaluatedItems(let node) where instance.kind(at) == .array:
        explainRest(Int(node), plan.sites[index], at, position, set)
      default: break
      }
    }
  }

  private mutating func noteEvaluated(
    _ own: Plan.Run, _ applied: Plan.Run, _ at: Int, _ position: ExplanationPosition,
    in set: EvaluationNotes.Set
  ) {
    for index in own.indices { pass.note(plan.instructions[index], at, in: set) }
    let neighbours = applied.indices.map { plan.instructions[$0] }
      .filter { !$0.isUnevaluatedKeyword }
    for check in neighbours where !pass.holds(check, at, noting: set) {
      noteAllBranches(of: check, at, in: set)
    }
    if pass.isUndecided, let first = applied.indices.first {
      settle(plan.instructions[first], plan.sites[first], at, position)
    }
  }

  /// Notes what any branch may evaluate, whether it holds or not.
  private mutating func noteAllBranches(of check: Check, _ at: Int, in set: EvaluationNotes.Set) {
    let graph = InPlaceGraph(plan: plan)
    for node in Set(graph.evaluating(check).flatMap { graph.evaluating(from: $0) }) {
      for index in plan.nodes[node].instructions {
        let check = plan.instructions[index]
        pass.note(check, at, in: set)
        guard case .collected(_, let applied) = check else { continue }
        for index in applied.indices { pass.note(plan.instructions[index], at, in: set) }
      }
    }
  }

  private mutating func explainRest(
    _ node: Int, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition,
    _ set: EvaluationNotes.Set
  ) {
    var children = Children(of: at, in: instance)
    while let child = children.next() {
      if pass.notes.contains(child.position, in: set) { continue }
      if instance.kind(at) == .object {
        let name = instance.nodes[child.node].text(in: instance.base)
        explain(
          node, child.value, position.member(name, node: node, site, site.keyword, of: at))
      } else {
        explain(
          node, child.value,
          position.item(child.position, node: node, site, site.keyword, of: at))
      }
    }
  }
}
