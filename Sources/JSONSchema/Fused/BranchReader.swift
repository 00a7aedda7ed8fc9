import JSON

/// What branches say about types and members.
final class BranchReader {
  /// Branches within branches are looked into this far.
  private static let depthMax = 8

  let places: PlaceNodes
  private var plan: Plan {
    _read { yield places.compiled.plan }
  }
  // Used by one caller at a time and in no closure, so that access need not be checked.
  @exclusivity(unchecked) private var known: [Int: TypeSet] = [:]
  @exclusivity(unchecked) private var partings: [PartingKey: Parting] = [:]

  private struct PartingKey: Hashable {
    let instruction: Int
    let type: UInt8
  }

  /// How the branches of an instruction part the values of one type, whatever stands beside it.
  private enum Parting {
    case none
    case branch(Int)
    case several(able: [Int], members: [Member])
  }

  /// A member that every branch fixes to constants of its own.
  private struct Member {
    let name: [UInt8]
    let literals: [[Literal]]
    let isRequiredByBranches: Bool
  }

  init(places: PlaceNodes) { self.places = places }

  private func types(of node: Int, depth: Int) -> TypeSet {
    if let types = known[node] { return types }
    let types = types(of: [node], depth: depth)
    known[node] = types
    return types
  }

  /// The types of values that the nodes may allow.
  func types(of nodes: [Int], depth: Int = 0) -> TypeSet {
    var types = TypeSet.all
    for node in places.closure(nodes) {
      for index in plan.nodes[node].instructions {
        if let allowed = self.types(by: plan.instructions[index], depth: depth) {
          types.formIntersection(allowed)
        }
      }
    }
    return types
  }

  /// nil for a check that says nothing of types.
  private func types(by check: Check, depth: Int) -> TypeSet? {
    switch check {
    case .never: return []
    case .type(let allowed): return allowed
    case .constant(let literal): return plan.literals[Int(literal)].instance.type(Literal.root)
    case .enumeration(let run):
      return run.indices.reduce(into: TypeSet()) {
        $0.formUnion(plan.literals[$1].instance.type(Literal.root))
      }
    case .anyOf(let run), .oneOf(let run):
      guard depth < Self.depthMax else { return nil }
      return run.indices.reduce(into: TypeSet()) {
        $0.formUnion(types(of: Int(plan.nodeLists[$1]), depth: depth + 1))
      }
    default: return nil
    }
  }

  /// Where an instruction with these branches leads for one type; `base` stands beside it.
  func way(
    of instruction: Int, _ branches: [Int], _ base: [Int], _ type: TypeSet
  ) -> FusedChoiceDraft.Way {
    switch parting(of: instruction, branches, type) {
    case .none: return .none
    case .branch(let node): return .branch(node)
    case .several(let able, let members):
      let telling = members.first { $0.isRequiredByBranches || requires($0.name, base) }
      guard let telling else { return .all }
      return .told(
        name: telling.name,
        branches: zip(telling.literals, able).map { (literals: $0, node: $1) })
    }
  }

  /// Read once, however many choices there are by one instruction.
  private func parting(of instruction: Int, _ branches: [Int], _ type: TypeSet) -> Parting {
    let key = PartingKey(instruction: instruction, type: type.rawValue)
    if let known = partings[key] { return known }
    let able = branches.filter { !types(of: $0, depth: 0).isDisjoint(with: type) }
    let parting: Parting =
      switch able.count {
      case 0: .none
      case 1: .branch(able[0])
      default: .several(able: able, members: type == .object ? members(telling: able) : [])
      }
    partings[key] = parting
    return parting
  }

  private func members(telling branches: [Int]) -> [Member] {
    let closures = branches.map { places.closure([$0]) }
    return names(closures[0]).compactMap { name in
      let literals = closures.compactMap { constants(of: name, in: $0) }
      guard literals.count == branches.count, areApart(literals) else { return nil }
      return Member(
        name: name, literals: literals,
        isRequiredByBranches: closures.allSatisfy { requires(name, $0) })
    }
  }

  private func names(_ closure: [Int]) -> [[UInt8]] {
    closure.flatMap { plan.nodes[$0].instructions }.flatMap { index -> [[UInt8]] in
      guard case .properties(let table) = plan.instructions[index] else { return [] }
      return plan.tables[Int(table)].entries.map(\.name)
    }
  }

  private func constants(of name: [UInt8], in closure: [Int]) -> [Literal]? {
    for index in places.nodes(ofMember: name, under: closure)
      .flatMap({ plan.nodes[$0].instructions })
    {
      switch plan.instructions[index] {
      case .constant(let literal): return [plan.literals[Int(literal)]]
      case .enumeration(let run): return run.indices.map { plan.literals[$0] }
      default: continue
      }
    }
    return nil
  }

  /// Whether no constant stands in two lists, and all are scalars that compare quickly.
  private func areApart(_ lists: [[Literal]]) -> Bool {
    var seen = Set<FusedLiteral>()
    for list in lists {
      let literals = Set(list.compactMap { FusedLiteral($0) })
      guard list.allSatisfy({ FusedLiteral($0) != nil }), seen.isDisjoint(with: literals) else {
        return false
      }
      seen.formUnion(literals)
    }
    return true
  }

  private func requires(_ name: [UInt8], _ nodes: [Int]) -> Bool {
    nodes.flatMap { plan.nodes[$0].instructions }.contains { index in
      guard case .required(let run, _) = plan.instructions[index] else { return false }
      return run.indices.contains { plan.names[$0] == name }
    }
  }
}
