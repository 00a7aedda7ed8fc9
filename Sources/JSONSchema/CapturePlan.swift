import JSON

/// The captures of a schema with what the plan says about their places.
struct CapturePlan: Sendable {
  struct Entry: Sendable {
    let path: [[UInt8]]
    /// Names left out of a list of members; nil where the value itself is captured.
    let excluded: [[UInt8]]?
    /// A `date-time` is asserted at this place.
    let isInstant: Bool
  }

  let entries: [Entry]

  init(_ captures: [Capture], _ compiled: CompiledPlan) {
    let places = PlaceNodes(compiled: compiled)
    entries = captures.map { capture in
      let path = capture.path.map { Array($0.utf8) }
      var excluded: [[UInt8]]?
      if case .members(let names) = capture.kind { excluded = names.map { Array($0.utf8) } }
      return Entry(
        path: path, excluded: excluded, isInstant: places.assertsDateTime(places.nodes(at: path)))
    }
  }
}

/// Which nodes judge a place whatever the record holds: those that `$ref` and `allOf` apply to it.
struct PlaceNodes {
  let compiled: CompiledPlan

  var plan: Plan {
    _read { yield compiled.plan }
  }

  /// The nodes with all that they apply unconditionally to the same instance, each once.
  func closure(_ nodes: [Int]) -> [Int] {
    // Most schemas apply no other.
    if nodes.count == 1, !appliesAny(plan.nodes[nodes[0]].instructions) { return nodes }
    var found = FoundNodes()
    var open = Array(nodes.reversed())
    while let node = open.popLast() {
      if found.insert(node) { appendApplied(plan.nodes[node].instructions, to: &open) }
    }
    return found.nodes
  }

  private func appliesAny(_ instructions: Range<Int>) -> Bool {
    for index in instructions {
      switch plan.instructions[index] {
      case .reference, .allOf, .collected: return true
      default: continue
      }
    }
    return false
  }

  /// The last first, as a stack takes them.
  private func appendApplied(_ instructions: Range<Int>, to open: inout [Int]) {
    for index in instructions.reversed() {
      switch plan.instructions[index] {
      case .reference(let target): open.append(Int(target))
      case .allOf(let run):
        for place in run.indices.reversed() { open.append(Int(plan.nodeLists[place])) }
      case .collected(_, let run): appendApplied(run.indices, to: &open)
      default: break
      }
    }
  }

  /// The nodes that `properties` of the given nodes apply to a member.
  func nodes(ofMember name: [UInt8], under nodes: [Int]) -> [Int] {
    let found = nodes.flatMap { node in
      plan.nodes[node].instructions.compactMap { index -> Int? in
        guard case .properties(let table) = plan.instructions[index] else { return nil }
        let entries = plan.tables[Int(table)]
        return name.withUnsafeBufferPointer(entries.index(of:)).map {
          Int(entries.entries[$0].node)
        }
      }
    }
    return closure(found)
  }

  func nodes(at path: [[UInt8]]) -> [Int] {
    path.reduce(closure([Plan.root])) { nodes(ofMember: $1, under: $0) }
  }

  func assertsDateTime(_ nodes: [Int]) -> Bool {
    nodes.contains { node in
      plan.nodes[node].instructions.contains {
        if case .format(.dateTime) = plan.instructions[$0] { true } else { false }
      }
    }
  }
}

/// Nodes in the order in which they are found, each once.
private struct FoundNodes {
  /// Up to this many a walk through the list is quicker than a set.
  private static let listedMax = 16

  private(set) var nodes: [Int] = []
  /// All of ``nodes``; empty while they are few.
  private var seen: Set<Int> = []

  /// Whether the node is new.
  mutating func insert(_ node: Int) -> Bool {
    if nodes.count < Self.listedMax {
      guard !nodes.contains(node) else { return false }
    } else {
      if seen.isEmpty { seen = Set(nodes) }
      guard seen.insert(node).inserted else { return false }
    }
    nodes.append(node)
    return true
  }
}
