import CScan
import ECMAPattern
import JSON

extension FusedPass {
  /// Judges a string that begins with the quote at `p`.
  mutating func string(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let start = p + 1
    var flags: TextFlags = []
    guard let quote = Scan.string(start, end, &flags) else { return nil }
    guard value.pointee.types.contains(.string) else { return refuse(quote + 1) }
    var text = Text(start: start, count: quote - start)
    if flags.contains(.hasEscapes) { text = workspace.scratch.decode(text) }
    guard isLengthAllowed(value, text, flags),
      holds(value.pointee.string, value, text.baseAddress.unsafelyUnwrapped, text.count)
    else { return refuse(quote + 1) }
    if value.pointee.testCount > 0 {
      switch test(value, text) {
      case .match: break
      case .noMatch: return refuse(quote + 1)
      case .undecided: return refuse(quote + 1, .undecided)
      }
    }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      store(value, cell(value, text, flags), start, quote)
    }
    return quote + 1
  }

  @inline(__always)
  private mutating func isLengthAllowed(
    _ value: UnsafePointer<FusedValue>, _ text: Text, _ flags: TextFlags
  ) -> Bool {
    let count = flags.isEmpty ? text.count : CodePoints.count(text)
    return value.pointee.allows(length: count)
  }

  /// What the first test says that does not hold.
  @inline(never)
  mutating func test(_ value: UnsafePointer<FusedValue>, _ text: Text) -> Pattern.Outcome {
    for place in 0..<Int(value.pointee.testCount) {
      let outcome: Pattern.Outcome =
        switch value.pointee.tests.unsafelyUnwrapped[place] {
        case .format(let format): format.accepts(text) ? .match : .noMatch
        case .pattern(let index): compiled.plan.patterns[Int(index)].match(text)
        }
      if outcome != .match { return outcome }
    }
    return .match
  }

  @inline(__always)
  private func cell(
    _ value: UnsafePointer<FusedValue>, _ text: Text, _ flags: TextFlags
  ) -> Cell {
    var cell = Cell(kind: .string)
    if flags.contains(.hasEscapes) { cell.flags |= Cell.escapesFlag }
    if flags.contains(.hasNonASCII) { cell.flags |= Cell.nonASCIIFlag }
    if value.pointee.flags.contains(.instant), let instant = DateTimeFormat.microseconds(text) {
      cell.flags |= Cell.instantFlag
      cell.bits = instant
    }
    return cell
  }

  @inline(__always)
  mutating func holds(
    _ check: FusedValue.Check, _ value: UnsafePointer<FusedValue>, _ start: BytePointer,
    _ length: Int
  ) -> Bool {
    switch check {
    case .automaton: isAccepted(value, start, length)
    case .strings:
      value.pointee.first.map {
        $0.assumingMemoryBound(to: NameIndex.self).pointee.find(start, length) >= 0
      } ?? false
    case .positional: isInRanges(value, start, length)
    case .text: true
    }
  }

  @inline(__always)
  mutating func isAccepted(
    _ value: UnsafePointer<FusedValue>, _ start: BytePointer, _ length: Int
  ) -> Bool {
    guard let first = value.pointee.first, let second = value.pointee.second else { return false }
    let transitions = first.assumingMemoryBound(to: UInt8.self)
    let accepts = second.assumingMemoryBound(to: UInt8.self)
    var state = Int(DenseTable.start)
    for offset in 0..<length {
      state = Int(transitions[state &<< 8 | Int(start[offset])])
    }
    return accepts[state] != 0
  }

  /// Whether each byte lies in its range; the caller knows that the length is right.
  @inline(__always)
  private mutating func isInRanges(
    _ value: UnsafePointer<FusedValue>, _ start: BytePointer, _ length: Int
  ) -> Bool {
    guard let first = value.pointee.first, let second = value.pointee.second else { return false }
    let low = first.assumingMemoryBound(to: UInt8.self)
    let span = second.assumingMemoryBound(to: UInt8.self)
    var offset = 0
    repeat {
      if !cscan_in_ranges16(start + offset, low + offset, span + offset) { return false }
      offset += 16
    } while offset < length
    return true
  }
}
