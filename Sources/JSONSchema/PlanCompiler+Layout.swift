/// From drafts to the plan, and what only the whole of it tells.
extension PlanCompiler {
  func lay(_ draft: NodeDraft) {
    let first = Int32(plan.instructions.count)
    append(draft.instructions)
    if let last = draft.applied.last {
      let own = Plan.Run(first: first, count: Int32(draft.instructions.count))
      let applied = Plan.Run(first: first + own.count + 1, count: Int32(draft.applied.count))
      append([(.collected(own: own, applied: applied), last.site)])
    }
    let count = Int32(plan.instructions.count) - first
    append(draft.applied)
    plan.nodes.append(Plan.Node(first: first, count: count))
    plan.nodeSites.append(
      Plan.NodeSite(
        place: draft.place, resource: Int32(draft.resource), message: draft.message))
  }

  /// By cost, those of one cost as they were. They are as few as a schema has keywords.
  private func append(_ instructions: [NodeDraft.Instruction]) {
    let first = plan.instructions.count
    for instruction in instructions {
      plan.instructions.append(instruction.check)
      plan.sites.append(instruction.site)
      var place = plan.instructions.count - 1
      while place > first, plan.instructions[place].cost < plan.instructions[place - 1].cost {
        plan.instructions.swapAt(place, place - 1)
        plan.sites.swapAt(place, place - 1)
        place -= 1
      }
    }
  }

  func reportTooLarge(_ resource: Int) {
    report(
      .tooLarge, at: loader.resources[resource].root,
      LocalisedText(
        en: "this schema with all that it refers to comes to more than \(Self.nodesMax) schemas;"
          + " use fewer dynamic anchors, or split it",
        vi: "lược đồ này cùng mọi lược đồ nó tham chiếu có hơn \(Self.nodesMax) lược đồ con; hãy"
          + " bớt neo động hoặc chia nhỏ lược đồ"))
  }

  /// A schema that comes back to itself at the same instance would never end.
  func reportEndlessRecursion() {
    let finding = InPlaceGraph(plan: plan).examine()
    for number in finding.onCycle {
      report(
        .endlessRecursion, at: drafts[number].place,
        LocalisedText(
          en: "this schema refers back to itself without going deeper into the record",
          vi: "lược đồ này tham chiếu trở lại chính nó mà không đi sâu hơn vào bản ghi"))
    }
    for number in finding.tooDeep {
      report(
        .tooDeep, at: drafts[number].place,
        LocalisedText(
          en: "more than \(TapePass.depthMax / 2) schemas apply one another to the same value",
          vi: "hơn \(TapePass.depthMax / 2) lược đồ áp dụng lồng nhau cho cùng một giá trị"))
    }
  }
}
