/// Memory that grows and is kept from one document to the next. Its owner frees it.
///
/// Unlike an array it is never copied and never checked on the hot path.
@usableFromInline
struct GrowableBuffer<Element: BitwiseCopyable> {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var count = 0
  @usableFromInline var capacity: Int

  @usableFromInline
  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  @usableFromInline
  func free() { base.deallocate() }

  @inlinable @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { reserve(count + 1) }
    (base + count).initialize(to: element)
    count += 1
  }

  /// Makes room for `needed` elements in all.
  @usableFromInline
  mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: max(needed, capacity * 2))
    grown.initialize(from: base, count: count)
    base.deallocate()
    base = grown
    capacity = max(needed, capacity * 2)
  }
}
