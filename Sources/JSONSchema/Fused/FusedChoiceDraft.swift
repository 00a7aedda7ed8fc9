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

    /// Different for each.
    var code: Int {
      switch self {
      case .merged(let instruction): 2 * instruction
      case .left(let instruction): 2 * instruction + 1
      }
    }
  }

  enum Way {
    case none
    case branch(Int)
    /// Several branches take the type: the instruction stays.
    case all
    case told(name: [UInt8], branches: [(literals: [Literal], node: Int)])

    /// Whether it leads to fewer branches than there are.
    var isHelpful: Bool {
      switch self {
      case .branch, .told: true
      case .none, .all: false
      }
    }
  }

  static let classes: [TypeSet] = [.null, .boolean, .number, .string, .array, .object]

  let instruction: Int
  /// Parallel to ``classes``.
  let ways: [Way]

  /// The first instruction of the nodes that is not settled and can be chosen by; nil where none can.
  init?(_ reader: BranchReader, _ nodes: [Int], _ settled: FusedCompiler.Settled) {
    let places = reader.places
    var read: TypeSet?
    for node in nodes {
      for index in places.plan.nodes[node].instructions {
        guard let run = Self.branches(places.plan.instructions[index]),
          !settled.contains(.merged(index)), !settled.contains(.left(index))
        else { continue }
        let types = read ?? reader.types(of: nodes)
        read = types
        let branches = run.indices.map { Int(places.plan.nodeLists[$0]) }
        let ways = Self.classes.map { type in
          types.isDisjoint(with: type) ? Way.none : reader.way(of: index, branches, nodes, type)
        }
        guard ways.contains(where: \.isHelpful) else { continue }
        instruction = index
        self.ways = ways
        return
      }
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

extension FusedCompiler.Settled {
  func adding(_ settling: FusedChoiceDraft.Settling) -> Self {
    guard !contains(settling) else { return self }
    return (self + [settling]).sorted { $0.code < $1.code }
  }
}
