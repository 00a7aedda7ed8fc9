import JSON

/// The first question of an explanation that a limit left without an answer. A class, for explainers
/// lie on the stack at each step of the recursion.
final class LimitNote {
  /// How many steps the record may take.
  let stepsMax: Int
  var error: ValidationError?

  init(stepsMax: Int) { self.stepsMax = stepsMax }
}

/// What is told where a limit leaves a question without an answer.
extension Explainer {
  /// Notes the question that the pass could not answer, if it was the first, and lets others be asked.
  mutating func settle(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    guard pass.isUndecided else { return }
    pass.isUndecided = false
    guard limits.error == nil else { return }
    var error = error(site, at, position)
    error.value = nil
    error.message = limitMessage(position.label, of: check)
    if pass.steps.isUsedUp { error.limit = .number(JSONNumber(limits.stepsMax)) }
    limits.error = error
  }

  /// The same for a schema of which nothing could be asked.
  mutating func settle(_ node: Int, _ position: ExplanationPosition) {
    pass.isUndecided = false
    if limits.error == nil { limits.error = error(about: node, position) }
  }

  /// Of a record without verdict the limit alone is told: what else was found is no verdict either.
  var undecided: Explanation {
    let error = limits.error ?? error(about: Plan.root, ExplanationPosition())
    return Explanation(errors: [error], total: 1, isUndecided: true)
  }

  private func error(about node: Int, _ position: ExplanationPosition) -> ValidationError {
    ValidationError(
      keyword: position.applicator?.site.keyword ?? "",
      instanceLocation: position.instanceLocation, keywordLocation: position.keywordLocation,
      absoluteKeywordLocation: plan.location(of: plan.nodeSites[node]),
      limit: pass.steps.isUsedUp ? .number(JSONNumber(limits.stepsMax)) : nil,
      message: limitMessage(position.label, of: nil), causes: [])
  }

  private func limitMessage(
    _ label: ExplanationPosition.Label, of check: Check?
  ) -> LocalisedText {
    if pass.steps.isUsedUp { return Messages.tooManySteps(label, max: limits.stepsMax) }
    switch check {
    case .pattern, .patternProperties, .additionalProperties: return Messages.hardPattern(label)
    default: return Messages.limitReached(label, depthMax: TapePass.depthMax)
    }
  }
}
