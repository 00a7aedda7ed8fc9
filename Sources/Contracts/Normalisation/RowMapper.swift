import JSON
import JSONSchema

/// Makes the row of a valid record: runs the steps, checks their results and gives each cell its
/// column's type. One for each thread, reused; a record without steps allocates nothing once warm.
public final class RowMapper {
  /// What kept the last record from becoming a row: one fault a column.
  public private(set) var faults: [NormaliseFault] = []

  private let arena = Arena()
  private let checkWorkspace = Workspace()
  private var row = UnsafeMutableBufferPointer<Value>.allocate(capacity: 64)

  public init() {}

  deinit { row.deallocate() }

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
    clearRow(serving.table.columns.count)
    let cells = workspace.cells
    let source = RecordCells(record: record, members: workspace.members, arena: arena)
    serving.plans.withUnsafeBufferPointer { plans in
      for (place, plan) in plans.enumerated() where place < cells.count {
        let cell = cells[place]
        if let value = source.plainValue(cell, plan) {
          row[plan.tableColumn] = value
        } else {
          row[plan.tableColumn] = general(cell, source, serving.contract.columns[place])
        }
      }
    }
    guard faults.isEmpty else { return nil }
    return UnsafeBufferPointer(rebasing: row[..<serving.table.columns.count])
  }

  private func clearRow(_ count: Int) {
    if count > row.count {
      row.deallocate()
      row = .allocate(capacity: count)
    }
    UnsafeMutableBufferPointer(rebasing: row[..<count]).initialize(repeating: .null)
  }

  /// The cell by the whole way: value, steps, check, type. NULL where that fails.
  private func general(_ cell: Cell, _ source: RecordCells, _ column: ContractColumn) -> Value {
    var keyword = "type"
    do throws(StepFault) {
      if case .raw = column.source { return .text(source.span(cell)) }
      if column.type == .jsonb && column.steps.isEmpty && column.check == nil {
        return try source.json(cell, isOptional: column.name == ColumnName.extra)
      }
      var value = try source.value(cell)
      for step in column.steps {
        keyword = step.rawValue
        value = try step.apply(to: value, for: column.type, in: arena)
      }
      keyword = "type"
      guard passes(value, column) else { return .null }
      return try ColumnConversion.convert(value, to: column.type, in: arena)
    } catch {
      faults.append(NormaliseFault(error, keyword, column))
      return .null
    }
  }

  /// Judges a value by the column's `check`; NULL needs no check.
  private func passes(_ value: Value, _ column: ContractColumn) -> Bool {
    guard let check = column.check else { return true }
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
