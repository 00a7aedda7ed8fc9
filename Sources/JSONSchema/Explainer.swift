import JSON

/// The exhaustive pass, for rejected records only. It asks the tape pass about every leaf, so that
/// verdict and explanation rest on the same judgement.
struct Explainer {
  /// Errors of a branch that are kept as causes.
  private static let causesMax = 20
  /// Schemas that are explained within one another: each takes some kilobytes of the stack. Past
  /// this a schema that fails is named without the reason.
  static let depthMax = 400
  /// To explain costs some times more than to judge.
  private static let stepsEach = 16

  var pass: TapePass
  let errorsMax: Int
  let showValue: (String) -> Bool
  private(set) var errors: [ValidationError] = []
  private(set) var total = 0
  private var depth = 0
  let limits: LimitNote
  /// Those of the object that was asked about last.
  private var candidates: NameCandidates?

  var plan: Plan { pass.plan }
  var instance: Instance { pass.instance }

  init(
    pass: TapePass, limits: LimitNote, errorsMax: Int, showValue: @escaping (String) -> Bool
  ) {
    self.pass = pass
    self.limits = limits
    self.errorsMax = errorsMax
    self.showValue = showValue
  }

  /// For a record that does not fit, where the steps were used up before a fault was found.
  mutating func appendUnexplained() {
    append(
      certain: ValidationError(
        keyword: "", instanceLocation: "", keywordLocation: "",
        absoluteKeywordLocation: plan.location(of: plan.nodeSites[Plan.root]),
        message: plan.nodeSites[Plan.root].message ?? Messages.unexplained(.root), causes: []))
  }

  mutating func explain(_ node: Int, _ at: Int, _ position: ExplanationPosition) {
    guard pass.steps.take(Self.stepsEach) else { return settle(node, position) }
    guard depth < Self.depthMax else { return reportUnexplained(node, at, position) }
    depth += 1
    defer { depth -= 1 }
    var position = position
    position.override = position.override ?? plan.nodeSites[node].message
    for index in plan.nodes[node].instructions {
      explain(plan.instructions[index], plan.sites[index], at, position)
    }
  }

  mutating func explain(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    switch check {
    case .never: reportForbidden(site, at, position)
    case .required, .dependentRequired, .properties, .patternProperties, .additionalProperties,
      .propertyNames, .dependentSchemas:
      if instance.kind(at) == .object { explainObject(check, site, at, position) }
    case .prefixItems, .items, .contains:
      if instance.kind(at) == .array { explainArray(check, site, at, position) }
    case .allOf, .anyOf, .oneOf, .not, .conditional, .reference:
      explainApplicator(check, site, at, position)
    case .collected(let own, let applied): explainCollected(own, applied, at, position)
    case .unevaluatedProperties, .unevaluatedItems: break
    default:
      if !pass.holds(check, at), !isOnlyCounted() {
        append(leafError(check, site, at, position))
      }
    }
    if pass.isUndecided { settle(check, site, at, position) }
  }

  /// Whether the answer of the pass that was asked for last holds: not after a limit.
  var isAnswered: Bool { !pass.isUndecided && !pass.steps.isUsedUp }

  /// What is found by an answer that does not hold may be wrong, so it is not told.
  mutating func append(_ error: ValidationError) {
    if isAnswered { append(certain: error) }
  }

  mutating func append(certain error: ValidationError) {
    total += 1
    if errors.count < errorsMax { errors.append(error) }
  }

  /// Whether one more error is counted without being told: a record may have a great many.
  mutating func isOnlyCounted() -> Bool {
    guard errors.count >= errorsMax else { return false }
    if isAnswered { total += 1 }
    return true
  }

  /// What a branch finds, kept apart.
  func collected(_ node: Int, _ at: Int, _ position: ExplanationPosition) -> Explanation {
    var branch = Explainer(
      pass: pass, limits: limits, errorsMax: min(errorsMax, Self.causesMax), showValue: showValue)
    branch.depth = depth
    branch.explain(node, at, position)
    return Explanation(errors: branch.errors, total: branch.total)
  }

  // MARK: - Errors

  /// An error about the value at hand; its message is still to be set.
  func error(
    _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) -> ValidationError {
    ValidationError(
      keyword: site.keyword, instanceLocation: position.instanceLocation,
      keywordLocation: position.keywordLocation + "/" + JSONPointer.escape(site.keyword),
      absoluteKeywordLocation: plan.location(of: site), limit: limit(site),
      value: shownScalar(at, position).map { _ in instance.jsonValue(at) },
      message: LocalisedText(en: "", vi: ""), causes: [])
  }

  private func leafError(
    _ check: Check, _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) -> ValidationError {
    var error = error(site, at, position)
    let requirement = Requirements.text(check, site, plan)
    error.message =
      position.override
      ?? Messages.violation(position.label, requirement, found: found(check, at, position))
    let hints = Hints(instance: instance, scratch: pass.scratch)
    error.hint = hints.hint(check, site, at, plan)
    return error
  }

  /// A `false` schema is reported as the keyword that applied it.
  private mutating func reportForbidden(
    _ site: Plan.Site, _ at: Int, _ position: ExplanationPosition
  ) {
    if isOnlyCounted() { return }
    var error = error(site, at, position)
    error.keyword = position.applicator?.site.keyword ?? ""
    error.keywordLocation = position.keywordLocation
    error.limit = nil
    if let applicator = position.applicator, let property = applicator.property {
      error.property = property
      error.instanceLocation = applicator.instanceLocation
      error.value = nil
      let isInBranches = applicator.site.keyword == "unevaluatedProperties"
      let names = nameCandidates(
        of: applicator.owner, applicator.ownerNode, inBranches: isInBranches)
      error.hint = Hints.nearName(property, among: names.missing)
    }
    error.message = position.override ?? Messages.forbidden(position.label)
    append(error)
  }

  private mutating func reportUnexplained(
    _ node: Int, _ at: Int, _ position: ExplanationPosition
  ) {
    guard let applicator = position.applicator, !pass.judge(node, at) else { return }
    guard isAnswered else { return settle(node, position) }
    var error = error(applicator.site, at, position)
    error.keywordLocation = position.keywordLocation
    error.absoluteKeywordLocation = plan.location(of: plan.nodeSites[node])
    error.limit = nil
    error.message = position.override ?? Messages.unexplained(position.label)
    append(error)
  }

  /// The keyword's value, unless it is a schema or a long list.
  private func limit(_ site: Plan.Site) -> JSONValue? {
    switch site.keyword {
    case "type", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
      "multipleOf", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems",
      "minProperties", "maxProperties", "uniqueItems":
      plan.value(of: site)
    case "enum":
      plan.value(of: site).array.flatMap { $0.count <= Messages.valuesMax ? .array($0) : nil }
    default: nil
    }
  }

  // MARK: - What stands there

  /// The text of a scalar that may be shown.
  private func shownScalar(_ at: Int, _ position: ExplanationPosition) -> String? {
    let node = instance.nodes[at]
    switch node.kind {
    case .array, .object, .key: return nil
    case .null, .false, .true, .number, .string:
      guard showValue(position.instanceLocation) else { return nil }
      return node.kind == .string
        ? node.text(in: instance.base)
        : String(decoding: node.span(in: instance.base), as: UTF8.self)
    }
  }

  private func found(
    _ check: Check, _ at: Int, _ position: ExplanationPosition
  ) -> LocalisedText {
    let shown = shownScalar(at, position)
    switch check {
    case .minLength, .maxLength: return Found.length(of: at, in: instance, shown: shown)
    case .type: return Found.typed(at, in: instance, shown: shown)
    default: return Found.value(at, in: instance, shown: shown)
    }
  }

  /// The names that the object at a place may have got wrong, as the node sees it through which it
  /// was entered; with those of `anyOf` and the like where they are asked for.
  mutating func nameCandidates(
    of object: Int, _ node: Int, inBranches: Bool = false
  ) -> NameCandidates {
    if let candidates, candidates.isOf(object, node, inBranches) { return candidates }
    let found = NameCandidates(
      of: object, in: instance, node: node, inBranches: inBranches,
      known: knownNames(node, inBranches: inBranches))
    candidates = found
    return found
  }

  /// The names that schemas at a place give to members there.
  private func knownNames(_ node: Int, inBranches: Bool) -> [String] {
    let nodes =
      inBranches
      ? InPlaceGraph(plan: plan).evaluating(from: node)
      : PlaceNodes(compiled: pass.compiled).closure([node])
    return nodes.flatMap { node in
      plan.nodes[node].instructions.flatMap { index -> [String] in
        guard case .properties(let table) = plan.instructions[index] else { return [] }
        return plan.tables[Int(table)].entries.map { String(decoding: $0.name, as: UTF8.self) }
      }
    }
  }
}
