import FaultSuite
import Glibc
import Support

/// The table: printed as it grows, and kept as Markdown.
struct Report {
  private let faults: [Fault]
  private let width: Int
  private var outcomes: [(fault: Fault, outcome: FaultOutcome)] = []

  init(_ faults: [Fault]) {
    self.faults = faults
    width = faults.map(\.name.count).max() ?? 0
  }

  func begin() { say("\(padded("fault", width))  result    time  what was found") }

  /// On a terminal the line stands while the fault runs.
  func starts(_ fault: Fault) {
    guard isatty(1) == 1 else { return }
    print(
      "\(padded(fault.name, width))  (\(outcomes.count + 1) of \(faults.count)) \(fault.injection)",
      terminator: "")
    fflush(nil)
  }

  mutating func ended(_ fault: Fault, _ outcome: FaultOutcome, seconds: Double) {
    outcomes.append((fault, outcome))
    let (word, text) =
      switch outcome {
      case .held(let text): ("well", text)
      case .broken(let text): ("NOT WELL", text)
      case .skipped(let text): ("skipped", text)
      }
    if isatty(1) == 1 { print("\r\u{1B}[K", terminator: "") }
    let time = "\(Int(seconds.rounded())) s"
    let before = String(repeating: " ", count: max(6 - time.count, 0))
    say("\(padded(fault.name, width))  \(padded(word, 8))\(before)\(time)  \(text)")
  }

  /// Brings the table of a page up to date. What was skipped keeps the row of an earlier run.
  func record(in file: String) {
    var page = FaultPage(text: ChildProcess.contents(of: file))
    page.keep(Fault.all)
    for (fault, outcome) in outcomes {
      if case .skipped = outcome, page.row(of: fault) != nil { continue }
      page.set(fault, found: outcome.text)
    }
    guard let stream = fopen(file, "w") else { return say("faults: cannot write \(file)") }
    fputs(page.text, stream)
    fclose(stream)
  }

  /// - Returns: the exit status: 0 where all that ran was well.
  func finish() -> Int32 {
    var (well, skipped) = (0, 0)
    for (_, outcome) in outcomes {
      switch outcome {
      case .held: well += 1
      case .skipped: skipped += 1
      case .broken: break
      }
    }
    let broken = outcomes.count - well - skipped
    say("\n\(outcomes.count) faults: \(well) well, \(broken) not well, \(skipped) skipped")
    return broken == 0 ? 0 : 1
  }

  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
}
