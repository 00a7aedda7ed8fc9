/// Sets of code points as sequences of byte ranges: a character belongs to the set when its UTF-8
/// bytes lie in the ranges of one sequence, one after the other.
enum UTF8Ranges {
  static func sequences(of set: CodePointSet) -> [[ClosedRange<UInt8>]] {
    set.scalars.ranges.flatMap { range in
      byLength(range).flatMap {
        sequences(Array(bytes($0.lowerBound)), Array(bytes($0.upperBound)))
      }
    }
  }

  /// The parts of a range whose characters take 1, 2, 3 and 4 bytes.
  private static func byLength(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
    let lengths: [ClosedRange<UInt32>] = [
      0...0x7f, 0x80...0x7ff, 0x800...0xffff, 0x10000...CodePointSet.last,
    ]
    return lengths.filter { $0.overlaps(range) }.map { range.clamped(to: $0) }
  }

  /// All characters between two of the same length. The first byte's range is split so that the
  /// following bytes are free wherever they can be.
  private static func sequences(_ low: [UInt8], _ high: [UInt8]) -> [[ClosedRange<UInt8>]] {
    let (first, last) = (low[0], high[0])
    if low.count == 1 { return [[first...last]] }
    let (lowRest, highRest) = (Array(low.dropFirst()), Array(high.dropFirst()))
    if first == last { return sequences(lowRest, highRest).map { [first...first] + $0 } }

    let least = [UInt8](repeating: 0x80, count: lowRest.count)
    let most = [UInt8](repeating: 0xbf, count: lowRest.count)
    var result: [[ClosedRange<UInt8>]] = []
    var (freeFirst, freeLast) = (Int(first), Int(last))
    if lowRest != least {
      result += sequences(lowRest, most).map { [first...first] + $0 }
      freeFirst += 1
    }
    if highRest != most { freeLast -= 1 }
    if freeFirst <= freeLast {
      let free = UInt8(freeFirst)...UInt8(freeLast)
      result.append([free] + least.map { _ in 0x80...0xbf })
    }
    if highRest != most {
      result += sequences(least, highRest).map { [last...last] + $0 }
    }
    return result
  }

  private static func bytes(_ codePoint: UInt32) -> [UInt8] {
    Unicode.Scalar(codePoint).map { Array(UTF8.encode($0) ?? .init()) } ?? []
  }
}
