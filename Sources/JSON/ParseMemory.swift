/// The memory of a ``ParseWorkspace``, without a reference to it: nothing is counted by who copies
/// this or calls it. Valid as long as the workspace is.
public struct ParseMemory: BitwiseCopyable {
  /// Behind a pointer, so that uses of it are not checked for overlapping access.
  @usableFromInline let walk: UnsafeMutablePointer<ValueWalk>

  init() {
    walk = .allocate(capacity: 1)
    walk.initialize(to: ValueWalk())
  }

  func free() {
    walk.pointee.free()
    walk.deinitialize(count: 1)
    walk.deallocate()
  }

  /// Forgets the last document: its tape and its keys. Called before each one.
  @inlinable
  public func reset() {
    walk.pointee.tape.count = 0
    walk.pointee.resetKeys()
  }

  // MARK: Values

  /// The byte after the value at `start`, checked fully, `depth` containers being open around it; nil
  /// when it is not acceptable.
  @inlinable
  public func skip(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int
  ) -> BytePointer? {
    walk.pointee.skip(start, document, depth: depth)
  }

  /// As ``skip(_:_:depth:)``, and appends the value's nodes to ``tape``: its first node is the one at
  /// the place that ``tapeCount`` named before.
  @inlinable
  public func record(
    _ start: BytePointer, _ document: DocumentBounds, depth: Int
  ) -> BytePointer? {
    walk.pointee.record(start, document, depth: depth)
  }

  /// The nodes recorded since the last ``reset()``; valid until the next recording.
  @inlinable @inline(__always)
  public var tape: UnsafeMutablePointer<TapeNode> { walk.pointee.tape.base }

  /// Setting it to an earlier value drops the nodes recorded since.
  @inlinable @inline(__always)
  public var tapeCount: Int {
    get { walk.pointee.tape.count }
    nonmutating set { walk.pointee.tape.count = newValue }
  }

  // MARK: Keys of objects that the caller reads itself

  /// Opens an object for ``insertKey(_:_:_:)``; closed by ``closeObject()``.
  public func openObject() { walk.pointee.keys.open() }

  /// Adds a key, its bytes as scanned; false when the innermost open object has it already. Keys are
  /// compared after their escapes are resolved.
  public func insertKey(_ start: BytePointer, _ length: Int, _ flags: TextFlags) -> Bool {
    walk.pointee.keys.insert(start, length, flags)
  }

  public func closeObject() { walk.pointee.keys.close() }
}
