import JSON
import JSONSchema

/// Makes the row of a valid record: runs the steps, checks their results and gives each cell its
/// column's type. One for each thread, reused; a record without steps allocates nothing once warm.
public final class RowMapper {
  /// What kept the last record from becoming a row: one fault a column.
  public private(set) var faults: [NormaliseFault] = []

  private let arena = Arena()
  private let checkWorkspace = Workspace()
  private var storage = UnsafeMutableBufferPointer<Value>.allocate(capacity: 64)

  public init() {}

  deinit { storage.deallocate() }

  /// The row of a record that the contract's schema has found valid, one value a column of the
  /// table; nil where the record cannot become one, which `faults` then tells.
  ///
  /// - Parameters:
  ///   - record: The bytes that were judged.
  ///   - workspace: As the verdict left it.
  /// - Returns: Valid until the next call, while `record` lives.
  public func row(
    of record: UnsafeBufferPointer<UInt8>, _ workspace: Workspace, by serving: ServingContract
  ) -> UnsafeBufferPointer<Value>? {
    arena.reset()
    if !faults.isEmpty { faults.removeAll(keepingCapacity: true) }
    let cells = workspace.cells
    let row = clearedRow(serving.table.columns.count)
    let source = RecordCells(record: record, members: workspace.members, arena: arena)
    serving.plans.withUnsafeBufferPointer { plans in
      for place in 0..<min(plans.count, cells.count) {
        row[plans[place].tableColumn] =
          source.plainValue(cells[place], plans[place])
          ?? general(cells[place], source, plans[place], place, serving)
      }
    }
    return faults.isEmpty ? UnsafeBufferPointer(row) : nil
  }

  /// NULL in every column.
  private func clearedRow(_ count: Int) -> UnsafeMutableBufferPointer<Value> {
    if count > storage.count {
      storage.deallocate()
      storage = .allocate(capacity: count)
    }
    let row = UnsafeMutableBufferPointer(rebasing: storage[..<count])
    row.initialize(repeating: .null)
    return row
  }

  /// The cell by the whole way: value, steps, check, type. NULL where that fails.
  private func general(
    _ cell: Cell, _ source: RecordCells, _ plan: ColumnPlan, _ place: Int,
    _ serving: ServingContract
  ) -> Value {
    var step: Step?
    do throws(StepFault) {
      switch plan.way {
      case .raw: return .text(source.span(cell))
      case .conversion where plan.type == .jsonb:
        return try source.json(cell, isExtra: plan.isExtra)
      case .conversion:
        let value = try source.value(cell, asInstant: plan.type == .timestamptz)
        return try ColumnConversion.convert(value, to: plan.type, in: arena)
      case .steps: break
      }
      var value = try source.value(cell, asInstant: false)
      for next in serving.steps[place] {
        step = next
        value = try next.apply(to: value, for: plan.type, in: arena)
      }
      step = nil
      guard passes(value, serving.contract.columns[place]) else { return .null }
      return try ColumnConversion.convert(value, to: plan.type, in: arena)
    } catch {
      let column = serving.contract.columns[place]
      faults.append(NormaliseFault(error, step?.rawValue ?? "type", column))
      return .null
    }
  }

  /// Judges a value by the column's `check`; NULL needs no check.
  private func passes(_ value: Value, _ column: borrowing ContractColumn) -> Bool {
    guard let check = column.check else { return true }
    return passes(value, check, copy column)
  }

  private func passes(_ value: Value, _ check: Schema, _ column: ContractColumn) -> Bool {
    if case .null = value { return true }
    let bytes = JSONWriter.bytes(of: ValueText.checkedJSON(of: value))
    switch check.validate(copying: bytes, in: checkWorkspace) {
    case .valid: return true
    case .malformed, .undecided:
      faults.append(.undecidedCheck(column))
      return false
    case .invalid:
      let explanation = check.explain(copying: bytes)
      faults += explanation.errors.map { NormaliseFault($0, column) }
      if explanation.errors.isEmpty { faults.append(.undecidedCheck(column)) }
      return false
    }
  }
}

extension ValueText {
  /// The value as `x-trucd.check` sees it: numbers as numbers, instants and days as strings.
  static func checkedJSON(of value: Value) -> JSONValue {
    switch value {
    case .numeric, .bigNumeric: JSONNumber(of(value)).map { .number($0) } ?? .null
    default: json(of: value)
    }
  }
}

extension NormaliseFault {
  init(_ fault: StepFault, _ keyword: String, _ column: ContractColumn) {
    let setting = keyword == "type" ? "type" : "steps"
    let location = column.pointer.pointer(to: "x-trucd").pointer(to: setting)
    self.init(
      code: fault.code, keyword: keyword, instanceLocation: column.instanceLocation,
      keywordLocation: location, absoluteKeywordLocation: column.file + "#" + location,
      limit: fault.limit, message: column.message ?? fault.message,
      hint: column.message == nil ? nil : fault.message)
  }

  /// An error of `check`, seen from the record.
  init(_ error: ValidationError, _ column: ContractColumn) {
    let location =
      column.pointer.pointer(to: "x-trucd").pointer(to: "check") + error.keywordLocation
    self.init(
      code: .check, keyword: error.keyword,
      instanceLocation: column.instanceLocation + error.instanceLocation,
      keywordLocation: location, absoluteKeywordLocation: column.file + "#" + location,
      limit: error.limit, message: column.message ?? error.message, hint: error.hint)
  }

  static func undecidedCheck(_ column: ContractColumn) -> NormaliseFault {
    NormaliseFault(
      StepFault(
        .check, en: "`check` could not decide on the value after its steps",
        vi: "`check` không kết luận được về giá trị sau các bước"), "type", column)
  }
}
