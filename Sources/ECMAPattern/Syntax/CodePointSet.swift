/// A set of Unicode code points as ranges in ascending order that neither overlap nor touch.
struct CodePointSet: Hashable, Sendable {
  static let last: UInt32 = 0x10ffff
  static let empty = CodePointSet([])
  static let all = CodePointSet([0...last])

  private(set) var ranges: [ClosedRange<UInt32>]

  init(_ unordered: [ClosedRange<UInt32>]) {
    ranges = []
    for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let previous = ranges.last, range.lowerBound <= previous.upperBound &+ 1 {
        let upper = max(previous.upperBound, range.upperBound)
        ranges[ranges.count - 1] = previous.lowerBound...upper
      } else {
        ranges.append(range)
      }
    }
  }

  init(_ codePoint: UInt32) { ranges = [codePoint...codePoint] }

  var isEmpty: Bool { ranges.isEmpty }

  func contains(_ codePoint: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < codePoint { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= codePoint
  }

  var complement: CodePointSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= Self.last { gaps.append(next...Self.last) }
    return CodePointSet(gaps)
  }

  /// Without the surrogates, which valid UTF-8 does not contain.
  var scalars: CodePointSet {
    CodePointSet(
      ranges.flatMap { range -> [ClosedRange<UInt32>] in
        guard range.overlaps(0xd800...0xdfff) else { return [range] }
        var parts: [ClosedRange<UInt32>] = []
        if range.lowerBound < 0xd800 { parts.append(range.lowerBound...0xd7ff) }
        if range.upperBound > 0xdfff { parts.append(0xe000...range.upperBound) }
        return parts
      })
  }
}

extension CodePointSet {
  /// `\d` (ECMA-262, CharacterClassEscape): ASCII digits whatever the flags.
  static let digits = CodePointSet([0x30...0x39])
  /// `\w` without the i flag.
  static let wordCharacters = CodePointSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])
  /// `\s`: ECMA-262's WhiteSpace and LineTerminator.
  static let whiteSpace = CodePointSet([
    0x09...0x0d, 0x20...0x20, 0xa0...0xa0, 0x1680...0x1680, 0x2000...0x200a, 0x2028...0x2029,
    0x202f...0x202f, 0x205f...0x205f, 0x3000...0x3000, 0xfeff...0xfeff,
  ])
  /// `.` without the s flag.
  static let anyButLineTerminators =
    CodePointSet([0x0a...0x0a, 0x0d...0x0d, 0x2028...0x2029]).complement
}
