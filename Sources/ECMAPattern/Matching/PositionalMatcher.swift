/// A positional plan's bounds in memory that does not move.
final class PositionalMatcher: @unchecked Sendable {
  // Written in init, read only afterwards: hence safe to share.
  private let bounds: UnsafeMutablePointer<UInt8>
  private let length: Int
  private let isPlainInJSON: Bool

  private static let capacity = PositionalPlan.lengthMax + 16

  /// Bytes of memory.
  static let footprint = 2 * capacity

  init(_ plan: PositionalPlan) {
    length = plan.ranges.count
    isPlainInJSON = plan.ranges.allSatisfy {
      $0.lowerBound >= 0x20 && !$0.contains(UInt8(ascii: "\"")) && !$0.contains(UInt8(ascii: "\\"))
    }
    bounds = .allocate(capacity: 2 * Self.capacity)
    bounds.initialize(repeating: 0, count: Self.capacity)
    (bounds + Self.capacity).initialize(repeating: 0xff, count: Self.capacity)
    for (place, range) in plan.ranges.enumerated() {
      bounds[place] = range.lowerBound
      bounds[Self.capacity + place] = range.upperBound - range.lowerBound
    }
  }

  deinit { bounds.deallocate() }

  /// Valid as long as this object lives.
  var bytes: PositionalBytes {
    PositionalBytes(
      length: length, low: UnsafePointer(bounds), span: UnsafePointer(bounds + Self.capacity),
      isPlainInJSON: isPlainInJSON)
  }

  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count == length else { return false }
    for place in 0..<length
    where text[place] &- bounds[place] > bounds[Self.capacity + place] {
      return false
    }
    return true
  }
}
