import JSON

/// Raw memory of a fused plan; freed with the plan.
final class Arena {
  private static let padding = 32
  private static let alignment = 16
  /// Bytes of the first block; later ones grow with what is stored.
  private static let firstBlock = 2048

  @exclusivity(unchecked) private var blocks: [UnsafeMutableRawPointer] = []
  /// What the last block has left.
  @exclusivity(unchecked) private var free: UnsafeMutableRawPointer?
  @exclusivity(unchecked) private var room = 0
  /// Bytes of all blocks.
  @exclusivity(unchecked) private var size = 0
  /// The table that all values of the plan share which are date-times.
  private(set) lazy var dateTime = store([FusedDateTime(in: self)])

  deinit { for block in blocks { block.deallocate() } }

  /// A copy of the elements; never empty memory, so that there is always an address.
  func store<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
    let memory: UnsafeMutablePointer<Element> = take(max(elements.count, 1))
    memory.initialize(from: elements, count: elements.count)
    return UnsafePointer(memory)
  }

  /// Memory for a table, filled with one value.
  func table<Element: BitwiseCopyable>(
    of count: Int, repeating value: Element
  ) -> UnsafeMutablePointer<Element> {
    let memory: UnsafeMutablePointer<Element> = take(count)
    memory.initialize(repeating: value, count: count)
    return memory
  }

  /// A copy of the bytes with room to read whole words behind them.
  func store(padded bytes: [UInt8]) -> BytePointer {
    let memory: UnsafeMutablePointer<UInt8> = take(bytes.count + Self.padding)
    memory.initialize(from: bytes, count: bytes.count)
    (memory + bytes.count).initialize(repeating: 0, count: Self.padding)
    return BytePointer(memory)
  }

  private func take<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
    take(bytes: count * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: count)
  }

  /// What does not fit the rest of a block and is large has a block of its own.
  private func take(bytes count: Int) -> UnsafeMutableRawPointer {
    let needed = (count + Self.alignment - 1) & ~(Self.alignment - 1)
    let usual = max(Self.firstBlock, size / 16)
    if let free, needed <= room {
      self.free = free + needed
      room -= needed
      return free
    }
    if needed > usual / 4 { return block(needed) }
    let block = block(usual)
    free = block + needed
    room = usual - needed
    return block
  }

  private func block(_ count: Int) -> UnsafeMutableRawPointer {
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: count, alignment: Self.alignment)
    blocks.append(block)
    size += count
    return block
  }
}
