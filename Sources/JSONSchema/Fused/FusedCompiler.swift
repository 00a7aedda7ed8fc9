import ECMAPattern
import JSON

/// Merges the nodes that apply to each place of an instance into one ``FusedPlan``.
final class FusedCompiler {
  /// A schema that needs more objects, or more arrays, is left to the tape pass.
  static let objectsMax = 20_000
  /// Choices in one schema, and within one another; what goes beyond is left to the tape pass.
  static let choicesMax = 400
  static let choicesWithinMax = 6

  /// The nodes that judge one place, whatever their order.
  struct PlaceKey: Hashable {
    let nodes: [Int]
    let capture: Int?
    let settled: Settled

    init(_ nodes: [Int], _ capture: CaptureTree?, _ settled: Settled = []) {
      let isSorted = zip(nodes, nodes.dropFirst()).allSatisfy { $0 < $1 }
      self.nodes = isSorted ? nodes : nodes.sorted()
      self.capture = capture?.number
      self.settled = settled
    }

    /// One number for all, mixed by multiplication: the standard hasher takes each by itself.
    func hash(into hasher: inout Hasher) {
      var mixed = UInt64(truncatingIfNeeded: capture ?? -1)
      for number in nodes { Self.mix(number, into: &mixed) }
      for settling in settled { Self.mix(settling.code, into: &mixed) }
      hasher.combine(mixed)
    }

    private static func mix(_ number: Int, into mixed: inout UInt64) {
      mixed = (mixed ^ UInt64(truncatingIfNeeded: number)) &* 0x9e37_79b9_7f4a_7c15
      mixed ^= mixed >> 32
    }
  }

  /// In the order of their codes, each once; they are few.
  typealias Settled = [FusedChoiceDraft.Settling]

  let compiled: CompiledPlan
  let arena = Arena()
  let places: PlaceNodes
  let branches: BranchReader
  // Used by one caller at a time and in no closure, so that access need not be checked.
  @exclusivity(unchecked) var choices: [FusedChoice?] = []
  @exclusivity(unchecked) private var objects: [FusedObject?] = []
  @exclusivity(unchecked) private var arrays: [FusedArray?] = []
  @exclusivity(unchecked) private var values: [FusedValue?] = []
  @exclusivity(unchecked) private var objectIndex: [PlaceKey: Int32] = [:]
  @exclusivity(unchecked) private var arrayIndex: [PlaceKey: Int32] = [:]
  @exclusivity(unchecked) private var valueIndex: [PlaceKey: Int32] = [:]
  @exclusivity(unchecked) var choiceIndex: [PlaceKey: Int32] = [:]
  @exclusivity(unchecked) var open: [() -> Void] = []
  @exclusivity(unchecked) private var instructions: [Int32] = []
  /// Empty: memory that the drafts of values use one after another.
  @exclusivity(unchecked) private var spareScalars: [Int] = []
  @exclusivity(unchecked) var predictions: [UnsafePointer<FusedSlot>] = []
  @exclusivity(unchecked) var isTooLarge = false
  /// For names that are judged beforehand.
  lazy var workspace = Workspace()

  var plan: Plan {
    _read { yield compiled.plan }
  }

  private init(_ compiled: CompiledPlan) {
    self.compiled = compiled
    places = PlaceNodes(compiled: compiled)
    branches = BranchReader(places: places)
  }

  /// nil where the schema is not worth fusing or the captures cannot be.
  static func compile(_ compiled: CompiledPlan, _ captures: CapturePlan) -> FusedPlan? {
    guard let forest = CaptureForest(captures) else { return nil }
    let compiler = FusedCompiler(compiled)
    let root = compiler.value(compiler.places.closure([Plan.root]), forest.root)
    while let next = compiler.open.popLast() { next() }
    guard !compiler.isTooLarge else { return nil }
    return FusedPlan(
      arena: compiler.arena, objects: compiler.objects.compactMap { $0 },
      arrays: compiler.arrays.compactMap { $0 }, values: compiler.values.compactMap { $0 },
      choices: compiler.choices.compactMap { $0 }, instructions: compiler.instructions, root: root,
      copies: forest.copies,
      predictions: compiler.predictions, memberListCount: forest.memberListCount)
  }

  // MARK: - Places

  /// The value at a place that `nodes` (closed under `$ref` and `allOf`) judge.
  func value(
    _ nodes: [Int], _ capture: CaptureTree?, _ settled: Settled = []
  ) -> FusedValue {
    if let choice = choice(nodes, capture, settled) {
      var value = FusedValue()
      value.choice = choice
      return value
    }
    var draft = FusedValueDraft(
      compiled: compiled, arena: arena,
      leavesPatterns: FusedObjectDraft.hasManyPatterns(compiled, nodes: nodes))
    swap(&draft.scalars, &spareScalars)
    for node in nodes { draft.add(node, merged: settled) }
    var value = draft.value()
    value.scalars = store(draft.scalars)
    value.residual = store(draft.residual)
    swap(&draft.scalars, &spareScalars)
    spareScalars.removeAll(keepingCapacity: true)
    value.cell = capture?.cell ?? -1
    value.memberCell = capture?.memberCell ?? -1
    if let capture {
      if capture.isInstant { value.flags.insert(.instant) } else { value.leaveInstantOut() }
    }
    let isEntered = capture.map { !$0.children.isEmpty || $0.memberCell >= 0 } ?? false
    if draft.hasObjectChecks || isEntered { value.object = object(nodes, capture) }
    if draft.hasArrayChecks { value.array = array(nodes) }
    if value.object >= 0, value.quick == .none, value.types.contains(.object),
      value.residualTypes.isDisjoint(with: .object)
    {
      value.quick = .object
    }
    if value.memberCell >= 0 { value.quick = .none }
    return value
  }

  private func store(_ run: [Int]) -> Plan.Run {
    let first = Int32(instructions.count)
    for index in run { instructions.append(Int32(index)) }
    return Plan.Run(first: first, count: Int32(run.count))
  }

  /// The index of the value to which a choice leads, with the branch that holds there if any.
  func way(
    _ nodes: [Int], _ branch: Int?, _ capture: CaptureTree?, _ settled: Settled
  ) -> Int32 {
    let nodes = places.closure(nodes + (branch.map { [$0] } ?? []))
    let key = PlaceKey(nodes, capture, settled)
    if let known = valueIndex[key] { return known }
    let index = Int32(values.count)
    valueIndex[key] = index
    values.append(nil)
    open.append { [unowned self] in values[Int(index)] = value(nodes, capture, settled) }
    return index
  }

  /// The index of a value that is not a slot's; −1 where nothing is asked of it.
  func valueIndex(_ nodes: [Int]) -> Int32 {
    let closed = places.closure(nodes)
    guard closed.contains(where: { plan.nodes[$0].count > 0 }) else { return -1 }
    return way(closed, nil, nil, [])
  }

  private func object(_ nodes: [Int], _ capture: CaptureTree?) -> Int32 {
    let key = PlaceKey(nodes, capture)
    if let known = objectIndex[key] { return known }
    let index = Int32(objects.count)
    objectIndex[key] = index
    objects.append(nil)
    if objects.count > Self.objectsMax { isTooLarge = true }
    open.append { [unowned self] in
      if !isTooLarge { objects[Int(index)] = makeObject(nodes, capture) }
    }
    return index
  }

  private func array(_ nodes: [Int]) -> Int32 {
    let key = PlaceKey(nodes, nil)
    if let known = arrayIndex[key] { return known }
    let index = Int32(arrays.count)
    arrayIndex[key] = index
    arrays.append(nil)
    if arrays.count > Self.objectsMax { isTooLarge = true }
    open.append { [unowned self] in
      if !isTooLarge { arrays[Int(index)] = makeArray(nodes) }
    }
    return index
  }
}
