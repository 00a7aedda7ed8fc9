import Contracts
import JSON
import Testing

/// Tombstones of a contract that says `delete`.
@Suite struct DeletionTests {
  private static func route(_ key: String, order: String = "at") -> TopicRoute? {
    let text = TestContract.text(
      ##"""
      "id": {"type": "string", "x-trucd": {"steps": ["trim", "upper"]}},
      "line": {"type": "integer"}, "at": {"type": "string", "format": "date-time"},
      "day": {"type": "string", "format": "date"}, "ms": {"type": "integer"}
      """##, schema: ##""required": ["id", "line", "at", "day", "ms"]"##,
      settings: ##"""
        "mode": "upsert", "key": \##(key), "order": "\##(order)", "tombstone": "delete",
        "key_from": "key"
        """##)
    return ContractCatalog.load([TestContract.file(text)]).route(for: "env.air")
  }

  /// The deletion's cells that are not NULL, or the codes of what is wrong.
  private static func found(
    _ kafkaKey: String?, timestamp: Int64 = 1_780_000_000_000, by route: TopicRoute?
  ) throws -> [String: JSONValue] {
    let route = try #require(route)
    var cells: [String: JSONValue] = [:]
    let bytes = kafkaKey.map { Array($0.utf8) + [UInt8](repeating: 0, count: 64) }
    let rejection = bytes.withKey { key in
      RecordJudge().judgeTombstone(key: key, timestamp: timestamp, by: route) { row, serving in
        for (column, value) in zip(serving.table.columns, row) {
          let json = ValueText.json(of: value)
          if !json.isNull { cells[column.name] = json }
        }
      }
    }
    if let rejection { return ["code": .string(rejection.errors[0].code)] }
    return cells
  }

  @Test(arguments: [
    (##"["id"]"##, " a1 ", ##"{"id":"A1","at":"2026-05-28T20:26:40Z"}"##),
    (##"["id"]"##, ##"{"id": "a1"}"##, ##"{"id":"A1","at":"2026-05-28T20:26:40Z"}"##),
    (##"["line"]"##, "12", ##"{"line":12,"at":"2026-05-28T20:26:40Z"}"##),
    (
      ##"["id", "line"]"##, ##"["a1", 12]"##,
      ##"{"id":"A1","line":12,"at":"2026-05-28T20:26:40Z"}"##
    ),
    (
      ##"["id", "line"]"##, ##"{"line": 12, "id": "a1", "more": 1}"##,
      ##"{"id":"A1","line":12,"at":"2026-05-28T20:26:40Z"}"##
    ),
  ])
  func theKafkaKeyNamesTheRow(key: String, kafkaKey: String, row: String) throws {
    let found = try Self.found(kafkaKey, by: Self.route(key))
    let expected = try #require(JSONReader.parse(row).object)
    #expect(found.count == expected.count)
    for member in expected { #expect(found[member.name] == member.value) }
  }

  @Test(
    arguments: [
      (##"["id"]"##, nil), (##"["id"]"##, ""), (##"["id"]"##, "{}"),
      (##"["id", "line"]"##, "a1"), (##"["id", "line"]"##, ##"["a1"]"##),
      (##"["id", "line"]"##, ##"["a1", null]"##), (##"["line"]"##, "twelve"),
    ] as [(String, String?)])
  func aKeyThatCannotBeReadIsRefused(key: String, kafkaKey: String?) throws {
    let found = try Self.found(kafkaKey, by: Self.route(key))
    #expect(found["code"] != nil)
  }

  @Test func theOrderIsTheTimestamp() throws {
    let late: Int64 = 1_780_000_000_000
    #expect(
      try Self.found("a", timestamp: late, by: Self.route(##"["id"]"##, order: "ms"))["ms"]
        == .number(JSONNumber(late)))
    // 20:26:40 UTC is the next day in Vietnam.
    #expect(
      try Self.found("a", timestamp: late, by: Self.route(##"["id"]"##, order: "day"))["day"]
        == "2026-05-29")
    #expect(
      try Self.found("a", timestamp: -1, by: Self.route(##"["id"]"##))["code"] == "badKey")
  }
}

extension [UInt8]? {
  fileprivate func withKey<R>(_ body: (UnsafeBufferPointer<UInt8>?) -> R) -> R {
    guard let self else { return body(nil) }
    return self.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0.dropLast(64))) }
  }
}
