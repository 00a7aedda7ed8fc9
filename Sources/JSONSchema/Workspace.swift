import JSON

/// Memory for judging records, reused from one to the next; one for each thread. After it has grown
/// to the records at hand, a valid record allocates nothing.
public final class Workspace {
  let parse = ParseWorkspace()
  let scratch = TextScratch()
  let copy = PaddedBytes()
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

  var memberCount: Int { memory.pointee.memberCount }

  func prepareCells(_ count: Int) { memory.pointee.prepare(cells: count) }

  func setCell(_ position: Int, _ cell: Cell) { memory.pointee.cells[position] = cell }

  func appendMember(_ span: Span) { memory.pointee.append(member: span) }
}

/// The workspace's buffers, grown by hand.
struct WorkspaceMemory {
  private(set) var cells: UnsafeMutablePointer<Cell>
  private(set) var cellCount = 0
  private var cellCapacity = 64
  private(set) var members: UnsafeMutablePointer<Span>
  private(set) var memberCount = 0
  private var memberCapacity = 64

  init() {
    cells = .allocate(capacity: cellCapacity)
    members = .allocate(capacity: memberCapacity)
  }

  func free() {
    cells.deallocate()
    members.deallocate()
  }

  /// Room for the cells of one record, all absent, and no members.
  mutating func prepare(cells count: Int) {
    if count > cellCapacity {
      cells.deallocate()
      cellCapacity = count
      cells = .allocate(capacity: count)
    }
    cells.initialize(repeating: .absent, count: count)
    cellCount = count
    memberCount = 0
  }

  mutating func append(member: Span) {
    if memberCount == memberCapacity {
      let grown = UnsafeMutablePointer<Span>.allocate(capacity: memberCapacity * 2)
      grown.initialize(from: members, count: memberCount)
      members.deallocate()
      members = grown
      memberCapacity *= 2
    }
    (members + memberCount).initialize(to: member)
    memberCount += 1
  }
}
