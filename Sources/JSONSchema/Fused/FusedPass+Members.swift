import CScan
import JSON

/// Members that were not met as predicted, members without a slot, and lists of members.
extension FusedPass {
  /// Leads from `start`, which follows a member or is the object's brace, to the value of the next
  /// member that has a slot; it goes to `slot`, which holds the one before. Members without a slot are
  /// judged on the way. At the object's end `slot` is its last and the answer the byte after the brace.
  @inline(never)
  mutating func nextMember(
    _ object: UnsafePointer<FusedObject>, _ start: BytePointer,
    _ slot: inout UnsafePointer<FusedSlot>, _ members: inout Members, _ depth: Int
  ) -> BytePointer? {
    let last = object.pointee.slots + object.pointee.slotCount
    var isFirst = slot == last
    if object.pointee.slotCount > 0 {
      let usual = usualMember(object, slot, start, after: isFirst ? "{" : ",")
      if let value = usual.value {
        slot = usual.slot
        return value
      }
    }
    var p = start
    while p < end {
      let separator = Scan.whitespace(p, end)
      let isSeparated = isFirst || separator[0] == UInt8(ascii: ",")
      p = isSeparated ? Scan.whitespace(separator + 1, end) : separator
      guard p < end else { break }
      if p[0] == UInt8(ascii: "}"), isFirst || !isSeparated {
        slot = last
        return p + 1
      }
      guard isSeparated, p[0] == UInt8(ascii: "\"") else { break }
      isFirst = false
      members.name = p
      var hasSlot = false
      guard let after = afterName(object, p, &slot, &hasSlot, &members, depth) else { return nil }
      if hasSlot { return after }
      p = after
    }
    return nil
  }

  /// The slot of the member that follows the one of `previous` or the object's brace, and where its
  /// value begins; no value where the notation is not of the usual ones. The predictions come first,
  /// for a processor goes on with them before it has read the name.
  @inline(__always)
  private mutating func usualMember(
    _ object: UnsafePointer<FusedObject>, _ previous: UnsafePointer<FusedSlot>, _ p: BytePointer,
    after separator: Unicode.Scalar
  ) -> (slot: UnsafePointer<FusedSlot>, value: BytePointer?) {
    guard p[0] == UInt8(ascii: separator) else { return (previous, nil) }
    let name = Scan.whitespace(p + (p[1] == 0x20 ? 2 : 1), end)
    guard name < end, name[0] == UInt8(ascii: "\"") else { return (previous, nil) }
    let successors = predictions + object.pointee.predictionBase
    var found = successors[Int(previous.pointee.position)]
    if !isName(found, name) {
      // The predicted member may be left out.
      found = successors[Int(found.pointee.position)]
      if !isName(found, name) {
        found = object.pointee.slots + object.pointee.guess.position(name + 1)
        guard isName(found, name) else { return (previous, nil) }
        learn(object, previous, found)
      }
    }
    let value = name + Int(found.pointee.advance) - 1
    return (found, Scan.whitespace(value + (value[0] == 0x20 ? 1 : 0), end))
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
    _ object: UnsafePointer<FusedObject>, _ p: BytePointer,
    _ slot: inout UnsafePointer<FusedSlot>, _ hasSlot: inout Bool, _ members: inout Members,
    _ depth: Int
  ) -> BytePointer? {
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
    if hasSlot {
      let found = object.pointee.slots + position
      learn(object, slot, found)
      slot = found
      return start
    }
    if !members.hasUnknown {
      members.hasUnknown = true
      parse.openObject()
    }
    guard parse.insertKey(name, length, flags) else { return nil }
    members.others += 1
    if object.pointee.name >= 0,
      value(plan.pointee.values + Int(object.pointee.name), p, depth: depth + 1) == nil
    {
      return nil
    }
    var judged = object.pointee.unknown
    if refusal != nil {
      judged = .skip
    } else if case .matched(let patterns) = judged {
      if let mask = mask(patterns, name, length, flags) {
        judged = patterns.pointee.unknown[mask]
      } else {
        note(.undecided)
        judged = .skip
      }
    }
    guard let after = unknown(judged, start, depth + 1) else { return nil }
    if object.pointee.memberCell >= 0 { append(p, after, object) }
    return after
  }

  /// Judges the value of a member for which there is no quick way, or one after white space.
  @inline(never)
  mutating func member(
    _ object: UnsafePointer<FusedObject>, _ slot: UnsafePointer<FusedSlot>, _ p: BytePointer,
    _ name: BytePointer, _ depth: Int
  ) -> BytePointer? {
    let value = slot.pointee.value
    let start = Scan.whitespace(p, end)
    if start > p, start < end, let after = quick(value, start) { return after }
    guard let after = self.value(value, start, depth: depth) else { return nil }
    if object.pointee.memberCell >= 0, value.pointee.flags.contains(.listed) {
      append(name, after, object)
    }
    return after
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
