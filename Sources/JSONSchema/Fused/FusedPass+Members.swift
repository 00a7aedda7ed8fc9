import CScan
import JSON

/// Members that were not met as predicted, members without a slot, and lists of members.
extension FusedPass {
  /// Leads from `start`, which follows a member or is the object's brace, to the value of the next
  /// member that has a slot; it goes to `slot`, which holds the one before. Members without a slot are
  /// judged on the way. At the object's end `slot` is its last and the answer the byte after the brace.
  @inline(never)
  mutating func nextMember(
    _ open: inout OpenObject, _ start: BytePointer, _ slot: inout UnsafePointer<FusedSlot>
  ) -> BytePointer? {
    var isFirst = slot == open.end
    var p = start
    while p < end {
      let separator = Scan.whitespace(p, end)
      let isSeparated = isFirst || separator[0] == UInt8(ascii: ",")
      p = isSeparated ? Scan.whitespace(separator + 1, end) : separator
      guard p < end else { break }
      if p[0] == UInt8(ascii: "}"), isFirst || !isSeparated {
        slot = open.end
        return p + 1
      }
      guard isSeparated, p[0] == UInt8(ascii: "\"") else { break }
      isFirst = false
      if let found = guess(&open, slot, p) {
        slot = found
        return Scan.whitespace(p + (Int(found.pointee.advance) - 1), end)
      }
      open.name = p
      var hasSlot = false
      guard let after = afterName(&open, p, &slot, &hasSlot) else { return nil }
      if hasSlot { return after }
      p = after
    }
    return nil
  }

  /// The slot of the member whose comma is at `p`, where `spaces` stand after comma and colon and
  /// none elsewhere; nil says nothing.
  @inline(never)
  mutating func namedSlot(
    _ open: inout OpenObject, _ previous: UnsafePointer<FusedSlot>, _ p: BytePointer,
    _ spaces: Int
  ) -> UnsafePointer<FusedSlot>? {
    guard p[0] == UInt8(ascii: ","), spaces == 0 || p[1] == 0x20,
      let found = guess(&open, previous, p + (1 + spaces)),
      spaces == 0 || p[Int(found.pointee.advance) + spaces] == 0x20
    else { return nil }
    return found
  }

  /// The slot that the name at `p` is of, where a colon follows it at once; nil says nothing.
  @inline(__always)
  private mutating func guess(
    _ open: inout OpenObject, _ previous: UnsafePointer<FusedSlot>, _ p: BytePointer
  ) -> UnsafePointer<FusedSlot>? {
    let found = open.object.pointee.slots + open.object.pointee.guess.position(p + 1)
    guard isName(found, p) else { return nil }
    let successors = predictions + open.object.pointee.predictionBase
    let predicted = successors[Int(previous.pointee.position)]
    // The predicted member may be left out: that is nothing to learn from.
    if found != predicted, found != successors[Int(predicted.pointee.position)] {
      learn(open.object, previous, found)
    }
    return found
  }

  /// Whether name and colon of a slot stand at `p`, whatever is before them.
  @inline(__always)
  mutating func isName(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    let low = (cscan_load8(p - 1) ^ slot.pointee.head.0) & slot.pointee.mask.0 & ~0xff
    let high = (cscan_load8(p + 7) ^ slot.pointee.head.1) & slot.pointee.mask.1
    return low | high == 0 && (slot.pointee.advance <= 16 || isLongHead(slot, p - 1))
  }

  /// Reads a name whose quote is at `p`: the answer is the byte after the colon. Of a name without a
  /// slot the member is read to its end.
  @inline(never)
  private mutating func afterName(
    _ open: inout OpenObject, _ p: BytePointer, _ slot: inout UnsafePointer<FusedSlot>,
    _ hasSlot: inout Bool
  ) -> BytePointer? {
    let object = open.object
    let name = p + 1
    var flags: TextFlags = []
    guard let quote = Scan.string(name, end, &flags) else { return nil }
    let colon = Scan.whitespace(quote + 1, end)
    guard colon < end, colon[0] == UInt8(ascii: ":") else { return nil }
    let length = quote - name
    let position: Int
    if flags.contains(.hasEscapes) {
      let text = workspace.scratch.decode(Text(start: name, count: length))
      position = text.baseAddress.map { object.pointee.names.find($0, text.count) } ?? -1
    } else {
      position = object.pointee.names.find(name, length)
    }
    let start = Scan.whitespace(colon + 1, end)
    hasSlot = position >= 0
    guard hasSlot else { return unknownMember(&open, p, length, flags, start) }
    let found = object.pointee.slots + position
    learn(object, slot, found)
    slot = found
    return start
  }

  /// Judges a member without a slot: its name's quote is at `p`, its value at `start`.
  @inline(__always)
  private mutating func unknownMember(
    _ open: inout OpenObject, _ p: BytePointer, _ length: Int, _ flags: TextFlags,
    _ start: BytePointer
  ) -> BytePointer? {
    let object = open.object
    if !open.hasUnknown {
      open.hasUnknown = true
      parse.openObject()
    }
    guard parse.insertKey(p + 1, length, flags) else { return nil }
    open.others += 1
    if object.pointee.name >= 0,
      value(plan.pointee.values + Int(object.pointee.name), p, depth: open.depth + 1) == nil
    {
      return nil
    }
    var judged = object.pointee.unknown
    if refusal != nil {
      judged = .skip
    } else if case .matched(let patterns) = judged {
      if let mask = mask(patterns, p + 1, length, flags) {
        judged = patterns.pointee.unknown[mask]
      } else {
        note(.undecided)
        judged = .skip
      }
    }
    guard let after = unknown(judged, start, open.depth + 1) else { return nil }
    if object.pointee.memberCell >= 0 { append(p, after, object) }
    return after
  }

  /// Judges the value of a member for which there is no quick way, or one after white space.
  @inline(never)
  mutating func member(
    _ open: inout OpenObject, _ slot: UnsafePointer<FusedSlot>, _ p: BytePointer
  ) -> BytePointer? {
    let value = slot.pointee.value
    if cscan_load4(p) == 0x6c6c_756e, value.pointee.isNullable { return null(value, p) }
    let start = Scan.whitespace(p, end)
    if start > p, start < end, let after = quick(value, start) { return after }
    guard let after = self.value(value, start, depth: open.depth + 1) else { return nil }
    if open.object.pointee.memberCell >= 0, value.pointee.flags.contains(.listed) {
      append(open.name, after, open.object)
    }
    return after
  }

  /// Captures the `null` at `p`.
  @inline(__always)
  private mutating func null(
    _ value: UnsafePointer<FusedValue>, _ p: BytePointer
  ) -> BytePointer {
    store(value, Cell(kind: .null), p, p + 4)
    return p + 4
  }

  /// Changes a prediction only after the same other slot has followed several times on end: members
  /// that are left out, and some records in an order of their own, must not unlearn the usual one.
  @inline(__always)
  private mutating func learn(
    _ object: UnsafePointer<FusedObject>, _ previous: UnsafePointer<FusedSlot>,
    _ slot: UnsafePointer<FusedSlot>
  ) {
    let successor = predictions + object.pointee.predictionBase + Int(previous.pointee.position)
    for repetition in 1...FusedPlan.repetitionsToLearn {
      let candidate = successor + repetition &* (object.pointee.slotCount &+ 1)
      if candidate.pointee != slot {
        candidate.pointee = slot
        return
      }
    }
    successor.pointee = slot
  }

  /// A bit for each pattern that matches a name; nil where a match limit is reached.
  private mutating func mask(
    _ patterns: UnsafePointer<FusedPatterns>, _ p: BytePointer, _ length: Int, _ flags: TextFlags
  ) -> Int? {
    var text = Text(start: p, count: length)
    if flags.contains(.hasEscapes) { text = workspace.scratch.decode(text) }
    var mask = 0
    for place in 0..<patterns.pointee.count {
      switch compiled.plan.patterns[Int(patterns.pointee.patterns[place])].match(text) {
      case .match: mask |= 1 << place
      case .noMatch: continue
      case .undecided: return nil
      }
    }
    return mask
  }

  private mutating func unknown(
    _ judged: FusedUnknown, _ p: BytePointer, _ depth: Int
  ) -> BytePointer? {
    switch judged {
    case .matched: return nil
    case .reject: return refuse(skip(p, depth))
    case .skip: return skip(p, depth)
    case .value(let index):
      return p < end ? quickValue(plan.pointee.values + Int(index), p, depth) : nil
    }
  }

  mutating func skip(_ p: BytePointer, _ depth: Int) -> BytePointer? {
    p < end ? parse.skip(p, document, depth: depth) : nil
  }

  // MARK: - Lists of members

  private mutating func append(
    _ name: BytePointer, _ after: BytePointer, _ object: UnsafePointer<FusedObject>
  ) {
    let span = Span(
      offset: UInt32(truncatingIfNeeded: name - document.base),
      length: UInt32(truncatingIfNeeded: after - name))
    memory.pointee.append(member: span, of: object.pointee.memberCell)
  }
}
