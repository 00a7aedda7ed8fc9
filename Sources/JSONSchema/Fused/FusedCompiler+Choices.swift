/// Choices between the branches of an `anyOf` or `oneOf`.
extension FusedCompiler {
  func choice(
    _ nodes: [Int], _ capture: CaptureTree?, _ settled: Settled
  ) -> Int32? {
    guard settled.count < Self.choicesWithinMax, choices.count < Self.choicesMax,
      FusedChoiceDraft.haveBranches(nodes, plan)
    else { return nil }
    let key = PlaceKey(nodes, capture, settled)
    if let known = choiceIndex[key] { return known }
    guard let draft = FusedChoiceDraft(branches, nodes, settled) else { return nil }
    let index = Int32(choices.count)
    choiceIndex[key] = index
    choices.append(nil)
    open.append { [unowned self] in
      if !isTooLarge { choices[Int(index)] = makeChoice(draft, nodes, capture, settled) }
    }
    return index
  }

  private func makeChoice(
    _ draft: FusedChoiceDraft, _ nodes: [Int], _ capture: CaptureTree?, _ settled: Settled
  ) -> FusedChoice {
    let merged = settled.adding(.merged(draft.instruction))
    let left = settled.adding(.left(draft.instruction))
    var choice = FusedChoice()
    let indices = draft.ways.map { way -> Int32 in
      switch way {
      case .none: return FusedChoice.none
      case .branch(let node): return self.way(nodes, node, capture, merged)
      case .all: return self.way(nodes, nil, capture, left)
      case .told(let name, let branches):
        let ways = branches.flatMap { branch in
          let way = self.way(nodes, branch.node, capture, merged)
          return branch.literals.compactMap { FusedLiteral($0) }.map { ($0, way) }
        }
        choice.discriminator = arena.store([FusedDiscriminator(name, ways, arena)])
        return FusedChoice.none
      }
    }
    choice.null = indices[0]
    choice.boolean = indices[1]
    choice.number = indices[2]
    choice.string = indices[3]
    choice.array = indices[4]
    choice.object = indices[5]
    return choice
  }
}
