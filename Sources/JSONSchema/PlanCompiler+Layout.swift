/// From drafts to the plan, and what only the whole of it tells.
extension PlanCompiler {
  func lay(_ draft: NodeDraft) {
    let own = Self.ordered(draft.instructions)
    let applied = Self.ordered(draft.applied)
    let first = Int32(plan.instructions.count)
    var laid = own
    if let last = applied.last {
      let ownRun = Plan.Run(first: first, count: Int32(own.count))
      let appliedRun = Plan.Run(first: first + ownRun.count + 1, count: Int32(applied.count))
      laid.append((.collected(own: ownRun, applied: appliedRun), last.site))
    }
    plan.nodes.append(Plan.Node(first: first, count: Int32(laid.count)))
    plan.nodeSites.append(
      Plan.NodeSite(
        place: draft.place, resource: Int32(draft.resource), message: draft.message))
    for run in [laid, applied] {
      for instruction in run {
        plan.instructions.append(instruction.check)
        plan.sites.append(instruction.site)
      }
    }
  }

  /// By cost, those of one cost as they were. They are as few as a schema has keywords.
  private static func ordered(_ instructions: [NodeDraft.Instruction]) -> [NodeDraft.Instruction] {
    var ordered = instructions
    for last in ordered.indices.dropFirst() {
      var place = last
      while place > 0, ordered[place].check.cost < ordered[place - 1].check.cost {
        ordered.swapAt(place, place - 1)
        place -= 1
      }
    }
    return ordered
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
