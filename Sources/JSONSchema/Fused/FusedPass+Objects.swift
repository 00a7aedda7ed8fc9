import CScan
import JSON

/// The usual way through the members of an object.
extension FusedPass {
  /// An object whose members are being read, without what the loop over them keeps in registers.
  struct OpenObject {
    let object: UnsafePointer<FusedObject>
    let depth: Int
    /// The first of the workspace's words for the slots from 64 on.
    let wide: Int
    /// Members without a slot, and with one beyond the first 64.
    var others = 0
    /// The name of the last member that was not met where it was predicted, at its quote.
    var name: BytePointer
    /// Names without a slot are being compared with each other.
    var hasUnknown = false

    /// Stands for the object's ends.
    var end: UnsafePointer<FusedSlot> { object.pointee.slots + object.pointee.slotCount }
  }

  mutating func object(
    _ object: UnsafePointer<FusedObject>, _ start: BytePointer, depth: Int
  ) -> BytePointer? {
    guard depth < document.nestingDepthMax else { return nil }
    var open = OpenObject(object: object, depth: depth, wide: seenTop, name: start)
    if object.pointee.wideWords > 0 { openWide(object.pointee.wideWords) }
    var slot = (predictions + object.pointee.predictionBase)[object.pointee.slotCount]
    let first: BytePointer
    if isName(slot, start + 1) {
      first = start + Int(slot.pointee.advance)
    } else {
      slot = open.end
      guard let next = nextMember(&open, start, &slot) else { return nil }
      if slot == open.end { return close(&open, next, 0) }
      first = next
    }
    return first[0] == 0x20 || first[-1] == 0x20
      ? spacedMembers(&open, first, slot) : members(&open, first, slot, spaces: 0)
  }

  /// The members of an object that has a space after each colon and comma, and none elsewhere.
  @inline(never)
  private mutating func spacedMembers(
    _ open: inout OpenObject, _ first: BytePointer, _ slot: UnsafePointer<FusedSlot>
  ) -> BytePointer? {
    members(&open, first[0] == 0x20 ? first + 1 : first, slot, spaces: 1)
  }

  /// The members in the predicted order, one round each, from the first one's value on: comma, name and
  /// colon by one comparison, the slot's bit, the quick way for the value. Everything else is out of
  /// the way in functions of its own. `spaces` are expected after colons and commas, 0 or 1.
  @inline(__always)
  private mutating func members(
    _ open: inout OpenObject, _ first: BytePointer, _ firstSlot: UnsafePointer<FusedSlot>,
    spaces: Int
  ) -> BytePointer? {
    let successors = predictions + open.object.pointee.predictionBase
    var slot = firstSlot
    var seen: UInt64 = 0
    var p = first
    repeat {
      let marked = seen | slot.pointee.bit
      if marked == seen, !markWide(slot, &open) { return nil }
      seen = marked
      if spaces > 0, p >= end { break }
      if let after = quick(slot.pointee.quick, slot.pointee.value, p) {
        p = after
      } else {
        guard let after = member(&open, slot, p) else { return nil }
        p = after
      }
      guard p < end else { break }
      let predicted = successors[Int(slot.pointee.position)]
      if spaces == 0 ? isHead(predicted, p) : isSpacedHead(predicted, p) {
        slot = predicted
        p += Int(predicted.pointee.advance) + 2 * spaces
        continue
      }
      if p[0] == UInt8(ascii: "}") { return close(&open, p + 1, seen) }
      if let found = namedSlot(&open, slot, p, spaces) {
        slot = found
        p += Int(found.pointee.advance) + 2 * spaces
        continue
      }
      var found = slot  // by its address, which the loop's own variable must not have
      guard let next = nextMember(&open, p, &found) else { return nil }
      if found == open.end { return close(&open, next, seen) }
      slot = found
      p = next
    } while true
    return nil
  }

  /// Whether comma, name and colon of a slot stand at `p`.
  @inline(__always)
  mutating func isHead(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    let raw = UnsafeRawPointer(slot)
    return cscan_matches16(p, raw, raw + 16)
      && (slot.pointee.advance <= 16 || isLongHead(slot, p))
  }

  /// As ``isHead(_:_:)``, with a space after the comma and one after the colon.
  @inline(__always)
  private mutating func isSpacedHead(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    cscan_load2(p) == 0x202c && isName(slot, p + 2) && p[Int(slot.pointee.advance) + 1] == 0x20
  }

  @inline(never)
  mutating func isLongHead(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    let count = Int(slot.pointee.advance)
    guard let head = slot.pointee.longHead, p + count <= end else { return false }
    return NameIndex.areEqual(head + 16, p + 16, count - 16)
  }
}
