import FuzzJudging
import FuzzPairs
import Glibc

/// Writes random schemas with records, judged by this engine, or judges what it is given.
///
/// ```
/// pairs generate SEED FIRST COUNT INSTANCES DRAFT,DRAFT…
/// pairs judge < lines
/// ```
@main struct Pairs {
  static func main() {
    let arguments = CommandLine.arguments
    let tiers = TierJudge()
    if arguments.count == 2, arguments[1] == "judge" {
      while let line = readLine() { judge(line, tiers) }
    } else if arguments.count == 7, arguments[1] == "generate", let seed = UInt64(arguments[2]),
      let first = Int(arguments[3]), let count = Int(arguments[4]),
      let instances = Int(arguments[5]),
      case let drafts = arguments[6].split(separator: ",").compactMap({
        Draft(rawValue: String($0))
      }),
      !drafts.isEmpty
    {
      for number in first..<first + count {
        var line = PairLine(
          seed: seed, number: number, draft: drafts[number % drafts.count], instances: instances)
        line.judge(with: tiers)
        print(line.text)
      }
    } else {
      let usage = "usage: pairs generate SEED FIRST COUNT INSTANCES DRAFTS | pairs judge\n"
      write(STDERR_FILENO, usage, usage.utf8.count)
      exit(64)
    }
  }

  private static func judge(_ text: String, _ tiers: TierJudge) {
    guard var line = PairLine(text) else {
      print(#"{"error":"not a line of pairs"}"#)
      fflush(nil)
      return
    }
    line.judge(with: tiers)
    print(line.text)
    // Who asks waits for the answer.
    fflush(nil)
  }
}
