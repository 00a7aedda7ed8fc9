import JSON
import JSONSchema

/// A column's way from cell to row, without what only faults need.
struct ColumnPlan: Sendable {
  enum Way: Sendable {
    /// Conversion to the type is all.
    case conversion
    /// Steps, and perhaps a check, come before.
    case steps
    /// The record's bytes as they are.
    case raw
  }

  let way: Way
  let type: ColumnType
  /// The column's place in the table.
  let tableColumn: Int
  /// What is left over, so that an empty object is NULL.
  let isExtra: Bool
}

/// Values of a record's cells.
struct RecordCells {
  let record: UnsafeBufferPointer<UInt8>
  let members: UnsafeBufferPointer<Span>
  let arena: Arena

  /// The cell at once, where neither step, check nor conversion stands between; else nil.
  func plainValue(_ cell: Cell, _ plan: ColumnPlan) -> Value? {
    switch cell.kind {
    case .absent, .null: return .null
    case .string:
      guard plan.way == .conversion else { return nil }
      if case .timestamptz = plan.type, cell.hasInstant,
        cell.bits >= Instant.first, cell.bits <= Instant.last
      {
        return .timestamptz(microseconds: cell.bits)
      }
      // A string without escapes holds no control character, so no U+0000 either.
      if case .text = plan.type, !cell.hasEscapes { return .text(span(cell)) }
    case .number:
      guard plan.way == .conversion, cell.isExact64 else { return nil }
      if case .bigint = plan.type, cell.scale == 0 { return .bigint(cell.bits) }
      if case .numeric(nil, _) = plan.type {
        return .numeric(coefficient: cell.bits, scale: Int(cell.scale))
      }
      if case .numeric(let precision?, let scale?) = plan.type, precision <= 18 {
        return rescaled(cell, precision, scale)
      }
    case .true: if plan.way == .conversion, case .boolean = plan.type { return .boolean(true) }
    case .false: if plan.way == .conversion, case .boolean = plan.type { return .boolean(false) }
    default: break
    }
    return nil
  }

  /// `numeric(p,s)` of a number with no more than `scale` decimals; nil leaves it to the long way.
  private func rescaled(_ cell: Cell, _ precision: Int, _ scale: Int) -> Value? {
    guard cell.scale <= scale else { return nil }
    guard let coefficient = ColumnConversion.rescaled(cell.bits, by: scale - Int(cell.scale)),
      coefficient.magnitude < ColumnConversion.powersOfTen[precision]
    else { return nil }
    return .numeric(coefficient: coefficient, scale: scale)
  }

  /// The cell's bytes as they stand in the record.
  func span(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    let start = Int(cell.offset)
    return UnsafeBufferPointer(rebasing: record[start..<start + Int(cell.length)])
  }

  /// The value for steps and conversion. A string is text, whatever its format; only where nothing
  /// but the type `timestamptz` awaits it, the instant that validating has found is taken.
  func value(_ cell: Cell, asInstant: Bool) throws(StepFault) -> Value {
    switch cell.kind {
    case .absent, .null: return .null
    case .true: return .boolean(true)
    case .false: return .boolean(false)
    case .string where asInstant && cell.hasInstant:
      return .timestamptz(microseconds: cell.bits)
    case .string: return .text(decoded(cell))
    case .number:
      if cell.isExact64 { return .numeric(coefficient: cell.bits, scale: Int(cell.scale)) }
      guard case .number(let decimal) = PlainDecimal.read(json: span(cell)) else {
        throw .numberTooLong
      }
      return decimal.value(in: arena)
    case .array, .object: return .jsonb(span(cell))
    case .members: return .jsonb(object(cell))
    }
  }

  private func decoded(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    guard cell.hasEscapes else { return span(cell) }
    let memory = arena.allocate(Int(cell.length))
    guard let start = memory.baseAddress else { return span(cell) }
    let count = StringDecoding.decode(span(cell), into: start)
    return UnsafeBufferPointer(rebasing: memory[..<count])
  }

  /// JSON text of a cell as it was written. An object of which nothing remains is NULL where the
  /// column only keeps what is left over.
  func json(_ cell: Cell, isExtra: Bool) throws(StepFault) -> Value {
    switch cell.kind {
    case .absent, .null: return .null
    case .members where isExtra && cell.length == 0: return .null
    case .members:
      let text = object(cell)
      try JSONCell.check(text)
      return .jsonb(text)
    case .string:
      let start = Int(cell.offset) - 1
      let text = UnsafeBufferPointer(rebasing: record[start..<start + Int(cell.length) + 2])
      try JSONCell.check(text)
      return .jsonb(text)
    case .true: return .jsonb(arena.copy("true".utf8))
    case .false: return .jsonb(arena.copy("false".utf8))
    case .number, .array, .object:
      try JSONCell.check(span(cell))
      return .jsonb(span(cell))
    }
  }

  /// The listed members as an object.
  private func object(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    let listed = members[Int(cell.offset)..<Int(cell.offset) + Int(cell.length)]
    // With room after it, which checking the text reads over.
    let memory = arena.allocate(listed.reduce(2) { $0 + Int($1.length) + 1 } + 32)
    var count = 0
    func append(_ byte: UInt8) {
      memory[count] = byte
      count += 1
    }
    append(UInt8(ascii: "{"))
    for span in listed {
      if count > 1 { append(UInt8(ascii: ",")) }
      let start = Int(span.offset)
      for byte in record[start..<start + Int(span.length)] { append(byte) }
    }
    append(UInt8(ascii: "}"))
    return UnsafeBufferPointer(rebasing: memory[..<count])
  }
}
