import JSON

extension FusedPass {
  /// Judges a value of any type.
  @inline(__always)
  mutating func value(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, depth: Int
  ) -> BytePointer? {
    guard p < end else { return nil }
    return value.pointee.quick == .object && p[0] == UInt8(ascii: "{")
      ? object(value, p, depth) : checked(value, p, depth)
  }

  /// Judges a value of any type at `p`, before the document's end; the answer may be beyond it, where
  /// the document is malformed.
  @inline(never)
  mutating func quickValue(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    quick(value, p) ?? self.value(value, p, depth: depth)
  }

  /// Judges a value by all checks. After a refusal it is only read.
  @inline(never)
  private mutating func checked(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    if refusal != nil { return skip(p, depth) }
    if value.pointee.choice >= 0 { return choose(value, p, depth) }
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
    if value.pointee.residualTypes.isDisjoint(with: type) || refusal != nil { return after }
    return residual(value, p, depth)
  }

  // MARK: - Scalars

  private mutating func literal(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int, _ type: TypeSet
  ) -> BytePointer? {
    guard let after = Scan.literal(p, end) else { return nil }
    let unwanted: FusedValue.Flags =
      type == .null ? [] : p[0] == UInt8(ascii: "t") ? .notTrue : .notFalse
    guard value.pointee.types.contains(type), value.pointee.flags.isDisjoint(with: unwanted) else {
      return refuse(after)
    }
    let kind: Cell.Kind =
      type == .null ? .null : p[0] == UInt8(ascii: "t") ? .true : .false
    store(value, Cell(kind: kind), p, after)
    return after
  }

  @inline(__always)
  mutating func store(
    _ value: UnsafePointer<FusedValue>, _ cell: Cell, _ p: BytePointer, _ after: BytePointer
  ) {
    var cell = cell
    cell.offset = UInt32(truncatingIfNeeded: p - document.base)
    cell.length = UInt32(truncatingIfNeeded: after - p)
    if value.pointee.cell >= 0 { cells[Int(value.pointee.cell)] = cell }
    if value.pointee.memberCell >= 0 { cells[Int(value.pointee.memberCell)] = cell }
  }

  // MARK: - Containers

  /// Reads an object of which nothing is asked but what its ``FusedObject`` asks.
  @inline(__always)
  private mutating func object(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let object = plan.pointee.objects + Int(value.pointee.object)
    guard let after = self.object(object, p, depth: depth) else { return nil }
    cells[Int(value.pointee.cell)] = Cell(
      kind: .object,
      offset: UInt32(truncatingIfNeeded: p - document.base),
      length: UInt32(truncatingIfNeeded: after - p))
    return after
  }

  private mutating func container(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int, _ type: TypeSet
  ) -> BytePointer? {
    guard value.pointee.types.contains(type) else { return refuse(skip(p, depth)) }
    let isObject = type == .object
    let after: BytePointer?
    if isObject, value.pointee.object >= 0 {
      after = object(plan.pointee.objects + Int(value.pointee.object), p, depth: depth)
    } else if !isObject, value.pointee.array >= 0 {
      after = array(plan.pointee.arrays + Int(value.pointee.array), p, depth)
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
    guard depth < document.nestingDepthMax else { return nil }
    var p = Scan.whitespace(start + 1, end)
    var count = 0
    if p < end, p[0] == UInt8(ascii: "]") { return close(array, p, count) }
    while p < end {
      let index =
        count < array.pointee.prefixCount ? array.pointee.prefix[count] : array.pointee.items
      let element =
        index < 0
        ? skip(p, depth + 1) : quickValue(plan.pointee.values + Int(index), p, depth + 1)
      guard let element else { return nil }
      count += 1
      p = Scan.whitespace(element, end)
      guard p < end else { break }
      if p[0] == UInt8(ascii: "]") { return close(array, p, count) }
      guard p[0] == UInt8(ascii: ",") else { break }
      p = Scan.whitespace(p + 1, end)
    }
    return nil
  }

  @inline(never)
  private mutating func close(
    _ array: UnsafePointer<FusedArray>, _ p: BytePointer, _ count: Int
  ) -> BytePointer? {
    let isAllowed = count >= array.pointee.minCount && count <= array.pointee.maxCount
    return isAllowed ? p + 1 : refuse(p + 1)
  }

  // MARK: - The tape pass on a part

  /// Judges a scalar by the tape pass, where its notation or its schema is beyond this one.
  mutating func scalarByTape(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let at = parse.tapeCount
    guard let after = parse.record(p, document, depth: depth) else { return nil }
    judge(value.pointee.scalars, at)
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      let reader = CellReader(instance: instance, scratch: workspace.scratch)
      let cell = reader.value(at, isInstant: value.pointee.flags.contains(.instant))
      if value.pointee.cell >= 0 { cells[Int(value.pointee.cell)] = cell }
      if value.pointee.memberCell >= 0 { cells[Int(value.pointee.memberCell)] = cell }
    }
    parse.tapeCount = at
    return after
  }

  /// Judges a value that has been scanned by the residual instructions.
  private mutating func residual(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let at = parse.tapeCount
    guard let after = parse.record(p, document, depth: depth) else { return nil }
    judge(value.pointee.residual, at)
    parse.tapeCount = at
    return after
  }

  private var instance: Instance {
    Instance(nodes: UnsafePointer(parse.tape), base: document.base)
  }

  /// Judges the value at a place of the tape by some instructions.
  private mutating func judge(_ run: Plan.Run, _ at: Int) {
    var pass = TapePass(compiled, instance, workspace)
    for index in run.indices {
      let isHeld = pass.holds(compiled.plan.instructions[Int(plan.pointee.instructions[index])], at)
      if pass.isUndecided || !isHeld { return note(pass.isUndecided ? .undecided : .invalid) }
    }
  }
}
