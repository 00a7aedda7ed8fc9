/// Which children of the objects and arrays at hand are evaluated: a bit each, in sets that are
/// opened and closed like brackets. The memory is kept from one record to the next.
final class EvaluationNotes {
  /// The bits of one object or array, by the position of the member or element.
  struct Set {
    fileprivate let firstWord: Int
    fileprivate let words: Int
  }

  private var storage: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var used = 0

  init() { storage = .allocate(capacity: capacity) }

  deinit { storage.deallocate() }

  /// An empty set for so many children.
  func open(_ count: Int) -> Set {
    let set = Set(firstWord: used, words: (count + 63) >> 6)
    used += set.words
    if used > capacity { grow(keeping: set.firstWord) }
    (storage + set.firstWord).initialize(repeating: 0, count: set.words)
    return set
  }

  /// Closes the set that was opened last.
  func close(_ set: Set) { used = set.firstWord }

  private func grow(keeping count: Int) {
    capacity = used * 2
    let grown = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    grown.initialize(from: storage, count: count)
    storage.deallocate()
    storage = grown
  }

  func insert(_ position: Int, in set: Set) {
    storage[set.firstWord + position >> 6] |= 1 << UInt64(position & 63)
  }

  func insertAll(in set: Set) {
    (storage + set.firstWord).update(repeating: .max, count: set.words)
  }

  func contains(_ position: Int, in set: Set) -> Bool {
    storage[set.firstWord + position >> 6] >> UInt64(position & 63) & 1 == 1
  }

  func add(_ set: Set, to outer: Set) {
    for word in 0..<set.words { storage[outer.firstWord + word] |= storage[set.firstWord + word] }
  }
}
