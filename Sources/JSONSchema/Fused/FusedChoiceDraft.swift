import JSON

/// Which branch of an `anyOf` or `oneOf` can hold, told apart by the value's type or by a required
/// member with different constants. Where that leaves one at most, `anyOf` and `oneOf` say the same:
/// the branch must hold.
struct FusedChoiceDraft {
  /// What is done with an instruction in the ways that a choice leads to.
  enum Settling: Hashable {
    /// Its branch is merged in.
    case merged(Int)
    /// It is left to the tape pass.
    case left(Int)
  }

  enum Way {
    case none
    case branch(Int)
    /// Several branches take the type: the instruction stays.
    case all
    case told(name: [UInt8], branches: [(literals: [Literal], node: Int)])
  }

  static let classes: [TypeSet] = [.null, .boolean, .number, .string, .array, .object]

  let instruction: Int
  /// Parallel to ``classes``.
  let ways: [Way]

  /// The first instruction of the nodes that is not settled and can be chosen by; nil where none can.
  init?(_ reader: BranchReader, _ nodes: [Int], _ settled: Set<Settling>) {
    let places = reader.places
    var read: TypeSet?
    for index in nodes.flatMap({ places.plan.nodes[$0].instructions })
    where !settled.contains(.merged(index)) && !settled.contains(.left(index)) {
      guard let run = Self.branches(places.plan.instructions[index]) else { continue }
      let types = read ?? reader.types(of: nodes)
      read = types
      let branches = run.indices.map { Int(places.plan.nodeLists[$0]) }
      let ways = Self.classes.map { type in
        types.isDisjoint(with: type) ? Way.none : reader.way(branches, nodes, type)
      }
      let isHelpful = ways.contains { way in
        switch way {
        case .branch, .told: true
        case .none, .all: false
        }
      }
      guard isHelpful else { continue }
      instruction = index
      self.ways = ways
      return
    }
    return nil
  }

  /// Whether there is anything to choose between.
  static func haveBranches(_ nodes: [Int], _ plan: Plan) -> Bool {
    for node in nodes {
      for index in plan.nodes[node].instructions where branches(plan.instructions[index]) != nil {
        return true
      }
    }
    return false
  }

  private static func branches(_ check: Check) -> Plan.Run? {
    switch check {
    case .anyOf(let run), .oneOf(let run): run
    default: nil
    }
  }
}

/// What branches say about types and members.
final class BranchReader {
  /// Branches within branches are looked into this far.
  private static let depthMax = 8

  let places: PlaceNodes
  private var plan: Plan { places.plan }
  private var known: [Int: TypeSet] = [:]

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
    for index in places.closure(nodes).flatMap({ plan.nodes[$0].instructions }) {
      switch plan.instructions[index] {
      case .never: types = []
      case .type(let allowed): types.formIntersection(allowed)
      case .constant(let literal): types.formIntersection(self.types(of: [Int(literal)][...]))
      case .enumeration(let run): types.formIntersection(self.types(of: Array(run.indices)[...]))
      case .anyOf(let run), .oneOf(let run):
        guard depth < Self.depthMax else { continue }
        types.formIntersection(
          run.indices.reduce(into: TypeSet()) {
            $0.formUnion(self.types(of: Int(plan.nodeLists[$1]), depth: depth + 1))
          })
      default: break
      }
    }
    return types
  }

  private func types(of literals: ArraySlice<Int>) -> TypeSet {
    literals.reduce(into: TypeSet()) {
      $0.formUnion(plan.literals[$1].instance.type(Literal.root))
    }
  }

  func way(_ branches: [Int], _ base: [Int], _ type: TypeSet) -> FusedChoiceDraft.Way {
    let able = branches.filter { !types(of: $0, depth: 0).isDisjoint(with: type) }
    if able.isEmpty { return .none }
    if able.count == 1 { return .branch(able[0]) }
    return type == .object ? told(able, base) : .all
  }

  /// The first member that every branch fixes to constants of its own and somebody requires.
  private func told(_ branches: [Int], _ base: [Int]) -> FusedChoiceDraft.Way {
    let closures = branches.map { places.closure([$0]) }
    for name in names(closures[0]) {
      let literals = closures.compactMap { constants(of: name, in: $0) }
      guard literals.count == branches.count, areApart(literals) else { continue }
      guard requires(name, base) || closures.allSatisfy({ requires(name, $0) }) else { continue }
      return .told(
        name: name,
        branches: zip(literals, branches).map { (literals: $0.0, node: $0.1) })
    }
    return .all
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
      guard case .required(let run) = plan.instructions[index] else { return false }
      return run.indices.contains { plan.names[$0] == name }
    }
  }
}

/// A scalar of the schema in the form in which the fused pass compares it.
enum FusedLiteral: Hashable {
  case null, `false`, `true`
  case string([UInt8])
  case number(ExactPair)

  /// nil for arrays, objects and numbers of many digits.
  init?(_ literal: Literal) {
    let instance = literal.instance
    switch instance.kind(Literal.root) {
    case .null: self = .null
    case .false: self = .false
    case .true: self = .true
    case .number:
      guard let short = instance.shortDecimal(Literal.root) else { return nil }
      self = .number(ExactPair(short.coefficient, scale: short.scale))
    default:
      guard let bytes = literal.string else { return nil }
      self = .string(bytes)
    }
  }
}
