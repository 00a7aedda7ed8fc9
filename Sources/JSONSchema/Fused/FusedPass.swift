import CScan
import JSON

/// One pass over the bytes of a document: it scans, judges and captures at the same time.
///
/// Functions answer the byte after what they read; nil ends the pass, and ``outcome`` says why. The
/// pass may give up at any time: the tape pass then judges the whole document.
struct FusedPass {
  enum Outcome {
    case invalid
    /// A pattern's match limit was reached.
    case undecided
    /// Malformed, or not for this pass to say.
    case unsure
  }

  /// Not counted: the caller holds them for as long as the pass runs.
  unowned(unsafe) let plan: FusedPlan
  unowned(unsafe) let compiled: CompiledPlan
  unowned(unsafe) let workspace: Workspace
  unowned(unsafe) let parse: ParseWorkspace
  let document: DocumentBounds
  let end: BytePointer
  let cells: UnsafeMutablePointer<Cell>
  let predictions: UnsafeMutablePointer<UInt16>
  let memory: UnsafeMutablePointer<WorkspaceMemory>
  var outcome = Outcome.unsure
  /// Seen words in use by the objects that are open.
  private var seenTop = 0

  init(
    _ plan: FusedPlan, _ compiled: CompiledPlan, _ document: DocumentBounds, _ workspace: Workspace
  ) {
    self.plan = plan
    self.compiled = compiled
    self.workspace = workspace
    self.document = document
    parse = workspace.parse
    end = document.end
    memory = workspace.memory
    cells = memory.pointee.cells
    predictions = memory.pointee.predictions(for: plan)
  }

  /// Whether the whole document is valid; the cells are filled then.
  mutating func run() -> Bool {
    let first = Scan.whitespace(document.base, end)
    guard first < end, let next = value(plan.root, first, depth: 0) else { return false }
    guard Scan.whitespace(next, end) == end else {
      outcome = .unsure
      return false
    }
    for index in 0..<plan.copyCount {
      cells[plan.copies[index].to] = cells[plan.copies[index].from]
    }
    return true
  }

  @inline(__always)
  mutating func stop(_ outcome: Outcome) -> BytePointer? {
    self.outcome = outcome
    return nil
  }

  // MARK: - Objects

  /// Where the members of one object have been read to.
  struct Members {
    /// The slots below 64 that were met; the others' bits are in the workspace.
    var seen: UInt64 = 0
    let wide: Int
    /// Members without a slot, and with one beyond the first 64.
    var others = 0
    /// The slot of the last member that has one.
    var previous: Int
    /// Names without a slot are being compared with each other.
    var hasUnknown = false
  }

  mutating func object(
    _ object: UnsafePointer<FusedObject>, _ start: BytePointer, depth: Int
  ) -> BytePointer? {
    guard depth < document.nestingDepthMax else { return stop(.unsure) }
    let slots = object.pointee.slots
    let successors = predictions + object.pointee.predictionBase
    var members = Members(wide: seenTop, previous: object.pointee.slotCount)
    if object.pointee.wideWords > 0 { openWide(object.pointee.wideWords) }
    var p = Scan.whitespace(start + 1, end)
    if p < end, p[0] == UInt8(ascii: "}") { return close(object, p, members) }
    while p < end, p[0] == UInt8(ascii: "\"") {
      let name = p
      p += 1
      var position = Int(successors[members.previous])
      var slot = slots + position
      if isName(slot, at: p) {
        p += slot.pointee.advance
      } else {
        guard let value = lookUp(object, p, &position, &members, depth) else { return nil }
        p = value
        guard position >= 0 else {
          guard let next = separator(p) else { return close(object, p, members) }
          p = next
          continue
        }
        slot = slots + position
      }
      if p[0] <= 0x20 { p = Scan.whitespace(p, end) }
      guard mark(position, &members) else { return stop(.unsure) }
      guard let after = member(slot, p, depth + 1) else { return nil }
      if object.pointee.memberCell >= 0 { list(slot, name, after, object) }
      members.previous = position
      p = after
      guard p < end else { break }
      if cscan_load2(p) == Self.commaQuote {
        p += 1
        continue
      }
      guard let next = separator(p) else { return close(object, p, members) }
      p = next
    }
    return stop(.unsure)
  }

  /// `,"` as a little-endian word.
  private static let commaQuote: UInt16 = 0x222c

  @inline(__always)
  private func isName(_ slot: UnsafePointer<FusedSlot>, at p: BytePointer) -> Bool {
    let low = (cscan_load8(p) & slot.pointee.mask.0) ^ slot.pointee.name.0
    let high = (cscan_load8(p + 8) & slot.pointee.mask.1) ^ slot.pointee.name.1
    if low | high != 0 { return false }
    return slot.pointee.advance <= 16 || isLongName(slot, p)
  }

  private func isLongName(_ slot: UnsafePointer<FusedSlot>, _ p: BytePointer) -> Bool {
    guard let name = slot.pointee.longName, p + slot.pointee.advance <= end else { return false }
    var offset = 16
    while offset < slot.pointee.advance {
      if p[offset] != name[offset] { return false }
      offset += 1
    }
    return true
  }

  /// The start of the next member after a comma; nil where no comma stands.
  @inline(__always)
  private func separator(_ p: BytePointer) -> BytePointer? {
    let comma = Scan.whitespace(p, end)
    guard comma < end, comma[0] == UInt8(ascii: ",") else { return nil }
    return Scan.whitespace(comma + 1, end)
  }

  /// Notes a slot; false where it was met before.
  @inline(__always)
  private func mark(_ position: Int, _ members: inout Members) -> Bool {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: position & 63)
    if position < 64 {
      defer { members.seen |= bit }
      return members.seen & bit == 0
    }
    members.others += 1
    let word = memory.pointee.seenWords + (members.wide + position >> 6 - 1)
    defer { word.pointee |= bit }
    return word.pointee & bit == 0
  }

  private func isSeen(_ position: Int, _ members: Members) -> Bool {
    let word =
      position < 64
      ? members.seen : memory.pointee.seenWords[members.wide + position >> 6 - 1]
    return word >> UInt64(position & 63) & 1 == 1
  }

  private mutating func openWide(_ words: Int) {
    memory.pointee.clearSeenWords(from: seenTop, count: words)
    seenTop += words
  }

  /// Ends an object whose closing brace is next.
  private mutating func close(
    _ object: UnsafePointer<FusedObject>, _ p: BytePointer, _ members: Members
  ) -> BytePointer? {
    let brace = Scan.whitespace(p, end)
    guard brace < end, brace[0] == UInt8(ascii: "}") else { return stop(.unsure) }
    if members.hasUnknown { parse.closeObject() }
    seenTop = members.wide
    let required = object.pointee.required
    if members.seen & required[0] != required[0] { return stop(.invalid) }
    for word in 0..<object.pointee.wideWords
    where memory.pointee.seenWords[members.wide + word] & required[word + 1] != required[word + 1] {
      return stop(.invalid)
    }
    let count = members.seen.nonzeroBitCount + members.others
    if count < object.pointee.minCount || count > object.pointee.maxCount {
      return stop(.invalid)
    }
    for index in 0..<object.pointee.dependencyCount {
      let dependency = object.pointee.dependencies[index]
      if isSeen(Int(dependency.trigger), members), !isSeen(Int(dependency.required), members) {
        return stop(.invalid)
      }
    }
    return brace + 1
  }
}
