/// Lists of integers, each kept once and known by its number: the sets of a subset construction and
/// the nodes of a trie. No list takes memory of its own.
struct IntegerLists {
  private var elements: [Int32] = []
  private var ends: [Int] = []
  /// Numbers by hash, −1 where a place is free; a power of two of places, at most half of them taken.
  private var places = [Int32](repeating: -1, count: 64)

  var count: Int { ends.count }

  subscript(number: Int) -> ArraySlice<Int32> {
    elements[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// The number of a list, which may be new.
  mutating func number(of list: [Int32]) -> Int {
    var place = Self.hash(list[...]) & (places.count - 1)
    while places[place] >= 0 {
      let known = Int(places[place])
      if self[known] == list[...] { return known }
      place = (place + 1) & (places.count - 1)
    }
    places[place] = Int32(count)
    elements += list
    ends.append(elements.count)
    if count * 2 > places.count { grow() }
    return count - 1
  }

  private mutating func grow() {
    places = [Int32](repeating: -1, count: places.count * 4)
    for number in 0..<count {
      var place = Self.hash(self[number]) & (places.count - 1)
      while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(number)
    }
  }

  private static func hash(_ list: ArraySlice<Int32>) -> Int {
    var hash = UInt64(truncatingIfNeeded: list.count)
    for element in list {
      hash = (hash ^ UInt64(truncatingIfNeeded: element)) &* 0x9e37_79b9_7f4a_7c15
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash)
  }
}
