import Contracts
import JSON
import Pipeline
import Testing
import Warehouse

@testable import SQLiteWarehouse

/// Records with numbers that no database takes: what is said about them must fit every quarantine.
@Suite("Hostile numbers", .serialized)
struct HostileNumberTests {
  private static let contract = """
    {"type": "object", "properties": {
      "most": {"type": "number", "maximum": 10}, "least": {"type": "number", "minimum": 1e900},
      "word": {"type": "string"}, "one": {"enum": [1, 2e900, 3e-900]}, "step": {"multipleOf": 7},
      "const": {"const": 1e400}, "any": {"anyOf": [{"type": "string"}, {"maximum": -1}]},
      "items": {"uniqueItems": true}, "plain": {"type": "number"}, "free": {}
     },
     "x-trucd": {"topics": ["env.air"], "owner": "H17.12", "table": "plain"}}
    """

  private static let numbers = [
    "0", "0.0", "1", "-1.5", "9999999999999999999999.5",
  ].flatMap { digits in
    [
      "e5", "e-5", "e38", "e-39", "e41", "e900", "e-900", "e131072", "e-16384", "e1073741824",
      "e9223372036854775807", "e-9223372036854775808", "e" + String(repeating: "9", count: 40),
    ].map { digits + $0 }
  }

  private static let properties = [
    "most", "least", "word", "one", "step", "const", "any", "items", "plain", "free", "extra",
  ]

  private func rejections(_ judge: RecordJudge, _ route: TopicRoute) -> [(Rejection, [UInt8])] {
    Self.properties.flatMap { property in
      Self.numbers.compactMap { number in
        let value = property == "items" ? "[\(number), \(number)]" : number
        let record = Array("{\"\(property)\": \(value)}".utf8)
        let bytes = PaddedBytes(record)
        return withExtendedLifetime(bytes) {
          let verdict = judge.judge(
            bytes.bytes, by: route, hasHeaders: false, header: { _ in nil })
          guard case .rejected(let rejection) = verdict else { return nil }
          return (rejection, record)
        }
      }
    }
  }

  @Test(arguments: TestWarehouse.kinds)
  func quarantineTakesWhatIsSaidOfThem(_ kind: TestWarehouse.Kind) throws {
    let catalog = ContractCatalog.load([
      ContractFile(path: "env/air.v1.schema.json", bytes: Array(Self.contract.utf8))
    ])
    try #require(catalog.problems.map(\.description) == [])
    let route = try #require(catalog.route(for: "env.air"))
    let judge = RecordJudge(limits: ReaderLimits(numberDigitsMax: .max))
    let rejected = rejections(judge, route)
    #expect(rejected.count > Self.numbers.count * Self.properties.count / 2)

    let test = try TestWarehouse(kind)
    try test.prepare(.plain())
    let session = try test.session()
    var batch = TestBatch(table: .plain(), rows: [])
    batch.quarantine = rejected.enumerated().map { offset, rejection in
      QuarantineRow(
        source: batch.source, at: batch.at, offset: Int64(offset), timestamp: -1,
        agency: "H17.12", contract: TestBatch.contract, stage: .validate,
        errors: rejection.0.json, key: nil, headers: nil, payload: rejection.1)
    }
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    #expect(try test.count(test.own("quarantine")) == rejected.count)
    try test.expectSums()
  }

  /// The longest numbers that a cell may hold are the same in both.
  @Test(arguments: TestWarehouse.kinds)
  func longestNumbersInJSON(_ kind: TestWarehouse.Kind) throws {
    let table = TableShape(name: "j", columns: [.init(name: "v", type: .jsonb)])
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let batch = TestBatch(table: table, rows: [[.jsonb("[0e999, 1e999, 0e-999, -1e-999, 0e5]")]])
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    let zeros = String(repeating: "0", count: 998)
    let expected = "[0, 10\(zeros), 0.0\(zeros), -0.\(zeros)1, 0]"
    #expect(try test.texts(table.columns[0], of: "j") == [expected])
  }

  /// No exponent asks for memory, even where a number slipped past the check of cells.
  @Test(arguments: ["0e99999999999", "1e9223372036854775807", "-1e-9223372036854775808"])
  func exponentsAreNotWrittenOut(_ number: String) {
    var out: [UInt8] = []
    Array("{\"x\":\(number)}".utf8).withUnsafeBufferPointer { JSONBText.append($0, to: &out) }
    #expect(String(decoding: out, as: UTF8.self) == "{\"x\": \(number)}")
  }
}
