/// Which nodes judge the same instance as a given node does.
struct InPlaceGraph {
  let plan: Plan

  /// The nodes that an instruction applies to the instance itself, not to its children.
  func successors(of check: Check) -> [Int] {
    switch check {
    case .allOf(let run), .anyOf(let run), .oneOf(let run):
      run.indices.map { Int(plan.nodeLists[$0]) }
    case .not(let node), .reference(let node):
      [Int(node)]
    case .conditional(let condition, let then, let otherwise):
      [Int(condition)] + [then, otherwise].compactMap { $0.map(Int.init) }
    case .dependentSchemas(let table):
      plan.tables[Int(table)].entries.map { Int($0.node) }
    case .collected(_, let applied):
      applied.indices.flatMap { successors(of: plan.instructions[$0]) }
    default:
      []
    }
  }

  /// The nodes among them whose evaluations count (JSON Schema core, section 7.7.1.2): all but those
  /// under `not`.
  func evaluating(_ check: Check) -> [Int] {
    if case .not = check { [] } else { successors(of: check) }
  }

  /// A node with all that evaluate for it, each once.
  func evaluating(from start: Int) -> [Int] {
    var found = [start]
    var seen: Set = [start]
    var next = 0
    while next < found.count {
      for index in plan.nodes[found[next]].instructions {
        found += evaluating(plan.instructions[index]).filter { seen.insert($0).inserted }
      }
      next += 1
    }
    return found
  }

  func successors(of node: Int) -> [Int] {
    var found: [Int] = []
    for index in plan.nodes[node].instructions where plan.instructions[index].appliesInPlace {
      found += successors(of: plan.instructions[index])
    }
    return found
  }

  struct Finding {
    /// Nodes that come back to themselves; one for each cycle is enough.
    var onCycle: [Int] = []
    /// Nodes from which a path of more than ``TapePass/depthMax`` / 2 nodes starts.
    var tooDeep: [Int] = []
  }

  /// Walks depth first. Iterative, for a schema decides how long a chain of references is.
  func examine() -> Finding {
    enum State { case new, open, done }
    var finding = Finding()
    var states = [State](repeating: .new, count: plan.nodes.count)
    var heights = [Int](repeating: 1, count: plan.nodes.count)
    for start in plan.nodes.indices where states[start] == .new {
      let first = successors(of: start)
      guard !first.isEmpty else {
        states[start] = .done
        continue
      }
      var stack = [(node: start, rest: first[...])]
      states[start] = .open
      while let top = stack.last {
        guard let next = top.rest.first else {
          states[top.node] = .done
          stack.removeLast()
          if heights[top.node] == TapePass.depthMax / 2 { finding.tooDeep.append(top.node) }
          if let outer = stack.last?.node {
            heights[outer] = max(heights[outer], heights[top.node] + 1)
          }
          continue
        }
        stack[stack.count - 1].rest = top.rest.dropFirst()
        switch states[next] {
        case .new:
          states[next] = .open
          stack.append((next, successors(of: next)[...]))
        case .open: finding.onCycle.append(next)
        case .done: heights[top.node] = max(heights[top.node], heights[next] + 1)
        }
      }
    }
    return finding
  }
}
