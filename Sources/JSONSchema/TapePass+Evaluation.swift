import JSON

/// Judging while noting what is evaluated (JSON Schema core, sections 7.7 and 11). Schemas come here
/// only from one with ``Check/collected(own:applied:)``.
extension TapePass {
  /// Whether the applied instructions hold; what they and the schema's own evaluate is noted in a
  /// set of its own, for cousins do not see each other, and in `outer` where they hold.
  mutating func holdsCollected(
    _ own: Plan.Run, _ applied: Plan.Run, _ at: Int, into outer: EvaluationNotes.Set?
  ) -> Bool {
    guard instance.hasChildren(at) else {
      for index in applied.indices where !holds(plan.instructions[index], at) { return false }
      return true
    }
    let set = notes.open(instance.count(at))
    defer { notes.close(set) }
    for index in own.indices { note(plan.instructions[index], at, in: set) }
    for index in applied.indices where !holds(plan.instructions[index], at, noting: set) {
      return false
    }
    if let outer { notes.add(set, to: outer) }
    return true
  }

  /// As ``holds(_:_:)``, and notes what the instruction evaluates. Each branch is tried, also where
  /// the verdict is known after the first.
  mutating func holds(_ check: Check, _ at: Int, noting set: EvaluationNotes.Set) -> Bool {
    switch check {
    case .reference(let node): return judge(Int(node), at, noting: set)
    case .allOf(let run):
      for index in run.indices where !judge(Int(plan.nodeLists[index]), at, noting: set) {
        return false
      }
      return true
    case .anyOf(let run): return countHolding(run, at, noting: set) > 0
    case .oneOf(let run): return countHolding(run, at, noting: set) == 1
    case .conditional(let condition, let then, let otherwise):
      let branch = judgeBranch(Int(condition), at, noting: set) ? then : otherwise
      return branch.map { judge(Int($0), at, noting: set) } ?? true
    case .dependentSchemas(let table):
      return instance.kind(at) != .object || judgeDependents(Int(table), at, noting: set)
    case .contains(let node, let min, let max, evaluates: true):
      guard instance.kind(at) == .array else { return true }
      let count = countContained(Int(node), at, noting: set)
      return count >= Int(min) && count <= Int(max)
    case .collected(let own, let applied): return holdsCollected(own, applied, at, into: set)
    case .unevaluatedProperties(let node):
      return instance.kind(at) != .object || judgeRest(Int(node), at, set)
    case .unevaluatedItems(let node):
      return instance.kind(at) != .array || judgeRest(Int(node), at, set)
    default:
      guard holds(check, at) else { return false }
      note(check, at, in: set)
      return true
    }
  }

  /// A branch that fails leaves no note.
  private mutating func judgeBranch(
    _ node: Int, _ at: Int, noting outer: EvaluationNotes.Set
  ) -> Bool {
    let set = notes.open(instance.count(at))
    defer { notes.close(set) }
    guard judge(node, at, noting: set) else { return false }
    notes.add(set, to: outer)
    return true
  }

  private mutating func countHolding(
    _ run: Plan.Run, _ at: Int, noting set: EvaluationNotes.Set
  ) -> Int {
    var count = 0
    for index in run.indices where judgeBranch(Int(plan.nodeLists[index]), at, noting: set) {
      count += 1
    }
    return count
  }

  private mutating func judgeDependents(
    _ table: Int, _ at: Int, noting set: EvaluationNotes.Set
  ) -> Bool {
    for entry in plan.tables[table].entries where instance.member(entry.name, of: at) != nil {
      guard judge(Int(entry.node), at, noting: set) else { return false }
    }
    return true
  }

  private mutating func countContained(
    _ node: Int, _ at: Int, noting set: EvaluationNotes.Set
  ) -> Int {
    var children = Children(of: at, in: instance)
    var count = 0
    while let child = children.next() {
      guard judge(node, child.value) else { continue }
      count += 1
      notes.insert(child.position, in: set)
    }
    return count
  }

  /// `unevaluatedProperties` and `unevaluatedItems`: all is evaluated after them.
  private mutating func judgeRest(
    _ node: Int, _ at: Int, _ set: EvaluationNotes.Set
  ) -> Bool {
    var children = Children(of: at, in: instance)
    while let child = children.next() {
      if !notes.contains(child.position, in: set), !judge(node, child.value) { return false }
    }
    notes.insertAll(in: set)
    return true
  }

  // MARK: - Notes

  /// Notes what an instruction evaluates, supposing that it holds.
  mutating func note(_ check: Check, _ at: Int, in set: EvaluationNotes.Set) {
    switch (check, instance.kind(at)) {
    case (.properties(let table), .object): noteProperties(Int(table), at, in: set)
    case (.patternProperties(let run), .object): notePatterns(run, at, in: set)
    case (.prefixItems(let nodes), .array):
      for position in 0..<min(Int(nodes.count), instance.count(at)) {
        notes.insert(position, in: set)
      }
    case (.additionalProperties, .object), (.unevaluatedProperties, .object), (.items, .array),
      (.unevaluatedItems, .array):
      // What its siblings do not evaluate it does.
      notes.insertAll(in: set)
    default: break
    }
  }

  private func noteProperties(_ table: Int, _ at: Int, in set: EvaluationNotes.Set) {
    var children = Children(of: at, in: instance)
    while let child = children.next() {
      if plan.tables[table].index(of: instance.text(child.node, in: scratch)) != nil {
        notes.insert(child.position, in: set)
      }
    }
  }

  private mutating func notePatterns(_ run: Plan.Run, _ at: Int, in set: EvaluationNotes.Set) {
    var children = Children(of: at, in: instance)
    while let child = children.next() {
      for index in run.indices
      where matches(plan.patternNodes[index].pattern, instance.text(child.node, in: scratch)) {
        notes.insert(child.position, in: set)
      }
    }
  }
}

/// The members of an object or the elements of an array, in order.
struct Children {
  struct Child {
    let position: Int
    /// The name of a member; the element itself.
    let node: Int
    let value: Int
  }

  private let instance: Instance
  private let isObject: Bool
  private let end: Int
  private var node: Int
  private var position = 0

  init(of at: Int, in instance: Instance) {
    self.instance = instance
    isObject = instance.kind(at) == .object
    node = instance.firstChild(at)
    end = instance.end(at)
  }

  mutating func next() -> Child? {
    guard node < end else { return nil }
    let child = Child(
      position: position, node: node, value: isObject ? instance.value(ofName: node) : node)
    position += 1
    node = instance.end(child.value)
    return child
  }
}
