/// The object keywords of the nodes at one place, merged.
struct FusedObjectDraft {
  private let plan: Plan
  private var properties: [NameTable] = []
  /// The schemas of members that the names beside them do not name.
  private var rests: [(known: NameTable?, node: Int)] = []
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
    for instruction in plan.nodes[node].instructions {
      switch plan.instructions[instruction] {
      case .properties(let table):
        let names = plan.tables[Int(table)]
        properties.append(names)
        for entry in names.entries { _ = slot(entry.name) }
      case .additionalProperties(let node, let table, let patterns) where patterns.count == 0:
        let known = table.map { plan.tables[Int($0)] }
        rests.append((known, Int(node)))
        for entry in known?.entries ?? [] { _ = slot(entry.name) }
      default: addCounts(plan.instructions[instruction])
      }
    }
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
    name.withUnsafeBufferPointer { name in
      properties.compactMap { names in names.index(of: name).map { Int(names.entries[$0].node) } }
        + rests.filter { $0.known?.index(of: name) == nil }.map(\.node)
    }
  }

  /// The nodes that apply to members which nothing names.
  var nodesOfUnknown: [Int] { rests.map(\.node) }
}
