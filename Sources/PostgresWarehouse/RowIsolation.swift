/// Finds the records whose rows a database refuses, and loads the others.
///
/// Works on any means of loading a range of records whole or not at all, so that it can be tested
/// without a database. From left to right: a chunk is loaded, or the first record that is refused in
/// it is found, with all before it loaded, and the work goes on behind that record. After a refused
/// record the chunk is half as long, and at most four times the way to that record; it doubles with
/// each chunk that is loaded. So it comes to be about as long as the distance between refused ones:
/// of many of them each costs the sending of a few such distances, not of the whole batch. A line
/// number finds the record by one load (of what stands before it), without one halving does, by one
/// load for each.
struct RowIsolation<Fault: Sendable> {
  enum Answer {
    case loaded
    /// Nothing of the range was loaded. `record` is the one that the database was at, if it said.
    case refused(state: String, record: Int?, fault: Fault)
  }

  enum Failure<E: Error>: Error {
    case loading(E)
    /// A record fails alone in another way each time: it is proven neither bad nor good.
    case undecided(Fault)
  }

  /// How often a record is loaded alone until it fails twice in the same way.
  private static var attemptsMax: Int { 5 }

  private var refused: [(record: Int, fault: Fault)] = []
  private var trustsHints = true

  /// - Parameter load: loads these records whole or not at all.
  /// - Returns: the refused records in their order; all others are loaded.
  static func run<E: Error>(
    records: Int, load: (Range<Int>) throws(E) -> Answer
  ) throws(Failure<E>) -> [(record: Int, fault: Fault)] {
    var isolation = RowIsolation()
    var next = 0
    var chunk = records
    while next < records {
      let range = next..<min(next + chunk, records)
      switch try attempt(range, load) {
      case .loaded:
        next = range.upperBound
        chunk *= 2
      case .refused(let state, let hint, _):
        next = try isolation.passRefused(in: range, state: state, hint: hint, load)
        chunk = max(min(range.count / 2, 4 * (next - range.lowerBound)), 1)
      }
    }
    return isolation.refused
  }

  private static func attempt<E: Error>(
    _ range: Range<Int>, _ load: (Range<Int>) throws(E) -> Answer
  ) throws(Failure<E>) -> Answer {
    do { return try load(range) } catch { throw .loading(error) }
  }

  /// Loads what stands before the first refused record of a range that was refused whole, and proves
  /// that record.
  /// - Returns: the record behind it.
  private mutating func passRefused<E: Error>(
    in range: Range<Int>, state: String, hint: Int?, _ load: (Range<Int>) throws(E) -> Answer
  ) throws(Failure<E>) -> Int {
    var suspects = range
    var state = state
    var middle = range.lowerBound + range.count / 2
    let isHinted = trustsHints && hint.map { range.contains($0) } ?? false
    if isHinted, let hint { middle = hint }
    while suspects.count > 1 {
      let isHint = isHinted && suspects == range
      if middle > suspects.lowerBound,
        case .refused(let other, _, _) = try Self.attempt(suspects.lowerBound..<middle, load)
      {
        suspects = suspects.lowerBound..<middle
        state = other
        if isHint { trustsHints = false }
      } else {
        suspects = middle..<(isHint ? middle + 1 : suspects.upperBound)
      }
      middle = suspects.lowerBound + suspects.count / 2
    }
    if try !prove(suspects.lowerBound, state, load), isHinted { trustsHints = false }
    return suspects.upperBound
  }

  /// Loads a record alone that failed in company with `state`: failing in the same way again is the
  /// proof.
  private mutating func prove<E: Error>(
    _ record: Int, _ state: String, _ load: (Range<Int>) throws(E) -> Answer
  ) throws(Failure<E>) -> Bool {
    var expected = state
    var last: Fault?
    for _ in 0..<Self.attemptsMax {
      guard case .refused(let state, _, let fault) = try Self.attempt(record..<record + 1, load)
      else { return false }
      if state == expected {
        refused.append((record, fault))
        return true
      }
      (expected, last) = (state, fault)
    }
    guard let last else { return false }
    throw .undecided(last)
  }
}
