import JSON

/// What is asked of an object as a whole: which members it has, and how many.
extension FusedPass {
  /// Notes a slot that has no bit among the first 64; false where a slot was met before.
  @inline(never)
  mutating func markWide(
    _ slot: UnsafePointer<FusedSlot>, _ open: inout OpenObject
  ) -> Bool {
    let position = Int(slot.pointee.position)
    guard position >= 64 else { return false }
    open.others += 1
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: position & 63)
    let word = memory.pointee.seenWords + (open.wide + position >> 6 - 1)
    defer { word.pointee |= bit }
    return word.pointee & bit == 0
  }

  private mutating func isSeen(_ position: Int, _ seen: UInt64, _ open: OpenObject) -> Bool {
    let word =
      position < 64
      ? seen : memory.pointee.seenWords[open.wide + position >> 6 - 1]
    return word >> UInt64(position & 63) & 1 == 1
  }

  @inline(never)
  mutating func openWide(_ words: Int) {
    memory.pointee.clearSeenWords(from: seenTop, count: words)
    seenTop += words
  }

  /// Ends an object that `after` follows.
  @inline(__always)
  mutating func close(
    _ open: inout OpenObject, _ after: BytePointer, _ seen: UInt64
  ) -> BytePointer? {
    let required = open.object.pointee.required
    let isDone =
      open.object.pointee.endsSimply && !open.hasUnknown && seen & required == required
    return isDone ? after : closeFully(&open, after, seen)
  }

  @inline(never)
  private mutating func closeFully(
    _ open: inout OpenObject, _ after: BytePointer, _ seen: UInt64
  ) -> BytePointer? {
    if open.hasUnknown { parse.closeObject() }
    seenTop = open.wide
    return isComplete(open, seen) ? after : refuse(after)
  }

  @inline(__always)
  private mutating func isComplete(_ open: OpenObject, _ seen: UInt64) -> Bool {
    let object = open.object
    if seen & object.pointee.required != object.pointee.required { return false }
    let required = object.pointee.wideRequired
    for word in 0..<object.pointee.wideWords
    where memory.pointee.seenWords[open.wide + word] & required[word] != required[word] {
      return false
    }
    if object.pointee.isCounted {
      let count = seen.nonzeroBitCount + open.others
      if count < object.pointee.minCount || count > object.pointee.maxCount { return false }
    }
    for index in 0..<object.pointee.dependencyCount {
      let dependency = object.pointee.dependencies[index]
      if isSeen(Int(dependency.trigger), seen, open),
        !isSeen(Int(dependency.required), seen, open)
      {
        return false
      }
    }
    return true
  }
}
