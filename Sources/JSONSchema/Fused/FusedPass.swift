import CScan
import JSON

/// One pass over the bytes of a document: it scans, judges and captures at the same time.
///
/// Functions answer the byte after what they read. nil ends the pass: what is there is malformed, or
/// not for this pass to say. A value that the schema forbids is noted as ``refusal`` and read past like
/// any other, for it counts only once all of the document has been seen.
struct FusedPass {
  enum Refusal {
    case invalid
    /// A limit of steps was reached: a pattern's, or that of schemas within schemas.
    case undecided
  }

  /// Numbers up to this many digits are not held against the limit.
  static let quickDigitsMax = 16

  let plan: UnsafePointer<FusedTables>
  /// Not counted: the caller holds them for as long as the pass runs.
  unowned(unsafe) let compiled: CompiledPlan
  unowned(unsafe) let workspace: Workspace
  let parse: ParseMemory
  let document: DocumentBounds
  let end: BytePointer
  let cells: UnsafeMutablePointer<Cell>
  let predictions: UnsafeMutablePointer<UnsafePointer<FusedSlot>>
  let memory: UnsafeMutablePointer<WorkspaceMemory>
  /// By the first that was met; nil while nothing speaks against the document.
  private(set) var refusal: Refusal?
  /// Seen words in use by the objects that are open.
  private var seenTop = 0

  init(
    _ plan: UnsafePointer<FusedTables>, _ compiled: CompiledPlan, _ document: DocumentBounds,
    _ workspace: Workspace
  ) {
    self.plan = plan
    self.compiled = compiled
    self.workspace = workspace
    self.document = document
    parse = workspace.parse.memory
    end = document.end
    memory = workspace.memory
    cells = memory.pointee.cells
    predictions = memory.pointee.predictions(for: plan)
  }

  /// Whether the whole document was read. If there is no ``refusal`` then, it is valid and the cells
  /// are filled.
  mutating func run() -> Bool {
    let first = Scan.whitespace(document.base, end)
    guard first < end, let next = value(plan.pointee.root, first, depth: 0) else { return false }
    guard Scan.whitespace(next, end) == end else { return false }
    for index in 0..<plan.pointee.copyCount {
      cells[plan.pointee.copies[index].to] = cells[plan.pointee.copies[index].from]
    }
    return true
  }

  /// Notes that the schema does not let a value through, `after` being where it ends.
  @inline(never)
  mutating func refuse(_ after: BytePointer?, _ refusal: Refusal = .invalid) -> BytePointer? {
    note(refusal)
    return after
  }

  mutating func note(_ refusal: Refusal) {
    if self.refusal == nil { self.refusal = refusal }
  }

  // MARK: - Objects

  /// What is known of an object beside the slots below 64 that were met.
  struct Members {
    /// The first of the workspace's words for the slots from 64 on.
    let wide: Int
    /// Members without a slot, and with one beyond the first 64.
    var others = 0
    /// The name of the last member that was not met where it was predicted, at its quote.
    var name: BytePointer
    /// Names without a slot are being compared with each other.
    var hasUnknown = false
  }

  /// The members in the predicted order, one round each: comma, name and colon by one comparison, the
  /// slot's bit, the quick way for the value. Everything else is out of the way in functions of its own.
  mutating func object(
    _ object: UnsafePointer<FusedObject>, _ start: BytePointer, depth: Int
  ) -> BytePointer? {
    guard depth < document.nestingDepthMax else { return nil }
    let successors = predictions + object.pointee.predictionBase
    let last = object.pointee.slots + object.pointee.slotCount
    var members = Members(wide: seenTop, name: start)
    if object.pointee.wideWords > 0 { openWide(object.pointee.wideWords) }
    var seen: UInt64 = 0
    var slot = successors[object.pointee.slotCount]
    var p = start
    if isName(slot, start + 1) {
      p += Int(slot.pointee.advance)
    } else {
      slot = last
      guard let next = nextMember(object, start, &slot, &members, depth) else { return nil }
      if slot == last { return close(object, next, seen, members) }
      p = next
    }
    repeat {
      let marked = seen | slot.pointee.bit
      if marked == seen, !markWide(slot, &members) { return nil }
      seen = marked
      if let after = quick(slot.pointee.value, p) {
        p = after
      } else {
        guard let after = member(object, slot, p, members.name, depth + 1) else { return nil }
        p = after
      }
      guard p < end else { break }
      let predicted = successors[Int(slot.pointee.position)]
      if isHead(predicted, p) {
        slot = predicted
        p += Int(slot.pointee.advance)
        continue
      }
      if p[0] == UInt8(ascii: "}") {
        let isDone =
          object.pointee.endsSimply && !members.hasUnknown
          && seen & object.pointee.required == object.pointee.required
        return isDone ? p + 1 : close(object, p + 1, seen, members)
      }
      var found = slot  // by its address, which the loop's own variable must not have
      guard let next = nextMember(object, p, &found, &members, depth) else { return nil }
      if found == last { return close(object, next, seen, members) }
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

  @inline(never)
  mutating func isLongHead(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    let count = Int(slot.pointee.advance)
    guard let head = slot.pointee.longHead, p + count <= end else { return false }
    return NameIndex.areEqual(head + 16, p + 16, count - 16)
  }

  /// Notes a slot that has no bit among the first 64; false where a slot was met before.
  @inline(never)
  private mutating func markWide(_ slot: UnsafePointer<FusedSlot>, _ members: inout Members) -> Bool
  {
    let position = Int(slot.pointee.position)
    guard position >= 64 else { return false }
    members.others += 1
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: position & 63)
    let word = memory.pointee.seenWords + (members.wide + position >> 6 - 1)
    defer { word.pointee |= bit }
    return word.pointee & bit == 0
  }

  private mutating func isSeen(_ position: Int, _ seen: UInt64, _ members: Members) -> Bool {
    let word =
      position < 64
      ? seen : memory.pointee.seenWords[members.wide + position >> 6 - 1]
    return word >> UInt64(position & 63) & 1 == 1
  }

  @inline(never)
  private mutating func openWide(_ words: Int) {
    memory.pointee.clearSeenWords(from: seenTop, count: words)
    seenTop += words
  }

  /// Ends an object that `after` follows.
  @inline(never)
  private mutating func close(
    _ object: UnsafePointer<FusedObject>, _ after: BytePointer, _ seen: UInt64, _ members: Members
  ) -> BytePointer? {
    if members.hasUnknown { parse.closeObject() }
    seenTop = members.wide
    return isComplete(object, seen, members) ? after : refuse(after)
  }

  @inline(__always)
  private mutating func isComplete(
    _ object: UnsafePointer<FusedObject>, _ seen: UInt64, _ members: Members
  ) -> Bool {
    if seen & object.pointee.required != object.pointee.required { return false }
    let required = object.pointee.wideRequired
    for word in 0..<object.pointee.wideWords
    where memory.pointee.seenWords[members.wide + word] & required[word] != required[word] {
      return false
    }
    if object.pointee.isCounted {
      let count = seen.nonzeroBitCount + members.others
      if count < object.pointee.minCount || count > object.pointee.maxCount { return false }
    }
    for index in 0..<object.pointee.dependencyCount {
      let dependency = object.pointee.dependencies[index]
      if isSeen(Int(dependency.trigger), seen, members),
        !isSeen(Int(dependency.required), seen, members)
      {
        return false
      }
    }
    return true
  }
}
