/// A growing run of bytes in network order, as COPY's binary format wants them. The memory stays
/// when the contents are removed, for the next batch needs as much.
final class CopyBuffer {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64 * 1024) {
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  func removeAll() { count = 0 }

  subscript(range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// Makes room for `bytes` more, so that the `put…` calls that follow need not look.
  @inline(__always)
  func reserve(_ bytes: Int) {
    if capacity - count < bytes { grow(by: bytes) }
  }

  @inline(never)
  private func grow(by bytes: Int) {
    let larger = max(capacity * 2, count + bytes)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = moved
    capacity = larger
  }

  /// Room for it must have been reserved.
  @inline(__always)
  func put<I: FixedWidthInteger>(_ value: I) {
    (base + count).storeBytes(of: value.bigEndian, as: I.self)
    count += MemoryLayout<I>.size
  }

  /// Room for it must have been reserved.
  @inline(__always)
  func put(_ bytes: UnsafeRawBufferPointer) {
    if let source = bytes.baseAddress {
      (base + count).copyMemory(from: source, byteCount: bytes.count)
      count += bytes.count
    }
  }

  /// Writes over what stands at `position`.
  @inline(__always)
  func patch<I: FixedWidthInteger>(_ value: I, at position: Int) {
    (base + position).storeBytes(of: value.bigEndian, as: I.self)
  }
}
