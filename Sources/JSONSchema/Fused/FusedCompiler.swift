import ECMAPattern
import JSON

/// Merges the nodes that apply to each place of an instance into one ``FusedPlan``.
final class FusedCompiler {
  /// A schema that needs more is left to the tape pass.
  private static let objectsMax = 20_000

  /// The nodes that judge one place, whatever their order.
  private struct PlaceKey: Hashable {
    let nodes: [Int]
    let capture: Int?

    init(_ nodes: [Int], _ capture: CaptureTree?) {
      self.nodes = nodes.sorted()
      self.capture = capture?.number
    }
  }

  let plan: Plan
  let arena = Arena()
  private let places: PlaceNodes
  private var objects: [FusedObject?] = []
  private var arrays: [FusedArray?] = []
  private var values: [FusedValue?] = []
  private var objectIndex: [PlaceKey: Int32] = [:]
  private var arrayIndex: [PlaceKey: Int32] = [:]
  private var valueIndex: [PlaceKey: Int32] = [:]
  private var open: [() -> Void] = []
  private var instructions: [Int32] = []
  private var predictions: [UInt16] = []
  private var isTooLarge = false

  private init(plan: Plan) {
    self.plan = plan
    places = PlaceNodes(plan: plan)
  }

  /// nil where the schema is not worth fusing or the captures cannot be.
  static func compile(_ plan: Plan, _ captures: CapturePlan) -> FusedPlan? {
    guard let forest = CaptureForest(captures) else { return nil }
    let compiler = FusedCompiler(plan: plan)
    let root = compiler.value(compiler.places.closure([Plan.root]), forest.root)
    while let next = compiler.open.popLast() { next() }
    guard !compiler.isTooLarge else { return nil }
    return FusedPlan(
      arena: compiler.arena, objects: compiler.objects.compactMap { $0 },
      arrays: compiler.arrays.compactMap { $0 }, values: compiler.values.compactMap { $0 },
      instructions: compiler.instructions, root: root, copies: forest.copies,
      predictions: compiler.predictions, memberListCount: forest.memberListCount)
  }

  // MARK: - Places

  /// The value at a place that `nodes` (closed under `$ref` and `allOf`) judge.
  private func value(_ nodes: [Int], _ capture: CaptureTree?) -> FusedValue {
    var draft = FusedValueDraft(plan: plan, arena: arena)
    for node in nodes { draft.add(node) }
    var value = draft.value()
    value.scalars = store(draft.scalars)
    value.residual = store(draft.residual)
    value.cell = capture?.cell ?? -1
    value.memberCell = capture?.memberCell ?? -1
    if places.assertsDateTime(nodes) { value.flags.insert(.instant) }
    let isEntered = capture.map { !$0.children.isEmpty || $0.memberCell >= 0 } ?? false
    if draft.hasObjectChecks || isEntered { value.object = object(nodes, capture) }
    if draft.hasArrayChecks { value.array = array(nodes) }
    if value.memberCell >= 0 { value.quick = .tape }
    return value
  }

  private func store(_ run: [Int]) -> Plan.Run {
    defer { instructions += run.map(Int32.init) }
    return Plan.Run(first: Int32(instructions.count), count: Int32(run.count))
  }

  /// The index of a value that is not a slot's; −1 where nothing is asked of it.
  private func valueIndex(_ nodes: [Int]) -> Int32 {
    let closed = places.closure(nodes)
    let key = PlaceKey(closed, nil)
    if let known = valueIndex[key] { return known }
    guard closed.contains(where: { plan.nodes[$0].count > 0 }) else { return -1 }
    let index = Int32(values.count)
    valueIndex[key] = index
    values.append(nil)
    open.append { [unowned self] in values[Int(index)] = value(closed, nil) }
    return index
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
    open.append { [unowned self] in
      if !isTooLarge { arrays[Int(index)] = makeArray(nodes) }
    }
    return index
  }

  // MARK: - Objects

  private func makeObject(_ nodes: [Int], _ capture: CaptureTree?) -> FusedObject? {
    let draft = FusedObjectDraft(plan: plan, nodes: nodes, capture: capture)
    guard draft.names.count <= NameIndex.entriesMax else {
      isTooLarge = true
      return nil
    }
    let excluded = Set(capture?.excluded ?? [])
    var slots = draft.names.map { name in
      var value = self.value(
        places.closure(draft.nodes(ofMember: name)), capture?.children[name])
      if !excluded.contains(name) { value.flags.insert(.listed) }
      return FusedSlot(name, value, arena)
    }
    slots.append(.unmatchable)
    let predictionBase = predictions.count
    predictions += (1..<max(slots.count, 2)).map { UInt16(min($0, slots.count - 1)) }
    predictions.append(0)
    predictions += predictions[predictionBase...]
    return FusedObject(
      slots: arena.store(slots), slotCount: draft.names.count,
      names: NameIndex(draft.names, in: arena), required: arena.store(draft.requiredWords),
      wideWords: draft.requiredWords.count - 1, dependencies: arena.store(draft.dependencies),
      dependencyCount: draft.dependencies.count, minCount: draft.minCount,
      maxCount: draft.maxCount, unknown: unknown(draft), memberCell: capture?.memberCell ?? -1,
      predictionBase: predictionBase)
  }

  private func unknown(_ draft: FusedObjectDraft) -> FusedUnknown {
    let nodes = places.closure(draft.nodesOfUnknown)
    let isForbidden = nodes.contains { node in
      plan.nodes[node].instructions.contains {
        if case .never = plan.instructions[$0] { true } else { false }
      }
    }
    if isForbidden { return .reject }
    let index = valueIndex(draft.nodesOfUnknown)
    return index < 0 ? .skip : .value(index)
  }

  // MARK: - Arrays

  /// Elements are judged by the union of what each node says about their position.
  private func makeArray(_ nodes: [Int]) -> FusedArray {
    var prefixes: [[Int]] = []
    var rests: [(node: Int, from: Int)] = []
    var minCount = 0
    var maxCount = Int.max
    for index in nodes.flatMap({ plan.nodes[$0].instructions }) {
      switch plan.instructions[index] {
      case .minItems(let limit): minCount = max(minCount, Int(limit))
      case .maxItems(let limit): maxCount = min(maxCount, Int(limit))
      case .prefixItems(let run): prefixes.append(run.indices.map { Int(plan.nodeLists[$0]) })
      case .items(let node, let from): rests.append((Int(node), Int(from)))
      default: break
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

extension FusedSlot {
  /// Its mask lets nothing through, and nothing is not 1.
  static var unmatchable: FusedSlot {
    FusedSlot(name: (1, 0), mask: (0, 0), longName: nil, advance: 0, value: FusedValue())
  }

  init(_ name: [UInt8], _ value: FusedValue, _ arena: Arena) {
    self = .unmatchable
    self.value = value
    let isEscaped = name.contains {
      $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
    }
    // Such a name never stands as it is in a document; the hash finds it once it is decoded.
    guard !isEscaped else { return }
    let bytes = name + [UInt8(ascii: "\""), UInt8(ascii: ":")]
    advance = bytes.count
    if bytes.count > 16 { longName = arena.store(padded: bytes) }
    let head = Array(bytes.prefix(16))
    func word(_ from: Int) -> (UInt64, UInt64) {
      var word: UInt64 = 0
      var mask: UInt64 = 0
      for (shift, byte) in head.dropFirst(from).prefix(8).enumerated() {
        word |= UInt64(byte) << UInt64(shift * 8)
        mask |= 0xff << UInt64(shift * 8)
      }
      return (word, mask)
    }
    let (low, high) = (word(0), word(8))
    self.name = (low.0, high.0)
    mask = (low.1, high.1)
  }
}
