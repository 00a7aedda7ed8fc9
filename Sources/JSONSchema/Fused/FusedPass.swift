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
  var seenTop = 0

  /// `bytes` have a base address.
  init(
    _ plan: UnsafePointer<FusedTables>, _ compiled: CompiledPlan,
    _ bytes: UnsafeBufferPointer<UInt8>, _ limits: ReaderLimits, _ workspace: Workspace
  ) {
    self.plan = plan
    self.compiled = compiled
    self.workspace = workspace
    document = DocumentBounds(
      base: bytes.baseAddress.unsafelyUnwrapped, count: bytes.count, limits)
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
}
