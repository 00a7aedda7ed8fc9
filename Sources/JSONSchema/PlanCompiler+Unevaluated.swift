extension PlanCompiler {
  /// Decides how each `unevaluated*` is judged. What is evaluated without looking at the record is
  /// said as `additionalProperties` or `items` would say it.
  func settleUnevaluated() {
    let closed = drafts.indices.filter {
      drafts[$0].instructions.contains { $0.check.isUnevaluatedKeyword }
    }
    if !closed.isEmpty { settle(closed) }
    guard drafts.allSatisfy({ $0.applied.isEmpty }) else { return }
    for number in drafts.indices {
      drafts[number].instructions.removeAll { $0.check.isBareCondition }
    }
  }

  private func settle(_ closed: [Int]) {
    var planner = EvaluationPlanner(plan: plan, checks: drafts.map { $0.instructions.map(\.check) })
    let decisions = closed.map { planner.decisions(about: $0) }
    for (number, decision) in zip(closed, decisions) { settle(number, decision) }
  }

  private func settle(
    _ number: Int,
    _ decision: (properties: EvaluationPlanner.Decision, items: EvaluationPlanner.Decision)
  ) {
    var own: [NodeDraft.Instruction] = []
    var applied: [NodeDraft.Instruction] = []
    for (check, site) in drafts[number].instructions {
      switch (check, decision.properties, decision.items) {
      case (.unevaluatedProperties, .idle, _), (.unevaluatedItems, _, .idle): break
      case (.unevaluatedProperties(let node), .fixed(let evaluated), _):
        own.append((additional(node, evaluated), site))
      case (.unevaluatedItems(let node), _, .fixed(let evaluated)):
        own.append((.items(node: node, from: evaluated.prefix), site))
      case (.unevaluatedProperties, .collected, _), (.unevaluatedItems, _, .collected):
        applied.append((check, site))
      default: own.append((check, site))
      }
    }
    if !applied.isEmpty {
      applied = own.filter(\.check.mayEvaluateByRecord) + applied
      own.removeAll(where: \.check.mayEvaluateByRecord)
    }
    drafts[number].instructions = own
    drafts[number].applied = applied
  }
}
