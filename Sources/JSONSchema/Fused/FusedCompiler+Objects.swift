import JSON

/// What the members of an object and the elements of an array must be.
extension FusedCompiler {
  func makeObject(_ nodes: [Int], _ capture: CaptureTree?) -> FusedObject? {
    let draft = FusedObjectDraft(compiled: compiled, nodes: nodes, capture: capture)
    guard draft.names.count <= NameIndex.entriesMax, let slots = slots(draft, capture) else {
      isTooLarge = true
      return nil
    }
    let predictionBase = predictions.count
    // The first name follows the object's start.
    let successors = draft.names.indices.map { slots + $0 + 1 } + [slots]
    predictions += successors
    for _ in 0..<FusedPlan.repetitionsToLearn { predictions += successors }
    let wideRequired = draft.requiredWords.dropFirst()
    let isCounted = draft.minCount > 0 || draft.maxCount < Int.max
    return FusedObject(
      slots: slots, slotCount: draft.names.count,
      names: NameIndex(draft.names, in: arena), guess: NameGuess(draft.names, in: arena),
      required: draft.requiredWords[0], wideRequired: arena.store(Array(wideRequired)),
      wideWords: wideRequired.count,
      endsSimply: wideRequired.isEmpty && !isCounted && draft.dependencies.isEmpty,
      dependencies: arena.store(draft.dependencies),
      dependencyCount: draft.dependencies.count, minCount: draft.minCount,
      maxCount: draft.maxCount, isCounted: isCounted, unknown: unknown(draft),
      name: valueIndex(draft.nameNodes),
      memberCell: capture?.memberCell ?? -1,
      predictionBase: predictionBase)
  }

  /// nil where a name cannot be judged beforehand. Names that an object lists are never predicted:
  /// their members take the longer way, on which lists are made.
  private func slots(
    _ draft: FusedObjectDraft, _ capture: CaptureTree?
  ) -> UnsafePointer<FusedSlot>? {
    let isListing = (capture?.memberCell ?? -1) >= 0
    let excluded = Set(capture?.excluded ?? [])
    var values: [FusedValue] = []
    values.reserveCapacity(draft.names.count + 1)
    var nodes: [Int] = []
    for name in draft.names {
      guard draft.findNodes(ofMember: name, &nodes), let isAllowed = isAllowed(name, draft) else {
        return nil
      }
      var value = self.value(places.closure(nodes), capture?.children[name])
      if !isAllowed { value.forbid() }
      if isListing, !excluded.contains(name) {
        value.flags.insert(.listed)
        value.quick = .none
      }
      values.append(value)
    }
    values.append(FusedValue())
    let memory = arena.store(values)
    var slots = draft.names.indices.map { position in
      FusedSlot(
        draft.names[position], position, memory + position,
        isPredictable: !values[position].flags.contains(.listed), arena)
    }
    slots.append(.unmatchable(draft.names.count, memory + draft.names.count))
    return arena.store(slots)
  }

  /// Whether `propertyNames` allow a name; nil where a match limit is reached.
  private func isAllowed(_ name: [UInt8], _ draft: FusedObjectDraft) -> Bool? {
    guard !draft.nameNodes.isEmpty else { return true }
    let literal = Literal(.string(String(decoding: name, as: UTF8.self)))
    var pass = TapePass(compiled, literal.instance, workspace)
    let isAllowed = draft.nameNodes.allSatisfy { pass.judge($0, Literal.root) }
    return pass.isUndecided ? nil : isAllowed
  }

  private func unknown(_ draft: FusedObjectDraft) -> FusedUnknown {
    let ways = (0..<(1 << draft.patterns.count)).map {
      unknown(draft.nodesOfUnknown(matching: $0))
    }
    guard ways.count > 1 else { return ways[0] }
    let patterns = FusedPatterns(
      patterns: arena.store(draft.patterns), count: draft.patterns.count,
      unknown: arena.store(ways))
    return .matched(arena.store([patterns]))
  }

  private func unknown(_ nodes: [Int]) -> FusedUnknown {
    let isForbidden = places.closure(nodes).contains { node in
      plan.nodes[node].instructions.contains {
        if case .never = plan.instructions[$0] { true } else { false }
      }
    }
    if isForbidden { return .reject }
    let index = valueIndex(nodes)
    return index < 0 ? .skip : .value(index)
  }

  // MARK: - Arrays

  /// Elements are judged by the union of what each node says about their position.
  func makeArray(_ nodes: [Int]) -> FusedArray {
    var prefixes: [[Int]] = []
    var rests: [(node: Int, from: Int)] = []
    var minCount = 0
    var maxCount = Int.max
    for node in nodes {
      for index in plan.nodes[node].instructions {
        switch plan.instructions[index] {
        case .minItems(let limit): minCount = max(minCount, Int(limit))
        case .maxItems(let limit): maxCount = min(maxCount, Int(limit))
        case .prefixItems(let run): prefixes.append(run.indices.map { Int(plan.nodeLists[$0]) })
        case .items(let node, let from): rests.append((Int(node), Int(from)))
        default: break
        }
      }
    }
    let length = max(prefixes.map(\.count).max() ?? 0, rests.map(\.from).max() ?? 0)
    let prefix = (0..<length).map { position in
      valueIndex(
        prefixes.compactMap { position < $0.count ? $0[position] : nil }
          + rests.filter { $0.from <= position }.map(\.node))
    }
    return FusedArray(
      prefix: arena.store(prefix), prefixCount: length, items: valueIndex(rests.map(\.node)),
      minCount: minCount, maxCount: maxCount)
  }
}
