import JSON

/// Names that were not predicted, members without a slot, and lists of members.
extension FusedPass {
  /// Reads a name whose first byte is at `p`, its slot going to `position`: the answer is the byte
  /// after the colon. Of a name without a slot the member is read to its end and `position` is −1.
  mutating func lookUp(
    _ object: UnsafePointer<FusedObject>, _ p: BytePointer, _ position: inout Int,
    _ members: inout Members, _ depth: Int
  ) -> BytePointer? {
    var flags: TextFlags = []
    guard let quote = Scan.string(p, end, &flags) else { return stop(.unsure) }
    let colon = Scan.whitespace(quote + 1, end)
    guard colon < end, colon[0] == UInt8(ascii: ":") else { return stop(.unsure) }
    let length = quote - p
    if flags.contains(.hasEscapes) {
      let text = workspace.scratch.decode(Text(start: p, count: length))
      position = text.baseAddress.map { object.pointee.names.find($0, text.count) } ?? -1
    } else {
      position = object.pointee.names.find(p, length)
    }
    if position >= 0 {
      learn(object, members.previous, position)
      return colon + 1
    }
    if !members.hasUnknown {
      members.hasUnknown = true
      parse.openObject()
    }
    guard parse.insertKey(p, length, flags) else { return stop(.unsure) }
    members.others += 1
    if object.pointee.name >= 0,
      value(plan.values + Int(object.pointee.name), p - 1, depth: depth + 1) == nil
    {
      return nil
    }
    var judged = object.pointee.unknown
    if case .matched(let patterns) = judged {
      guard let mask = mask(patterns, p, length, flags) else { return stop(.undecided) }
      judged = patterns.pointee.unknown[mask]
    }
    guard let after = unknown(judged, Scan.whitespace(colon + 1, end), depth + 1) else {
      return nil
    }
    if object.pointee.memberCell >= 0 { append(p - 1, after, object) }
    return after
  }

  /// Changes a prediction when it has missed for the same successor twice: a member that is now and
  /// then left out must not unlearn the usual order.
  private func learn(_ object: UnsafePointer<FusedObject>, _ previous: Int, _ position: Int) {
    let successors = predictions + object.pointee.predictionBase
    let candidates = successors + object.pointee.slotCount + 1
    let slot = UInt16(truncatingIfNeeded: position)
    if candidates[previous] == slot {
      successors[previous] = slot
    } else {
      candidates[previous] = slot
    }
  }

  /// A bit for each pattern that matches a name; nil where a match limit is reached.
  private func mask(
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
    case .matched: return stop(.unsure)
    case .reject: return stop(.invalid)
    case .skip: return skip(p, depth)
    case .value(let index): return value(plan.values + Int(index), p, depth: depth)
    }
  }

  mutating func skip(_ p: BytePointer, _ depth: Int) -> BytePointer? {
    guard p < end, let after = parse.skip(p, document, depth: depth) else { return stop(.unsure) }
    return after
  }

  // MARK: - Lists of members

  func list(
    _ slot: UnsafePointer<FusedSlot>, _ name: BytePointer, _ after: BytePointer,
    _ object: UnsafePointer<FusedObject>
  ) {
    if slot.pointee.value.flags.contains(.listed) { append(name, after, object) }
  }

  private func append(
    _ name: BytePointer, _ after: BytePointer, _ object: UnsafePointer<FusedObject>
  ) {
    let span = Span(
      offset: UInt32(truncatingIfNeeded: name - document.base),
      length: UInt32(truncatingIfNeeded: after - name))
    memory.pointee.append(member: span, of: object.pointee.memberCell)
  }
}
