/// The object keywords of the nodes at one place, merged.
struct FusedObjectDraft {
  private let plan: Plan
  private var tables: [(names: NameTable?, additional: Int?)] = []
  private var index: [[UInt8]: Int] = [:]
  private(set) var names: [[UInt8]] = []
  private(set) var requiredWords: [UInt64] = [0]
  private(set) var dependencies: [FusedObject.Dependency] = []
  private(set) var minCount = 0
  private(set) var maxCount = Int.max

  init(plan: Plan, nodes: [Int], capture: CaptureTree?) {
    self.plan = plan
    for node in nodes { add(node) }
    for name in capture?.children.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) ?? [] {
      _ = slot(name)
    }
    for name in capture?.excluded ?? [] { _ = slot(name) }
  }

  private mutating func add(_ node: Int) {
    var names: NameTable?
    var additional: Int?
    for instruction in plan.nodes[node].instructions {
      switch plan.instructions[instruction] {
      case .properties(let table): names = plan.tables[Int(table)]
      case .additionalProperties(let node, _, let patterns) where patterns.count == 0:
        additional = Int(node)
      default: addCounts(plan.instructions[instruction])
      }
    }
    for entry in names?.entries ?? [] { _ = slot(entry.name) }
    if names != nil || additional != nil { tables.append((names, additional)) }
  }

  private mutating func addCounts(_ check: Check) {
    switch check {
    case .minProperties(let limit): minCount = max(minCount, Int(limit))
    case .maxProperties(let limit): maxCount = min(maxCount, Int(limit))
    case .required(let run):
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
    if let known = index[name] { return known }
    let slot = names.count
    index[name] = slot
    names.append(name)
    if slot >> 6 == requiredWords.count { requiredWords.append(0) }
    return slot
  }

  /// The nodes that `properties` and `additionalProperties` apply to a member.
  func nodes(ofMember name: [UInt8]) -> [Int] {
    tables.compactMap { table in
      if let names = table.names, let entry = name.withUnsafeBufferPointer(names.index(of:)) {
        return Int(names.entries[entry].node)
      }
      return table.additional
    }
  }

  /// The nodes that apply to members which nothing names.
  var nodesOfUnknown: [Int] { tables.compactMap(\.additional) }
}
