import JSON

/// The general tier: judges any node of a plan at any place of a recorded document.
struct TapePass {
  /// Schemas that judge within one another, through the schema and down the record together. Past
  /// this there is no verdict, for the stack is not endless.
  static let depthMax = 2000

  let compiled: CompiledPlan
  let instance: Instance
  let scratch: TextScratch
  let notes: EvaluationNotes
  let steps: StepCount
  let items: ItemTable
  /// A pattern reached its match limit, or the schemas their depth or the number of their steps:
  /// whatever was found, there is no verdict.
  var isUndecided = false
  private var depth = 0

  /// Read in place: a copy would count references to each of its arrays.
  @inline(__always)
  var plan: Plan {
    _read { yield compiled.plan }
  }

  init(_ compiled: CompiledPlan, _ instance: Instance, _ workspace: Workspace) {
    self.compiled = compiled
    self.instance = instance
    scratch = workspace.scratch
    notes = workspace.notes
    steps = workspace.steps
    items = workspace.items
  }

  mutating func judge(_ node: Int, _ at: Int) -> Bool {
    guard enter() else { return false }
    defer { depth -= 1 }
    for index in plan.nodes[node].instructions
    where !holds(plan.instructions[index], at) { return false }
    return true
  }

  /// As ``judge(_:_:)``, and notes which children of the object or array at hand are evaluated.
  mutating func judge(_ node: Int, _ at: Int, noting set: EvaluationNotes.Set) -> Bool {
    guard enter() else { return false }
    defer { depth -= 1 }
    for index in plan.nodes[node].instructions
    where !holds(plan.instructions[index], at, noting: set) { return false }
    return true
  }

  @inline(__always)
  private mutating func enter() -> Bool {
    guard depth < Self.depthMax, steps.take() else {
      isUndecided = true
      return false
    }
    depth += 1
    return true
  }

  /// Whether one instruction holds; assertions about another type always do.
  mutating func holds(_ check: Check, _ at: Int) -> Bool {
    switch check {
    case .never: return false
    case .type(let types): return types.contains(instance.type(at))
    case .integerNotation: return hasIntegerNotation(at)
    case .constant(let literal): return equals(literal, at)
    case .enumeration(let literals): return isAmong(literals, at)
    case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf:
      return instance.kind(at) != .number || judgeNumber(check, at)
    case .minLength, .maxLength, .pattern, .format, .content:
      let kind = instance.kind(at)
      return kind != .string && kind != .key || judgeString(check, at)
    case .minItems, .maxItems, .uniqueItems, .prefixItems, .items, .contains:
      return instance.kind(at) != .array || judgeArray(check, at)
    case .minProperties, .maxProperties, .required, .dependentRequired, .properties,
      .patternProperties, .additionalProperties, .propertyNames, .dependentSchemas:
      return instance.kind(at) != .object || judgeObject(check, at)
    case .allOf, .anyOf, .oneOf, .not, .conditional, .reference:
      return judgeApplicator(check, at)
    case .collected(let own, let applied):
      return holdsCollected(own, applied, at, into: nil)
    case .unevaluatedProperties, .unevaluatedItems:
      // Judged with a set of what is evaluated; without one there are no children.
      return true
    }
  }
}
