import Foundation
import FuzzJudging
import Testing

/// What the fuzzer starts from, and what it once found, is judged without a fault.
@Suite struct CorpusTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fuzz/Corpus").path

  static var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func corpusIsThere() { #expect(Self.names.count >= 50) }

  @Test(arguments: names) func inputHasNoFault(name: String) throws {
    let bytes = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name)"))
    #expect(FuzzJudge().fault(of: FuzzInput(bytes)) == nil)
  }

  @Test(arguments: FuzzInput.Mode.allCases) func corpusHasEveryMode(mode: FuzzInput.Mode) {
    let inputs = Self.names.compactMap {
      FileManager.default.contents(atPath: "\(Self.folder)/\($0)").map { FuzzInput($0) }
    }
    #expect(inputs.contains { $0.mode == mode })
  }
}
