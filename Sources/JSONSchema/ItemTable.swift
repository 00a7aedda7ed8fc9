/// Finds out whether an array holds two equal items. Its memory is kept from one array to the next.
final class ItemTable {
  private struct Entry {
    let hash: Int
    /// Its place on the tape; 0, where no item can stand, for none.
    let item: Int

    static let none = Entry(hash: 0, item: 0)
  }

  /// Up to this many items are compared by pairs.
  private static let pairedMax = 8

  private var entries: [Entry] = []

  /// Long arrays take hashes, seeded for each process, so that hostile input costs no square.
  func hasRepeat(_ array: Int, in instance: Instance) -> Bool {
    instance.count(array) <= Self.pairedMax
      ? hasEqualPair(array, instance) : hasEqualHashes(array, instance)
  }

  private func hasEqualPair(_ array: Int, _ instance: Instance) -> Bool {
    let end = instance.end(array)
    var item = instance.firstChild(array)
    while item < end {
      var later = instance.end(item)
      while later < end {
        if Equality.holds(instance, item, instance, later) { return true }
        later = instance.end(later)
      }
      item = instance.end(item)
    }
    return false
  }

  private func hasEqualHashes(_ array: Int, _ instance: Instance) -> Bool {
    let size = prepare(for: instance.count(array))
    let end = instance.end(array)
    var item = instance.firstChild(array)
    while item < end {
      let hash = Equality.hash(instance, item)
      var place = hash & (size - 1)
      while entries[place].item != 0 {
        if entries[place].hash == hash,
          Equality.holds(instance, entries[place].item, instance, item)
        {
          return true
        }
        place = (place + 1) & (size - 1)
      }
      entries[place] = Entry(hash: hash, item: item)
      item = instance.end(item)
    }
    return false
  }

  /// Empties the table's first places, twice as many as there are items at least; answers how many, a
  /// power of two.
  private func prepare(for count: Int) -> Int {
    var size = 16
    while size < count * 2 { size *= 2 }
    if entries.count < size { entries = [Entry](repeating: .none, count: size) }
    for place in 0..<size { entries[place] = .none }
    return size
  }
}
