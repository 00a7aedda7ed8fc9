/// Finds the records whose rows a database refuses, and loads the others.
///
/// Works on any means of loading a range of records whole or not at all, so that it can be tested
/// without a database. With a line number a refused record costs three loads (up to it, it alone,
/// what follows), without one a bisection: two loads for each halving.
struct RowIsolation<Fault: Sendable> {
  enum Answer {
    case loaded
    /// Nothing of the range was loaded. `record` is the one that the database was at, if it said.
    case refused(state: String, record: Int?, fault: Fault)
  }

  /// A range still to load. A range of one that was refused before with `expected` and is refused
  /// with it again is proven.
  private struct Work {
    var range: Range<Int>
    var expected: String?
    /// The record was singled out by a line number.
    var isHinted = false
    /// The rows before a line number: if they fail too, the number was no help, and they are
    /// halved.
    var ignoresHints = false
    var attempts = 0
  }

  /// A record that fails alone in another way each time is not proven bad, nor good.
  private static var attemptsMax: Int { 4 }

  enum Failure<E: Error>: Error {
    case loading(E)
    case undecided(Fault)
  }

  /// - Parameter load: loads these records whole or not at all.
  /// - Returns: the refused records in their order; all others are loaded.
  static func run<E: Error>(
    records: Int, load: (Range<Int>) throws(E) -> Answer
  ) throws(Failure<E>) -> [(record: Int, fault: Fault)] {
    var refused: [(record: Int, fault: Fault)] = []
    var trustsHints = true
    var stack = [Work(range: 0..<records)]
    while let work = stack.popLast() {
      if work.range.isEmpty { continue }
      let answer: Answer
      do { answer = try load(work.range) } catch { throw .loading(error) }
      guard case .refused(let state, let hint, let fault) = answer else {
        // The line number was wrong once: do not follow it again.
        if work.isHinted { trustsHints = false }
        continue
      }
      if work.range.count == 1 {
        if work.expected == state {
          refused.append((work.range.lowerBound, fault))
        } else if work.attempts < attemptsMax {
          stack.append(Work(range: work.range, expected: state, attempts: work.attempts + 1))
        } else {
          throw .undecided(fault)
        }
      } else if trustsHints, !work.ignoresHints, let hint, work.range.contains(hint) {
        let before = work.range.lowerBound..<hint
        stack.append(Work(range: hint + 1..<work.range.upperBound))
        stack.append(Work(range: hint..<hint + 1, expected: state, isHinted: true))
        stack.append(Work(range: before, expected: state, ignoresHints: true))
      } else {
        let middle = work.range.lowerBound + work.range.count / 2
        for half in [middle..<work.range.upperBound, work.range.lowerBound..<middle] {
          stack.append(Work(range: half, expected: state, ignoresHints: work.ignoresHints))
        }
      }
    }
    return refused
  }
}
