import Glibc
import Testing

@testable import PostgresWarehouse

/// Isolation against a database that is a set of bad rows: any hint, any number.
@Suite("Isolation of refused rows")
struct RowIsolationTests {
  enum Hint: CaseIterable, Sendable { case exact, none, wrong }

  private func isolate(_ bad: Set<Int>, of count: Int, hint: Hint) throws -> (
    refused: [Int], loaded: [Int], loads: Int, sent: Int
  ) {
    var loaded: [Int] = []
    var (loads, sent) = (0, 0)
    let refused = try RowIsolation<String>.run(records: count) { range in
      loads += 1
      sent += range.count
      guard let first = range.first(where: { bad.contains($0) }) else {
        loaded += range
        return .loaded
      }
      let named: Int? =
        switch hint {
        case .exact: first
        case .none: nil
        case .wrong: range.upperBound - 1
        }
      return .refused(state: "23514", record: named, fault: "\(first)")
    }
    return (refused.map(\.record), loaded, loads, sent)
  }

  @Test(arguments: Hint.allCases)
  func exactlyTheBadOnes(_ hint: Hint) throws {
    for count in [1, 2, 3, 10, 257] {
      for _ in 0..<20 {
        let share = Double.random(in: 0...1)
        let bad = Set((0..<count).filter { _ in .random(in: 0..<1) < share })
        let result = try isolate(bad, of: count, hint: hint)
        #expect(result.refused == bad.sorted())
        // Order within the partition is kept, each row once.
        #expect(result.loaded == (0..<count).filter { !bad.contains($0) })
      }
    }
  }

  @Test func costsGrowWithTheBadOnes() throws {
    let bad = Set((0..<100).map { $0 * 97 })
    #expect(try isolate(bad, of: 10_000, hint: .exact).loads <= 6 * 100)
    #expect(try isolate(bad, of: 10_000, hint: .none).loads <= 100 * 13)
    #expect(try isolate(bad, of: 10_000, hint: .wrong).loads <= 100 * 13)
    #expect(try isolate([], of: 10_000, hint: .none).loads == 1)
    #expect(try isolate([4_000], of: 10_000, hint: .none).loads <= 18)
  }

  /// Wherever the bad ones are, each costs a few loads with a line number and the logarithm of
  /// their distance without one, and the records that are sent are a few times all of them.
  @Test(arguments: Hint.allCases)
  func costsAreBounded(_ hint: Hint) throws {
    let count = 20_000
    for share in [0.0005, 0.01, 0.1, 0.5, 1] {
      let scattered = Set((0..<count).filter { _ in .random(in: 0..<1) < share })
      let start = Int.random(in: 0..<count)
      let crowded = Set(start..<min(start + Int(share * Double(count)), count))
      for bad in [scattered, crowded] where !bad.isEmpty {
        let result = try isolate(bad, of: count, hint: hint)
        let halvings = Int(log2(Double(count) / Double(bad.count)).rounded(.up))
        let each = hint == .exact ? 6 : halvings + 7
        let once = 2 * Int(log2(Double(count)))
        #expect(result.loads <= bad.count * each + once, "\(bad.count) bad")
        #expect(result.sent <= 7 * count, "\(bad.count) bad")
      }
    }
  }

  /// Bad only together with a row before it: once that is loaded, the later one is the bad one.
  @Test func rowsThatCollide() throws {
    var loaded: Set<Int> = []
    let refused = try RowIsolation<String>.run(records: 64) { range in
      let keys = range.map { $0 % 50 }
      if Set(keys).count < keys.count || !loaded.isDisjoint(with: keys) {
        return .refused(state: "23505", record: nil, fault: "")
      }
      loaded.formUnion(keys)
      return .loaded
    }
    #expect(refused.map(\.record) == Array(50..<64))
  }

  /// A record that fails in another way each time is not proven bad.
  @Test func changingFaultIsUndecided() {
    var state = 0
    #expect(throws: RowIsolation<String>.Failure<Never>.self) {
      _ = try RowIsolation<String>.run(records: 3) { _ in
        state += 1
        return .refused(state: "\(state)", record: nil, fault: "")
      }
    }
  }

  /// A fault that goes away by itself refuses nobody.
  @Test func passingFaultRefusesNobody() throws {
    var calls = 0
    let refused = try RowIsolation<String>.run(records: 8) { _ in
      calls += 1
      return calls < 3 ? .refused(state: "23503", record: nil, fault: "") : .loaded
    }
    #expect(refused.isEmpty)
  }
}
