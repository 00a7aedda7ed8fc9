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
    default:
      []
    }
  }

  func successors(of node: Int) -> [Int] {
    plan.nodes[node].instructions.flatMap { successors(of: plan.instructions[$0]) }
  }

  /// The nodes at which a depth-first walk meets a node that it has not left yet; one for each
  /// cycle is enough. Iterative, for a schema decides how long a chain of references is.
  func nodesOnCycles() -> [Int] {
    enum State { case new, open, done }
    var states = [State](repeating: .new, count: plan.nodes.count)
    var found: [Int] = []
    for start in plan.nodes.indices where states[start] == .new {
      var stack = [(node: start, rest: successors(of: start)[...])]
      states[start] = .open
      while let top = stack.last {
        guard let next = top.rest.first else {
          states[top.node] = .done
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].rest = top.rest.dropFirst()
        switch states[next] {
        case .new:
          states[next] = .open
          stack.append((next, successors(of: next)[...]))
        case .open: found.append(next)
        case .done: break
        }
      }
    }
    return found
  }
}
