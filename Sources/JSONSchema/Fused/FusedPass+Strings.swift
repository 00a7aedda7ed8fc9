import CScan
import ECMAPattern
import JSON

extension FusedPass {
  /// Judges a string that begins with the quote at `p`.
  mutating func string(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    guard value.pointee.types.contains(.string) else { return stop(.invalid) }
    let start = p + 1
    var flags: TextFlags = []
    guard let quote = Scan.string(start, end, &flags) else { return stop(.unsure) }
    let check = value.pointee.string
    if flags.contains(.hasEscapes) || check == .tape || check == .dateTime {
      return scalarByTape(value, p, depth)
    }
    let length = quote - start
    guard isLengthAllowed(value, start, length, flags), holds(check, value, start, length) else {
      return stop(.invalid)
    }
    if value.pointee.cell >= 0 || value.pointee.memberCell >= 0 {
      var cell = Cell(kind: .string)
      cell.flags = flags.contains(.hasNonASCII) ? Cell.nonASCIIFlag : 0
      store(value, cell, start, quote)
    }
    return quote + 1
  }

  @inline(__always)
  private mutating func isLengthAllowed(
    _ value: UnsafePointer<FusedValue>, _ start: BytePointer, _ length: Int, _ flags: TextFlags
  ) -> Bool {
    let count =
      flags.isEmpty ? length : StringDecoding.scalarCount(Text(start: start, count: length), flags)
    return count >= Int(value.pointee.minLength) && count <= Int(value.pointee.maxLength)
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
    default: true
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
      if cscan_range16(start + offset, low + offset, span + offset) != 0xffff { return false }
      offset += 16
    } while offset < length
    return true
  }
}
