import JSON

/// Raw memory of a fused plan; freed with the plan.
final class Arena {
  private static let padding = 32

  @exclusivity(unchecked) private var blocks: [UnsafeMutableRawPointer] = []
  /// The table that all values of the plan share which are date-times.
  private(set) lazy var dateTime = store([FusedDateTime(in: self)])

  deinit { for block in blocks { block.deallocate() } }

  /// A copy of the elements; never empty memory, so that there is always an address.
  func store<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
    memory.initialize(from: elements, count: elements.count)
    blocks.append(UnsafeMutableRawPointer(memory))
    return UnsafePointer(memory)
  }

  /// A copy of the bytes with room to read whole words behind them.
  func store(padded bytes: [UInt8]) -> BytePointer {
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + Self.padding)
    memory.initialize(from: bytes, count: bytes.count)
    (memory + bytes.count).initialize(repeating: 0, count: Self.padding)
    blocks.append(UnsafeMutableRawPointer(memory))
    return BytePointer(memory)
  }
}
