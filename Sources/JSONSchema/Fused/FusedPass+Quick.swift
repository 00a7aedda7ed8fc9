import CScan
import JSON

/// The quick ways: each judges and captures the usual notation of a value in few instructions. nil says
/// nothing about the value. They start at most 15 bytes past the document's end, where a name ended that
/// began before it, and read at most 49 more, all within the padding; the caller looks where they came
/// to.
extension FusedPass {
  @inline(__always)
  mutating func quick(_ value: UnsafePointer<FusedValue>, _ p: BytePointer) -> BytePointer? {
    quick(value.pointee.quick, value, p)
  }

  @inline(__always)
  mutating func quick(
    _ way: FusedValue.Quick, _ value: UnsafePointer<FusedValue>, _ p: BytePointer
  ) -> BytePointer? {
    switch way {
    case .number: quickNumber(value, p)
    case .framed: framed(value, p)
    case .framedWide: framedWide(value, p)
    case .shortStrings: shortString(value, p)
    case .text: quickText(value, p)
    case .automaton, .strings, .tested: quickString(value, p)
    case .dateTime: dateTime(value, p)
    case .boolean: boolean(value, p)
    case .none, .object: nil
    }
  }

  @inline(__always)
  private mutating func quickNumber(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer
  ) -> BytePointer? {
    var first: UInt32 = 0
    var whole = cscan_digits16(p, 0)
    if whole == 0 {
      guard p[0] == UInt8(ascii: "-") else { return nil }
      first = 1
      whole = cscan_digits16(p, 1)
      if whole == 0 { return nil }
    }
    let digits = p + Int(first)
    // More might follow the 16 bytes.
    if first &+ whole > 15 || (whole > 1 && digits[0] == UInt8(ascii: "0")) { return nil }
    var after = digits + Int(whole)
    var fraction: UInt32 = 0
    if after[0] == UInt8(ascii: ".") {
      fraction = cscan_digits16(p, first &+ whole &+ 1)
      if fraction == 0 || first &+ whole &+ fraction > 14 { return nil }
      after += Int(fraction) + 1
    }
    if after[0] != UInt8(ascii: ","), after[0] | 0x20 == UInt8(ascii: "e") { return nil }
    let magnitude = Int64(truncatingIfNeeded: cscan_decimal16(digits, whole, fraction))
    let coefficient = first == 0 ? magnitude : 0 &- magnitude
    let row = table(value, as: Int64.self) + 2 &* Int(fraction)
    if coefficient < row[0] || coefficient > row[1] { return nil }
    var cell = Cell(
      kind: .number, scale: UInt8(truncatingIfNeeded: fraction), offset: offset(p),
      length: UInt32(truncatingIfNeeded: after - p), bits: coefficient)
    cell.flags = Cell.exactFlag
    cells[Int(value.pointee.cell)] = cell
    return after
  }

  @inline(__always)
  private mutating func framed(_ value: UnsafePointer<FusedValue>, _ p: BytePointer) -> BytePointer?
  {
    let ranges = table(value, as: UInt8.self)
    guard cscan_in_ranges16(p, ranges, ranges + 32) else { return nil }
    return keep(value, p, p + (Int(value.pointee.minLength) &+ 1))
  }

  @inline(__always)
  private mutating func framedWide(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    let ranges = table(value, as: UInt8.self)
    guard cscan_in_ranges16(p, ranges, ranges + 32),
      cscan_in_ranges16(p + 16, ranges + 16, ranges + 48)
    else { return nil }
    return keep(value, p, p + (Int(value.pointee.minLength) &+ 1))
  }

  @inline(__always)
  private mutating func shortString(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    let length = table(value, as: ShortStrings.self).pointee.length(p)
    return length == 0 ? nil : keep(value, p, p + (length &- 1))
  }

  /// A string of any length, of which no more than that is asked.
  @inline(__always)
  private mutating func quickText(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    // First, for of a value that is no string the rest of the document might be looked through.
    guard p[0] == UInt8(ascii: "\"") else { return nil }
    let length = plainLength(p)
    guard p[1 + length] == UInt8(ascii: "\"") else {
      return p[1 + length] < 0x80 ? nil : wideString(value, p)
    }
    return value.pointee.allows(length: length) ? keep(value, p, p + 1 + length) : nil
  }

  /// A string of any length that is to be looked at once its end is known.
  @inline(never)
  private mutating func quickString(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    // First, for of a value that is no string the rest of the document might be looked through.
    guard p[0] == UInt8(ascii: "\"") else { return nil }
    let length = plainLength(p)
    guard p[1 + length] == UInt8(ascii: "\"") else {
      return p[1 + length] < 0x80 ? nil : wideString(value, p)
    }
    guard value.pointee.allows(length: length), passes(value, p + 1, length) else { return nil }
    return keep(value, p, p + 1 + length)
  }

  /// A string, its quote at `p`, with characters beyond ASCII.
  @inline(never)
  private mutating func wideString(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    guard let text = Scan.text(p + 1, end), text.end[0] == UInt8(ascii: "\""),
      value.pointee.allows(length: text.characters), passes(value, p + 1, text.end - p - 1)
    else { return nil }
    let after = keep(value, p, text.end)
    cells[Int(value.pointee.cell)].flags = Cell.nonASCIIFlag
    return after
  }

  /// Whether a text of allowed length is what the value asks for.
  @inline(__always)
  private mutating func passes(
    _ value: UnsafePointer<FusedValue>, _ start: BytePointer, _ length: Int
  ) -> Bool {
    holds(value.pointee.string, value, start, length)
      && (value.pointee.quick != .tested
        || test(value, Text(start: start, count: length)) == .match)
  }

  /// Bytes of the text between quotes at `p` before the first that is not plain.
  @inline(__always)
  private mutating func plainLength(_ p: BytePointer) -> Int {
    let length = Int(cscan_plain16(p + 1))
    return length < 16 ? length : Self.plainLength(p + 1, end)
  }

  /// Bytes of a text of more than 15 before the first that is not plain, or some more than the document
  /// has.
  @inline(never)
  private static func plainLength(_ start: BytePointer, _ end: BytePointer) -> Int {
    var block = start
    var plain: UInt32
    repeat {
      block += 16
      plain = cscan_plain16(block)
    } while plain == 16 && block < end
    return block - start + Int(plain)
  }

  @inline(__always)
  private mutating func dateTime(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    guard p[0] == UInt8(ascii: "\""),
      let instant = table(value, as: FusedDateTime.self).pointee.read(p + 1)
    else { return nil }
    var cell = Cell(
      kind: .string, offset: offset(p + 1),
      length: UInt32(truncatingIfNeeded: instant.quote - p - 1), bits: instant.microseconds)
    cell.flags = Cell.instantFlag
    cells[Int(value.pointee.cell)] = cell
    return instant.quote + 1
  }

  @inline(__always)
  private mutating func boolean(_ value: UnsafePointer<FusedValue>, _ p: BytePointer)
    -> BytePointer?
  {
    let isTrue = cscan_load4(p) == 0x6575_7274
    guard isTrue || (cscan_load4(p) == 0x736c_6166 && p[4] == UInt8(ascii: "e")) else {
      return nil
    }
    cells[Int(value.pointee.cell)] = Cell(
      kind: isTrue ? .true : .false, offset: offset(p), length: isTrue ? 4 : 5)
    return p + (isTrue ? 4 : 5)
  }

  // MARK: - Parts

  /// Captures a string of plain ASCII between its quotes; the byte after it.
  @inline(__always)
  private mutating func keep(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer, _ quote: BytePointer
  ) -> BytePointer {
    cells[Int(value.pointee.cell)] = Cell(
      kind: .string, offset: offset(p + 1), length: UInt32(truncatingIfNeeded: quote - p - 1))
    return quote + 1
  }

  @inline(__always)
  private mutating func offset(_ p: BytePointer) -> UInt32 {
    UInt32(truncatingIfNeeded: p - document.base)
  }

  /// The compiler gives a value the table that its quick way is for.
  @inline(__always)
  private mutating func table<Element>(
    _ value: UnsafePointer<FusedValue>, as type: Element.Type
  ) -> UnsafePointer<Element> {
    value.pointee.table.unsafelyUnwrapped.assumingMemoryBound(to: type)
  }
}
