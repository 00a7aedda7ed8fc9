import CScan
import JSON

extension FusedPass {
  /// Judges a member's value by the quickest check that its schema allows.
  @inline(__always)
  mutating func member(
    _ slot: UnsafePointer<FusedSlot>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let value = slot.value
    let byte = p[0]
    switch value.pointee.quick {
    case .number:
      if byte == UInt8(ascii: "-") || isDigit(byte), let after = quickNumber(value, p) {
        return after
      }
    case .positional:
      if byte == UInt8(ascii: "\""), let after = positional(value, p) { return after }
    case .dateTime:
      if byte == UInt8(ascii: "\""), let after = dateTime(value, p) { return after }
    case .automaton, .strings, .text:
      if byte == UInt8(ascii: "\""), let after = quickString(value, p) { return after }
    case .none, .tape: break
    }
    return self.value(value, p, depth: depth)
  }

  /// Judges a value of any type.
  mutating func value(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, depth: Int
  ) -> BytePointer? {
    guard p < end else { return stop(.unsure) }
    let type: TypeSet
    let after: BytePointer?
    switch p[0] {
    case UInt8(ascii: "\""):
      type = .string
      after = string(value, p, depth)
    case UInt8(ascii: "{"):
      type = .object
      after = container(value, p, depth, type)
    case UInt8(ascii: "["):
      type = .array
      after = container(value, p, depth, type)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      type = .number
      after = number(value, p, depth)
    default:
      type = p[0] == UInt8(ascii: "n") ? .null : .boolean
      after = literal(value, p, depth, type)
    }
    guard let after else { return nil }
    if !value.pointee.residualTypes.isDisjoint(with: type), !residual(value, p, depth) {
      return nil
    }
    return after
  }

  // MARK: - Scalars

  private mutating func literal(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int, _ type: TypeSet
  ) -> BytePointer? {
    guard let after = Scan.literal(p, end) else { return stop(.unsure) }
    guard value.pointee.types.contains(type), !value.pointee.flags.contains(.limited) else {
      return stop(.invalid)
    }
    let kind: Cell.Kind =
      type == .null ? .null : p[0] == UInt8(ascii: "t") ? .true : .false
    store(value, Cell(kind: kind), p, after)
    return after
  }

  mutating func number(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    var token = NumberToken()
    guard let after = Scan.number(p, end, digitsMax: document.numberDigitsMax, &token) else {
      return stop(.unsure)
    }
    guard token.isExact, let bounds = value.pointee.bounds else {
      return scalarByTape(value, p, depth)
    }
    let scale = Int(token.scale)
    if token.coefficient < bounds[2 &* scale] || token.coefficient > bounds[2 &* scale &+ 1] {
      return stop(.invalid)
    }
    if !value.pointee.types.isSuperset(of: .number),
      !isTypeAllowed(value, token.coefficient, scale)
    {
      return stop(.invalid)
    }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      var cell = Cell(kind: .number, scale: token.scale, bits: token.coefficient)
      cell.flags = Cell.exactFlag
      store(value, cell, p, after)
    }
    return after
  }

  /// The quickest way for a number of up to 15 digits without exponent; nil says nothing yet.
  @inline(__always)
  private func quickNumber(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer
  ) -> BytePointer? {
    guard let bounds = value.pointee.quickBounds, document.numberDigitsMax >= 16 else { return nil }
    let isNegative = p[0] == UInt8(ascii: "-")
    let digits = p + (isNegative ? 1 : 0)
    let others = ~cscan_digits16(digits)
    let whole = UInt32(truncatingIfNeeded: others.trailingZeroBitCount)
    if whole &- 1 > 14 || (digits[0] == UInt8(ascii: "0") && whole > 1) { return nil }
    var after = digits + Int(whole)
    var fraction: UInt32 = 0
    if after[0] == UInt8(ascii: ".") {
      fraction = UInt32(truncatingIfNeeded: (others &>> (whole &+ 1)).trailingZeroBitCount)
      if fraction == 0 || whole &+ fraction > 14 { return nil }
      after += Int(fraction) + 1
    }
    if after[0] | 0x20 == UInt8(ascii: "e") || after > end { return nil }
    let magnitude = Int64(truncatingIfNeeded: cscan_decimal16(digits, whole, fraction))
    let coefficient = isNegative ? 0 &- magnitude : magnitude
    let row = bounds + 2 &* Int(fraction)
    if coefficient < row[0] || coefficient > row[1] { return nil }
    if value.pointee.cell >= 0 {
      var cell = Cell(
        kind: .number, scale: UInt8(truncatingIfNeeded: fraction),
        offset: UInt32(truncatingIfNeeded: p - document.base),
        length: UInt32(truncatingIfNeeded: after - p), bits: coefficient)
      cell.flags = Cell.exactFlag
      cells[Int(value.pointee.cell)] = cell
    }
    return after
  }

  @inline(__always)
  private func isTypeAllowed(
    _ value: UnsafePointer<FusedValue>, _ coefficient: Int64, _ scale: Int
  ) -> Bool {
    if scale == 0 { return value.pointee.types.contains(.integer) }
    let isInteger = ShortDecimal(coefficient: coefficient, scale: scale).isInteger
    return value.pointee.types.contains(isInteger ? .integer : .fractional)
  }

  @inline(__always)
  func store(
    _ value: UnsafePointer<FusedValue>, _ cell: Cell, _ p: BytePointer, _ after: BytePointer
  ) {
    var cell = cell
    cell.offset = UInt32(truncatingIfNeeded: p - document.base)
    cell.length = UInt32(truncatingIfNeeded: after - p)
    if value.pointee.cell >= 0 { cells[Int(value.pointee.cell)] = cell }
    if value.pointee.memberCell >= 0 { cells[Int(value.pointee.memberCell)] = cell }
  }

  // MARK: - Containers

  private mutating func container(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int, _ type: TypeSet
  ) -> BytePointer? {
    guard value.pointee.types.contains(type), !value.pointee.flags.contains(.limited) else {
      return stop(.invalid)
    }
    let isObject = type == .object
    let after: BytePointer?
    if isObject, value.pointee.object >= 0 {
      after = object(plan.objects + Int(value.pointee.object), p, depth: depth)
    } else if !isObject, value.pointee.array >= 0 {
      after = array(plan.arrays + Int(value.pointee.array), p, depth)
    } else {
      after = skip(p, depth)
    }
    guard let after else { return nil }
    let cell = Cell(
      kind: isObject ? .object : .array,
      offset: UInt32(truncatingIfNeeded: p - document.base),
      length: UInt32(truncatingIfNeeded: after - p))
    if value.pointee.cell >= 0 { cells[Int(value.pointee.cell)] = cell }
    if value.pointee.memberCell >= 0, !isObject { cells[Int(value.pointee.memberCell)] = cell }
    if value.pointee.memberCell >= 0, isObject {
      cells[Int(value.pointee.memberCell)] = Cell(kind: .members)
    }
    return after
  }

  private mutating func array(
    _ array: UnsafePointer<FusedArray>, _ start: BytePointer, _ depth: Int
  ) -> BytePointer? {
    guard depth < document.nestingDepthMax else { return stop(.unsure) }
    var p = Scan.whitespace(start + 1, end)
    var count = 0
    if p < end, p[0] == UInt8(ascii: "]") { return close(array, p, count) }
    while p < end {
      let index =
        count < array.pointee.prefixCount ? array.pointee.prefix[count] : array.pointee.items
      let element =
        index < 0 ? skip(p, depth + 1) : value(plan.values + Int(index), p, depth: depth + 1)
      guard let element else { return nil }
      count += 1
      p = Scan.whitespace(element, end)
      guard p < end else { break }
      if p[0] == UInt8(ascii: "]") { return close(array, p, count) }
      guard p[0] == UInt8(ascii: ",") else { break }
      p = Scan.whitespace(p + 1, end)
    }
    return stop(.unsure)
  }

  private mutating func close(
    _ array: UnsafePointer<FusedArray>, _ p: BytePointer, _ count: Int
  ) -> BytePointer? {
    guard count >= array.pointee.minCount, count <= array.pointee.maxCount else {
      return stop(.invalid)
    }
    return p + 1
  }

  // MARK: - The tape pass on a part

  /// Judges a scalar by the tape pass, where its notation or its schema is beyond this one.
  mutating func scalarByTape(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let at = parse.tapeCount
    guard let after = parse.record(p, document, depth: depth) else { return stop(.unsure) }
    guard holds(value.pointee.scalars, at) else { return nil }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      let reader = CellReader(instance: instance, scratch: workspace.scratch)
      let cell = reader.value(at, isInstant: value.pointee.flags.contains(.instant))
      if value.pointee.cell >= 0 { cells[Int(value.pointee.cell)] = cell }
      if value.pointee.memberCell >= 0 { cells[Int(value.pointee.memberCell)] = cell }
    }
    parse.tapeCount = at
    return after
  }

  /// Whether the residual instructions hold for a value that has been scanned.
  private mutating func residual(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> Bool {
    let at = parse.tapeCount
    guard parse.record(p, document, depth: depth) != nil else {
      outcome = .unsure
      return false
    }
    defer { parse.tapeCount = at }
    return holds(value.pointee.residual, at)
  }

  private var instance: Instance {
    Instance(nodes: UnsafePointer(parse.tape), base: document.base)
  }

  private mutating func holds(_ run: Plan.Run, _ at: Int) -> Bool {
    var pass = TapePass(compiled, instance, workspace.scratch)
    for index in run.indices {
      let isHeld = pass.holds(compiled.plan.instructions[Int(plan.instructions[index])], at)
      if pass.isUndecided || !isHeld {
        outcome = pass.isUndecided ? .undecided : .invalid
        return false
      }
    }
    return true
  }
}

extension UnsafePointer<FusedSlot> {
  /// The value of a slot where it lies.
  @inline(__always)
  var value: UnsafePointer<FusedValue> {
    let offset = MemoryLayout<FusedSlot>.offset(of: \.value) ?? 0
    return (UnsafeRawPointer(self) + offset).assumingMemoryBound(to: FusedValue.self)
  }
}
