/// "Did you mean": the known name nearest to one that is not known.
enum Suggestion {
  /// The nearest of `known`, nil where none is near: at most one edit in three characters.
  static func nearest(to name: String, among known: [String]) -> String? {
    let text = Array(name.utf8.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in known {
      let reach = max(1, min(text.count, candidate.utf8.count) / 3)
      guard abs(text.count - candidate.utf8.count) <= reach else { continue }
      let distance = editDistance(text, Array(candidate.utf8))
      guard distance <= reach else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, replacements and swaps of neighbours, ignoring ASCII case.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let isSame = folded(a[i]) == folded(b[j])
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (isSame ? 0 : 1))
        if i > 0, j > 0, folded(a[i]) == folded(b[j - 1]), folded(a[i - 1]) == folded(b[j]) {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }

  private static func folded(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }
}
