import JSON

extension Explainer {
  mutating func explainApplicator(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    switch check {
    case .reference(let node):
      explain(Int(node), at, position.applying(site, site.keyword, at: at))
    case .allOf(let run):
      for (branch, index) in run.indices.enumerated() {
        explain(
          Int(plan.nodeLists[index]), at,
          position.applying(site, site.keyword, String(branch), at: at))
      }
    case .anyOf(let run):
      if !pass.holds(check, at), isAnswered {
        appendNearestBranch(run, site, at, position)
      }
    case .oneOf(let run):
      let holding = pass.countHolding(run, at)
      guard isAnswered else { return }
      if holding == 0 {
        appendNearestBranch(run, site, at, position)
      } else if holding > 1 {
        var error = error(site, at, position)
        error.message =
          position.override ?? Messages.severalForms(position.label, holding: holding)
        append(error)
      }
    case .not:
      guard !pass.holds(check, at) else { return }
      var error = error(site, at, position)
      error.message = position.override ?? Messages.excludedForm(position.label)
      append(error)
    case .conditional(let condition, let then, let otherwise):
      let holds = pass.judge(Int(condition), at)
      guard isAnswered, let branch = holds ? then : otherwise else { return }
      explain(Int(branch), at, position.applying(site, holds ? "then" : "else", at: at))
    default: break
    }
  }

  private mutating func appendNearestBranch(
    _ run: Plan.Run, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    if isOnlyCounted() { return }
    var nearest: Explanation?
    for (branch, index) in run.indices.enumerated() {
      let branchPosition = position.applying(site, site.keyword, String(branch), at: at)
      let found = collected(Int(plan.nodeLists[index]), at, branchPosition)
      let distance = distance(found, position)
      if nearest.map({ distance < self.distance($0, position) }) ?? true { nearest = found }
    }
    var error = error(site, at, position)
    error.causes = nearest?.errors ?? []
    error.message =
      position.override ?? Messages.noForm(position.label, forms: Int(run.count))
    append(certain: error)
  }

  /// How far a branch is from holding: a value of another type or with another constant is another
  /// thing altogether; else the number of errors counts.
  private func distance(_ branch: Explanation, _ position: ExplanationPosition) -> (Int, Int) {
    let isOtherThing = branch.errors.contains { error in
      switch error.keyword {
      case "type": error.instanceLocation == position.instanceLocation
      case "const", "enum": error.instanceLocation != position.instanceLocation
      default: false
      }
    }
    return (isOtherThing ? 1 : 0, branch.total)
  }
}
