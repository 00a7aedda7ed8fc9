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
    var found: [Int] = []
    var seen = Set<Int>()
    var open = Array(nodes.reversed())
    while let node = open.popLast() {
      guard seen.insert(node).inserted else { continue }
      found.append(node)
      open += applied(plan.nodes[node].instructions).reversed()
    }
    return found
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

  private func applied(_ instructions: Range<Int>) -> [Int] {
    instructions.flatMap { index -> [Int] in
      switch plan.instructions[index] {
      case .reference(let target): [Int(target)]
      case .allOf(let run): run.indices.map { Int(plan.nodeLists[$0]) }
      case .collected(_, let run): applied(run.indices)
      default: []
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
