/// The object keywords of the nodes at one place, merged.
struct FusedObjectDraft {
  private let compiled: CompiledPlan
  private let leavesPatterns: Bool
  private var properties: [NameTable] = []
  /// Those of `properties`, which `additionalProperties` of the same schema shares.
  private var tablesWithSlots: [Int32] = []
  /// The schemas of members that what stands beside them does not name.
  private var rests: [(known: NameTable?, patterns: [Int32], node: Int)] = []
  private var patternNodes: [Plan.PatternNode] = []
  /// The different patterns that names are matched with.
  private(set) var patterns: [Int32] = []
  /// The nodes that judge each name.
  private(set) var nameNodes: [Int] = []
  private var slots = NameList()
  private(set) var requiredWords: [UInt64] = [0]
  private(set) var dependencies: [FusedObject.Dependency] = []
  private(set) var minCount = 0
  private(set) var maxCount = Int.max

  var names: [[UInt8]] { slots.names }

  private var plan: Plan {
    _read { yield compiled.plan }
  }

  init(compiled: CompiledPlan, nodes: [Int], capture: CaptureTree?) {
    self.compiled = compiled
    leavesPatterns = Self.hasManyPatterns(compiled, nodes: nodes)
    for node in nodes { add(node) }
    for name in capture?.children.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) ?? [] {
      _ = slot(name)
    }
    for name in capture?.excluded ?? [] { _ = slot(name) }
  }

  /// Whether the nodes match names with more patterns than the fused pass takes.
  static func hasManyPatterns(_ compiled: CompiledPlan, nodes: [Int]) -> Bool {
    guard !compiled.plan.patternNodes.isEmpty else { return false }
    var patterns = Set<Int32>()
    for node in nodes {
      for index in compiled.plan.nodes[node].instructions {
        for place in compiled.plan.instructions[index].namePatterns {
          patterns.insert(compiled.plan.patternNodes[place].pattern)
        }
      }
    }
    return patterns.count > FusedPatterns.countMax
  }

  private mutating func add(_ node: Int) {
    for instruction in plan.nodes[node].instructions
    where !leavesPatterns || plan.instructions[instruction].namePatterns.isEmpty {
      switch plan.instructions[instruction] {
      case .properties(let table):
        properties.append(plan.tables[Int(table)])
        tablesWithSlots.append(table)
        addSlots(plan.tables[Int(table)])
      case .additionalProperties(let node, let table, let run):
        let known = table.map { plan.tables[Int($0)] }
        let patterns = run.indices.map { plan.patternNodes[$0].pattern }
        rests.append((known, patterns, Int(node)))
        if let known, let table, !tablesWithSlots.contains(table) { addSlots(known) }
        note(patterns)
      case .patternProperties(let run):
        patternNodes += run.indices.map { plan.patternNodes[$0] }
        note(run.indices.map { plan.patternNodes[$0].pattern })
      case .propertyNames(let node): nameNodes.append(Int(node))
      default: addCounts(plan.instructions[instruction])
      }
    }
  }

  private mutating func addSlots(_ table: NameTable) {
    slots.reserve(slots.names.count + table.entries.count)
    for entry in table.entries { _ = slot(entry.name) }
  }

  private mutating func note(_ more: [Int32]) {
    for pattern in more where !patterns.contains(pattern) { patterns.append(pattern) }
  }

  private mutating func addCounts(_ check: Check) {
    switch check {
    case .minProperties(let limit): minCount = max(minCount, Int(limit))
    case .maxProperties(let limit): maxCount = min(maxCount, Int(limit))
    case .required(let run, _):
      for name in run.indices {
        let slot = slot(plan.names[name])
        requiredWords[slot >> 6] |= 1 << UInt64(slot & 63)
      }
    case .dependentRequired(let run):
      for dependency in run.indices.map({ plan.dependencies[$0] }) {
        let trigger = Int32(slot(dependency.trigger))
        for name in dependency.names.indices {
          let required = Int32(slot(plan.names[name]))
          dependencies.append(.init(trigger: trigger, required: required))
        }
      }
    default: break
    }
  }

  private mutating func slot(_ name: [UInt8]) -> Int {
    let slot = slots.position(adding: name)
    if slot >> 6 == requiredWords.count { requiredWords.append(0) }
    return slot
  }

  /// Finds the nodes that `properties`, `patternProperties` and `additionalProperties` apply to a
  /// member; false where a pattern's match limit is reached.
  func findNodes(ofMember name: [UInt8], _ found: inout [Int]) -> Bool {
    found.removeAll(keepingCapacity: true)
    return name.withUnsafeBufferPointer { name in
      var matched = Set<Int32>()
      for pattern in patterns {
        switch plan.patterns[Int(pattern)].match(name) {
        case .match: matched.insert(pattern)
        case .noMatch: continue
        case .undecided: return false
        }
      }
      for names in properties {
        if let entry = names.index(of: name) { found.append(Int(names.entries[entry].node)) }
      }
      appendNodes(matching: matched, to: &found) { $0?.index(of: name) != nil }
      return true
    }
  }

  /// The nodes that apply to members which nothing names, bit i telling whether pattern i matches.
  func nodesOfUnknown(matching mask: Int) -> [Int] {
    let matched = Set(patterns.indices.filter { mask >> $0 & 1 == 1 }.map { patterns[$0] })
    var found: [Int] = []
    appendNodes(matching: matched, to: &found) { _ in false }
    return found
  }

  private func appendNodes(
    matching matched: Set<Int32>, to found: inout [Int], isKnown: (NameTable?) -> Bool
  ) {
    for entry in patternNodes where matched.contains(entry.pattern) {
      found.append(Int(entry.node))
    }
    for rest in rests where !isKnown(rest.known) && matched.isDisjoint(with: rest.patterns) {
      found.append(rest.node)
    }
  }
}

extension Check {
  /// Where the patterns stand with which an instruction matches names.
  var namePatterns: Range<Int> {
    switch self {
    case .patternProperties(let run), .additionalProperties(_, _, let run): run.indices
    default: 0..<0
    }
  }
}
