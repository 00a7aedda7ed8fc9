import FuzzJudging
import FuzzPairs
import JSON
import Testing

/// A small part of what `make differential` runs: the engine with itself, in every draft.
@Suite struct PairsTests {
  @Test(arguments: Draft.allCases) func answersAgree(draft: Draft) throws {
    let tiers = TierJudge()
    var counts = (valid: 0, judged: 0)
    for number in 0..<150 {
      var line = PairLine(seed: 6, number: number, draft: draft, instances: 8)
      line.judge(with: tiers)
      #expect(line.contradictions.isEmpty && line.refusal == nil, "\(line.text)")
      counts = (counts.valid + line.counts.valid, counts.judged + line.counts.judged)
    }
    #expect(counts.judged == 1200)
    #expect((300...900).contains(counts.valid), "\(counts.valid) of \(counts.judged) are valid")
  }

  @Test func sameSeedMakesTheSame() {
    let lines = (0..<2).map { _ in
      PairLine(seed: 1, number: 2, draft: .draft2020, instances: 3).text
    }
    #expect(lines[0] == lines[1])
    let other = PairLine(seed: 2, number: 2, draft: .draft2020, instances: 3).text
    #expect(lines[0] != other)
  }

  @Test func lineIsReadAsItIsWritten() throws {
    let line = PairLine(seed: 1, number: 3, draft: .draft7, instances: 3)
    #expect(try #require(PairLine(line.text)).text == line.text)
    #expect(PairLine("{}") == nil)
  }
}
