import JSON

/// Memory for judging records, reused from one to the next; one for each thread. After it has grown
/// to the records at hand, a valid record allocates nothing.
public final class Workspace {
  let parse = ParseWorkspace()
  let scratch = TextScratch()
  let notes = EvaluationNotes()
  let steps = StepCount()
  let items = ItemTable()
  let copy = PaddedBytes()
  var mendedCopy: PaddedBytes?
  /// Behind a pointer, so that uses of it are not checked for overlapping access.
  let memory: UnsafeMutablePointer<WorkspaceMemory>

  public init() {
    memory = .allocate(capacity: 1)
    memory.initialize(to: WorkspaceMemory())
  }

  deinit {
    memory.pointee.free()
    memory.deallocate()
  }

  /// One cell for each capture, after a valid verdict and until the next record.
  public var cells: UnsafeBufferPointer<Cell> {
    UnsafeBufferPointer(start: memory.pointee.cells, count: memory.pointee.cellCount)
  }

  /// The members that captures of kind `members` list: `"name":value` as written.
  public var members: UnsafeBufferPointer<Span> {
    UnsafeBufferPointer(start: memory.pointee.members, count: memory.pointee.memberCount)
  }

  /// The last record that was judged under limits that mend faults, as it was mended; nil where
  /// nothing had to be. Spans are offsets in it.
  var mended: UnsafeBufferPointer<UInt8>? { mendedCopy?.bytes }

  func prepareCells(_ count: Int) { memory.pointee.prepare(cells: count) }

  func setCell(_ position: Int, _ cell: Cell) { memory.pointee.cells[position] = cell }

  func appendMember(_ span: Span, of cell: Int32) { memory.pointee.append(member: span, of: cell) }
}

/// The workspace's buffers, grown by hand.
struct WorkspaceMemory {
  /// The cell before the first takes what nobody captures.
  private(set) var cells: UnsafeMutablePointer<Cell>
  private(set) var cellCount = 0
  private var cellCapacity = 64
  private(set) var members: UnsafeMutablePointer<Span>
  private(set) var memberCount = 0
  private var sortedMembers: UnsafeMutablePointer<Span>
  /// The cell to whose list each member belongs.
  private var memberCells: UnsafeMutablePointer<Int32>
  private var memberCapacity = 64
  /// By the number of the plan; nil where it has not been used here.
  private var predictionTables: [UnsafeMutablePointer<UnsafePointer<FusedSlot>>?] = []
  private var lastPlan = -1
  private var lastPredictions: UnsafeMutablePointer<UnsafePointer<FusedSlot>>?
  private(set) var seenWords: UnsafeMutablePointer<UInt64>
  private var seenCapacity = 64

  init() {
    seenWords = .allocate(capacity: seenCapacity)
    cells = Self.allocate(cells: cellCapacity)
    members = .allocate(capacity: memberCapacity)
    sortedMembers = .allocate(capacity: memberCapacity)
    memberCells = .allocate(capacity: memberCapacity)
  }

  func free() {
    (cells - 1).deallocate()
    members.deallocate()
    sortedMembers.deallocate()
    memberCells.deallocate()
    seenWords.deallocate()
    for table in predictionTables { table?.deallocate() }
  }

  /// Room for the cells of one record, all absent, and no members.
  mutating func prepare(cells count: Int) {
    if count > cellCapacity {
      (cells - 1).deallocate()
      cellCapacity = count
      cells = Self.allocate(cells: count)
    }
    // Zeros are an absent cell.
    UnsafeMutableRawPointer(cells)
      .initializeMemory(as: UInt64.self, repeating: 0, count: 3 &* count)
    cellCount = count
    memberCount = 0
  }

  private static func allocate(cells count: Int) -> UnsafeMutablePointer<Cell> {
    let memory = UnsafeMutablePointer<Cell>.allocate(capacity: count + 1)
    memory.initialize(repeating: .absent, count: count + 1)
    return memory + 1
  }

  /// Adds a member to the list of a cell. Lists of nested objects come in between.
  mutating func append(member: Span, of cell: Int32) {
    if memberCount == memberCapacity { growMembers() }
    (members + memberCount).initialize(to: member)
    (memberCells + memberCount).initialize(to: cell)
    memberCount += 1
  }

  private mutating func growMembers() {
    let grown = UnsafeMutablePointer<Span>.allocate(capacity: memberCapacity * 2)
    grown.initialize(from: members, count: memberCount)
    members.deallocate()
    members = grown
    sortedMembers.deallocate()
    sortedMembers = .allocate(capacity: memberCapacity * 2)
    let grownCells = UnsafeMutablePointer<Int32>.allocate(capacity: memberCapacity * 2)
    grownCells.initialize(from: memberCells, count: memberCount)
    memberCells.deallocate()
    memberCells = grownCells
    memberCapacity *= 2
  }

  /// Brings the members of each list together and tells its cell where it lies.
  mutating func gatherMembers() {
    guard memberCount > 0 else { return }
    for place in 0..<memberCount { cells[Int(memberCells[place])].length += 1 }
    var offset: UInt32 = 0
    for cell in 0..<cellCount where cells[cell].kind == .members {
      cells[cell].offset = offset
      offset += cells[cell].length
      cells[cell].length = 0
    }
    for place in 0..<memberCount {
      let cell = cells + Int(memberCells[place])
      (sortedMembers + Int(cell.pointee.offset + cell.pointee.length))
        .initialize(to: members[place])
      cell.pointee.length += 1
    }
    swap(&members, &sortedMembers)
  }

  /// What the fused pass has learned about the order of members under one schema.
  @inline(__always)
  mutating func predictions(
    for plan: UnsafePointer<FusedTables>
  ) -> UnsafeMutablePointer<UnsafePointer<FusedSlot>> {
    if plan.pointee.number == lastPlan, let lastPredictions { return lastPredictions }
    return findPredictions(plan)
  }

  @inline(never)
  private mutating func findPredictions(
    _ plan: UnsafePointer<FusedTables>
  ) -> UnsafeMutablePointer<UnsafePointer<FusedSlot>> {
    let number = plan.pointee.number
    while predictionTables.count <= number { predictionTables.append(nil) }
    let table = predictionTables[number] ?? Self.firstPredictions(plan.pointee)
    predictionTables[number] = table
    lastPlan = number
    lastPredictions = table
    return table
  }

  private static func firstPredictions(
    _ plan: FusedTables
  ) -> UnsafeMutablePointer<UnsafePointer<FusedSlot>> {
    let table = UnsafeMutablePointer<UnsafePointer<FusedSlot>>.allocate(
      capacity: plan.predictionCount)
    table.initialize(from: plan.firstPredictions, count: plan.predictionCount)
    return table
  }

  /// Clears `count` words from `first` on, after making room for them.
  mutating func clearSeenWords(from first: Int, count: Int) {
    if first + count > seenCapacity {
      let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: (first + count) * 2)
      grown.initialize(from: seenWords, count: first)
      seenWords.deallocate()
      seenWords = grown
      seenCapacity = (first + count) * 2
    }
    (seenWords + first).initialize(repeating: 0, count: count)
  }
}
