/// The memory in which texts are scanned, kept from one document to the next: nothing is allocated
/// once it has grown to what documents need. One for each thread.
///
/// ```
/// workspace.reset()
/// let next = workspace.record(p, document, depth: 0)   // nodes of the value at p
/// let root = workspace.tape[0]
/// ```
public final class ParseWorkspace {
  public let memory = ParseMemory()

  public init() {}

  deinit { memory.free() }

  /// As ``ParseMemory/reset()``.
  public func reset() { memory.reset() }

  /// As ``ParseMemory/skip(_:_:depth:)``.
  public func skip(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int
  ) -> BytePointer? {
    memory.skip(start, document, depth: depth)
  }

  /// As ``ParseMemory/record(_:_:depth:)``.
  public func record(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int
  ) -> BytePointer? {
    memory.record(start, document, depth: depth)
  }

  /// As ``ParseMemory/tape``.
  public var tape: UnsafeMutablePointer<TapeNode> { memory.tape }

  /// As ``ParseMemory/tapeCount``.
  public var tapeCount: Int {
    get { memory.tapeCount }
    set { memory.tapeCount = newValue }
  }
}
