import ECMAPattern
import JSON

/// The instructions of the nodes at one place, sorted into what the fused pass judges itself, what
/// it hands over for scalars, and what is left for the tape pass.
struct FusedValueDraft {
  /// Longer texts would be read beyond the padding of a document.
  private static let positionalMax = 32

  private let compiled: CompiledPlan
  private let arena: Arena
  private let leavesPatterns: Bool
  private var types = TypeSet.all
  private var minLength: Int32 = 0
  private var maxLength = Int32.max
  private var bounds = ScaledBounds()
  private var divisors = ScaledDivisors()
  private var hasOtherNumberChecks = false
  /// Integers must be written as such: the quick check reads no others.
  private var asksForNotation = false
  private var patterns: [Int32] = []
  private var formats: [Format] = []
  private var strings: [[UInt8]]?
  private var numbers: [ExactPair] = []
  private var isListed = false
  private var flags: FusedValue.Flags = []
  private var residualTypes: TypeSet = []
  var scalars: [Int] = []
  private(set) var residual: [Int] = []
  private(set) var hasObjectChecks = false
  private(set) var hasArrayChecks = false

  private var plan: Plan {
    _read { yield compiled.plan }
  }

  /// - Parameter leavesPatterns: Whether patterns of names are left to the tape pass.
  init(compiled: CompiledPlan, arena: Arena, leavesPatterns: Bool) {
    self.compiled = compiled
    self.leavesPatterns = leavesPatterns
    self.arena = arena
  }

  /// Adds a node's instructions, but for those that a choice has merged in.
  mutating func add(_ node: Int, merged: FusedCompiler.Settled = []) {
    for index in plan.nodes[node].instructions where !merged.contains(.merged(index)) {
      add(instruction: index)
    }
  }

  private mutating func add(instruction index: Int) {
    let check = plan.instructions[index]
    switch check {
    case .reference, .allOf: break
    case .never, .type, .integerNotation, .constant, .enumeration, .minimum, .maximum,
      .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .minLength, .maxLength, .pattern, .format:
      addScalar(check, index)
    case .minItems, .maxItems, .prefixItems, .items: hasArrayChecks = true
    case .content: leave(index, for: .string)
    case .uniqueItems, .contains: leave(index, for: .array)
    case .required, .dependentRequired, .properties, .minProperties, .maxProperties,
      .propertyNames:
      hasObjectChecks = true
    case .additionalProperties, .patternProperties:
      if leavesPatterns, !check.namePatterns.isEmpty {
        leave(index, for: .object)
      } else {
        hasObjectChecks = true
      }
    case .dependentSchemas: leave(index, for: .object)
    case .anyOf, .oneOf, .not, .conditional, .collected: leave(index, for: .all)
    case .unevaluatedProperties, .unevaluatedItems: break
    }
  }

  private mutating func leave(_ index: Int, for types: TypeSet) {
    residual.append(index)
    residualTypes.formUnion(types)
  }

  private mutating func addScalar(_ check: Check, _ index: Int) {
    scalars.append(index)
    switch check {
    case .never: types = []
    case .type(let allowed): types.formIntersection(allowed)
    case .constant(let literal):
      addValues(Plan.Run(first: literal, count: 1), index)
    case .enumeration(let literals): addValues(literals, index)
    case .minLength(let limit): minLength = max(minLength, limit)
    case .maxLength(let limit): maxLength = min(maxLength, limit)
    case .pattern(let pattern): patterns.append(pattern)
    case .format(let format): formats.append(format)
    case .integerNotation: asksForNotation = true
    case .multipleOf(let divisor):
      if !divisors.add(plan.numbers[Int(divisor)]) { hasOtherNumberChecks = true }
    default: if !bounds.add(check, plan.numbers) { hasOtherNumberChecks = true }
    }
  }

  /// A list of scalars is fused; any other goes to the tape, as does a second one.
  private mutating func addValues(_ run: Plan.Run, _ index: Int) {
    let literals = run.indices.compactMap { FusedLiteral(plan.literals[$0]) }
    guard !isListed, literals.count == Int(run.count), literals.count <= NameIndex.entriesMax else {
      leave(index, for: .all)
      return
    }
    isListed = true
    var listed: TypeSet = []
    flags.formUnion([.notFalse, .notTrue])
    for literal in literals {
      switch literal {
      case .null: listed.insert(.null)
      case .false:
        listed.insert(.boolean)
        flags.remove(.notFalse)
      case .true:
        listed.insert(.boolean)
        flags.remove(.notTrue)
      case .string(let bytes):
        listed.insert(.string)
        strings = strings ?? []
        strings?.append(bytes)
      case .number(let value):
        listed.formUnion(.number)
        numbers.append(value)
      }
    }
    types.formIntersection(listed)
  }

  // MARK: - Result

  func value() -> FusedValue {
    var value = FusedValue()
    value.types = types
    value.minLength = minLength
    value.maxLength = maxLength
    value.residualTypes = residualTypes
    value.flags.formUnion(flags)
    if types.isDisjoint(with: .fractional) { value.flags.insert(.integer) }
    if !hasOtherNumberChecks, !asksForNotation, !types.isDisjoint(with: .number) {
      value.bounds = arena.store(bounds.table)
      if !divisors.isEmpty { value.moduli = arena.store(divisors.table) }
    }
    if !numbers.isEmpty {
      value.numbers = arena.store(numbers)
      value.numberCount = Int32(numbers.count)
    }
    setString(&value)
    if residual.isEmpty { setQuick(&value) }
    return value
  }

  private func setQuick(_ value: inout FusedValue) {
    if types.contains(.string) {
      setQuickString(&value)
    } else if !hasOtherNumberChecks, !types.isDisjoint(with: .number), numbers.isEmpty,
      divisors.isEmpty
    {
      value.quick = .number
      // The table of all numbers, where that is kept already.
      let table = types.isSuperset(of: .number) ? value.bounds : nil
      value.table = UnsafeRawPointer(table ?? arena.store(bounds.quickTable(types)))
    } else if types.isSuperset(of: .boolean), flags.isDisjoint(with: [.notTrue, .notFalse]) {
      value.quick = .boolean
    }
  }

  private func setQuickString(_ value: inout FusedValue) {
    guard value.testCount == 0 else {
      if patterns.isEmpty, strings == nil, formats == [.dateTime], minLength <= 20,
        maxLength == Int32.max
      {
        value.quick = .dateTime
        value.table = UnsafeRawPointer(arena.dateTime)
      } else if !formats.contains(.dateTime) {
        value.quick = .tested
      }
      return
    }
    switch value.string {
    case .positional:
      let low = value.first?.assumingMemoryBound(to: UInt8.self)
      let span = value.second?.assumingMemoryBound(to: UInt8.self)
      guard let low, let span else { return }
      guard let table = ByteRanges.table(low, span, Int(value.maxLength)) else { return }
      value.quick = value.maxLength <= 14 ? .framed : .framedWide
      value.table = UnsafeRawPointer(arena.store(table))
    case .strings:
      value.quick = .strings
      if minLength <= 0, maxLength == Int32.max, let strings,
        let table = ShortStrings(strings, in: arena)
      {
        value.quick = .shortStrings
        value.table = UnsafeRawPointer(arena.store([table]))
      }
    case .automaton: value.quick = .automaton
    case .text: value.quick = .text
    }
  }

  /// The quickest check for what it can judge, tests for the rest.
  private func setString(_ value: inout FusedValue) {
    guard types.contains(.string) else { return }
    var patterns = patterns[...]
    if let strings {
      value.string = .strings
      value.first = UnsafeRawPointer(arena.store([NameIndex(strings, in: arena)]))
    } else if let first = patterns.first {
      setPattern(plan.patterns[Int(first)], &value)
      if value.string != .text { patterns.removeFirst() }
    }
    let tests =
      formats.map { FusedValue.Test.format($0) } + patterns.map { FusedValue.Test.pattern($0) }
    guard !tests.isEmpty else { return }
    value.tests = arena.store(tests)
    value.testCount = Int32(tests.count)
  }

  private func setPattern(_ pattern: Pattern, _ value: inout FusedValue) {
    if let positional = pattern.positional, positional.isPlainInJSON,
      positional.length <= Self.positionalMax,
      positional.length >= Int(minLength), positional.length <= Int(maxLength)
    {
      value.string = .positional
      value.minLength = Int32(positional.length)
      value.maxLength = Int32(positional.length)
      value.first = UnsafeRawPointer(positional.low)
      value.second = UnsafeRawPointer(positional.span)
    } else if let table = pattern.denseTable {
      value.string = .automaton
      if let counts = pattern.countBounds {
        value.minLength = max(value.minLength, Int32(clamping: counts.lowerBound))
        value.maxLength = min(value.maxLength, Int32(clamping: counts.upperBound))
      }
      value.first = UnsafeRawPointer(table.transitions)
      value.second = UnsafeRawPointer(table.accepts)
    }
  }
}
