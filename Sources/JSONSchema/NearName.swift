/// Finds the name that an author or an agency probably meant.
enum NearName {
  private static let bytesMax = 64
  static let candidatesMax = 500

  /// The nearest candidate, unless all are too far from the name.
  static func best(for name: String, among candidates: [String]) -> String? {
    let wanted = simplified(name)
    guard !wanted.isEmpty, wanted.count <= bytesMax else { return nil }
    let reach = min(wanted.count / 3, 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates.prefix(candidatesMax) {
      let other = simplified(candidate)
      guard abs(other.count - wanted.count) <= reach else { continue }
      let distance = distance(wanted, other)
      if distance <= reach, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Lower case, without the signs that naming styles disagree about.
  private static func simplified(_ name: String) -> [UInt8] {
    name.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " "): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other
  /// (optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var older = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        row.append(cost)
      }
      older = previous
      previous = row
    }
    return previous[b.count]
  }
}
