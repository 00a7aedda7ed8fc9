/// What schemas evaluate of an object or array, told before any record is seen. It decides how
/// each `unevaluatedProperties` and `unevaluatedItems` is judged.
struct EvaluationPlanner {
  /// How one of the keywords is judged.
  enum Decision {
    /// Everything is evaluated already: the keyword never applies.
    case idle
    /// What is evaluated does not depend on the record.
    case fixed(Evaluated)
    /// What is evaluated is found out record by record.
    case collected
  }

  /// Members and elements that are evaluated whatever the record holds.
  struct Evaluated {
    fileprivate(set) var names: Set<[UInt8]> = []
    fileprivate(set) var patterns: Set<Int32> = []
    /// The first elements of an array.
    fileprivate(set) var prefix: Int32 = 0
    fileprivate var hasAllMembers = false
    fileprivate var hasAllItems = false
    fileprivate var hasContained = false
  }

  /// Schemas walked for one plan: past this all that is left is collected.
  private static let walkMax = 1_000_000

  private let plan: Plan
  private let checks: [[Check]]
  private var walked = 0

  /// `checks` are the instructions of each node of a plan that is being compiled.
  init(plan: Plan, checks: [[Check]]) {
    self.plan = plan
    self.checks = checks
  }

  mutating func decisions(about node: Int) -> (properties: Decision, items: Decision) {
    var always = Evaluated()
    var branches: [Int] = []
    let graph = InPlaceGraph(plan: plan)
    let plan = plan
    walk([node], owner: node, into: &always) { check in
      switch check {
      case .reference(let target): return [Int(target)]
      case .allOf(let run): return run.indices.map { Int(plan.nodeLists[$0]) }
      default:
        branches += graph.evaluating(check)
        return []
      }
    }
    if always.hasAllMembers && always.hasAllItems { return (.idle, .idle) }
    var sometimes = Evaluated()
    walk(branches, owner: nil, into: &sometimes) { graph.evaluating($0) }
    let fixed = Decision.fixed(always)
    return (
      always.hasAllMembers ? .idle : canFix(members: always, sometimes) ? fixed : .collected,
      always.hasAllItems ? .idle : canFix(items: always, sometimes) ? fixed : .collected
    )
  }

  /// Whether branches evaluate no member beyond those that are evaluated anyway.
  private func canFix(members always: Evaluated, _ sometimes: Evaluated) -> Bool {
    walked <= Self.walkMax && !sometimes.hasAllMembers
      && sometimes.names.isSubset(of: always.names)
      && sometimes.patterns.isSubset(of: always.patterns)
  }

  private func canFix(items always: Evaluated, _ sometimes: Evaluated) -> Bool {
    walked <= Self.walkMax && !sometimes.hasAllItems && sometimes.prefix <= always.prefix
      && !always.hasContained && !sometimes.hasContained
  }

  /// Adds up what `start` and the schemas that `next` leads to evaluate; the keywords in question,
  /// those of `owner`, do not count.
  private mutating func walk(
    _ start: [Int], owner: Int?, into evaluated: inout Evaluated, next: (Check) -> [Int]
  ) {
    var seen = Set(start)
    var open = start
    while let node = open.popLast(), walked <= Self.walkMax {
      for check in checks[node] {
        walked += 1
        if node != owner || !check.isUnevaluatedKeyword { add(check, to: &evaluated) }
        open += next(check).filter { seen.insert($0).inserted }
      }
    }
  }

  private mutating func add(_ check: Check, to evaluated: inout Evaluated) {
    switch check {
    case .properties(let table):
      let entries = plan.tables[Int(table)].entries
      walked += entries.count
      evaluated.names.formUnion(entries.map(\.name))
    case .patternProperties(let run):
      evaluated.patterns.formUnion(run.indices.map { plan.patternNodes[$0].pattern })
    case .additionalProperties, .unevaluatedProperties: evaluated.hasAllMembers = true
    case .prefixItems(let nodes): evaluated.prefix = max(evaluated.prefix, nodes.count)
    case .items, .unevaluatedItems: evaluated.hasAllItems = true
    case .contains(_, _, _, evaluates: true): evaluated.hasContained = true
    default: break
    }
  }
}
