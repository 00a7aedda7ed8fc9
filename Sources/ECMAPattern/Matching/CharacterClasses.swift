/// The code points by classes that a pattern does not tell apart: an automaton has a column for each
/// class in place of one for each code point.
struct CharacterClasses {
  /// Beyond this the sets of a pattern cut one another into too many parts.
  static let workMax = 1_000_000

  /// The first code points of intervals that lie in one class, ascending, the first 0.
  let starts: [UInt32]
  /// The class of each interval.
  private(set) var classOfInterval: [Int32]
  private(set) var count = 1
  /// The classes that make up each set.
  private(set) var classesOfSet: [[Int32]] = []

  private var work = 0

  /// nil when the sets have too many parts.
  init?(_ sets: [CodePointSet]) {
    var bounds: [UInt32] = [0]
    for set in sets {
      for range in set.ranges {
        bounds.append(range.lowerBound)
        if range.upperBound < CodePointSet.last { bounds.append(range.upperBound + 1) }
      }
    }
    guard bounds.count <= Self.workMax else { return nil }
    bounds.sort()
    var starts: [UInt32] = []
    for bound in bounds where bound != starts.last { starts.append(bound) }
    self.starts = starts
    classOfInterval = [Int32](repeating: 0, count: starts.count)
    guard refine(by: sets) else { return nil }
    classesOfSet = sets.map { classes(of: $0) }
  }

  /// The interval that holds a code point.
  func interval(of codePoint: UInt32) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= codePoint { low = middle } else { high = middle }
    }
    return low
  }

  /// The classes of the code points from one on.
  func classes(from first: UInt32) -> [Int] {
    var isFound = [Bool](repeating: false, count: count)
    for place in interval(of: first)..<starts.count { isFound[Int(classOfInterval[place])] = true }
    return isFound.indices.filter { isFound[$0] }
  }

  /// Splits each class that a set holds in part.
  private mutating func refine(by sets: [CodePointSet]) -> Bool {
    var sizes: [Int] = [starts.count]
    var inside: [Int] = [0]
    var successor: [Int32] = [-1]
    for set in sets {
      let intervals = intervals(of: set)
      work += intervals.reduce(1) { $0 + $1.count }
      guard work <= Self.workMax else { return false }
      for run in intervals { for interval in run { inside[Int(classOfInterval[interval])] += 1 } }
      for run in intervals {
        for interval in run {
          let old = Int(classOfInterval[interval])
          if inside[old] == sizes[old], successor[old] < 0 { continue }
          if successor[old] < 0 {
            successor[old] = Int32(sizes.count)
            sizes.append(0)
            inside.append(0)
            successor.append(-1)
          }
          classOfInterval[interval] = successor[old]
          sizes[Int(successor[old])] += 1
          sizes[old] -= 1
          inside[old] -= 1
        }
      }
      for run in intervals {
        for interval in run {
          inside[Int(classOfInterval[interval])] = 0
        }
      }
      for old in successor.indices where successor[old] >= 0 { successor[old] = -1 }
      work += successor.count
    }
    count = sizes.count
    return true
  }

  private func intervals(of set: CodePointSet) -> [Range<Int>] {
    set.ranges.map { range in
      let first = interval(of: range.lowerBound)
      var end = first + 1
      while end < starts.count, starts[end] <= range.upperBound { end += 1 }
      return first..<end
    }
  }

  private func classes(of set: CodePointSet) -> [Int32] {
    var isFound = [Bool](repeating: false, count: count)
    var found: [Int32] = []
    for run in intervals(of: set) {
      for interval in run where !isFound[Int(classOfInterval[interval])] {
        isFound[Int(classOfInterval[interval])] = true
        found.append(classOfInterval[interval])
      }
    }
    return found
  }
}
