/// Memory for the bytes that normalising one record makes. What it hands out stays where it is
/// until `reset`; after warm-up nothing is allocated.
final class Arena {
  /// Behind a pointer, so that uses of it are not checked for overlapping access.
  private let memory: UnsafeMutablePointer<ArenaMemory>

  init() {
    memory = .allocate(capacity: 1)
    memory.initialize(to: ArenaMemory())
  }

  deinit {
    memory.pointee.free()
    memory.deinitialize(count: 1)
    memory.deallocate()
  }

  func reset() { if memory.pointee.isUsed { memory.pointee.reset() } }

  /// Uninitialised memory for `count` bytes.
  func allocate(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    memory.pointee.allocate(count)
  }

  func copy(_ bytes: some Collection<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let memory = allocate(bytes.count)
    _ = memory.initialize(from: bytes)
    return UnsafeBufferPointer(memory)
  }
}

/// The blocks of an arena.
private struct ArenaMemory {
  private static let blockBytes = 64 << 10
  /// Blocks beyond this are given back when a record is done.
  private static let blocksKeptMax = 16

  private(set) var isUsed = false
  private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []
  /// For what is longer than a block.
  private var large: [UnsafeMutableBufferPointer<UInt8>] = []
  private var current = 0
  private var used = 0

  mutating func reset() {
    for block in large { block.deallocate() }
    large.removeAll(keepingCapacity: true)
    while blocks.count > Self.blocksKeptMax { blocks.removeLast().deallocate() }
    current = 0
    used = 0
    isUsed = false
  }

  mutating func free() {
    for block in blocks + large { block.deallocate() }
  }

  mutating func allocate(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    isUsed = true
    if count > Self.blockBytes {
      let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
      large.append(block)
      return block
    }
    if used + count > Self.blockBytes {
      current += 1
      used = 0
    }
    if current >= blocks.count { blocks.append(.allocate(capacity: Self.blockBytes)) }
    defer { used += count }
    return UnsafeMutableBufferPointer(rebasing: blocks[current][used..<used + count])
  }
}
