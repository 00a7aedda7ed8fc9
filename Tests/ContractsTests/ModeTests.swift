import Contracts
import Testing

@Suite struct ModeTests {
  private static let properties = ##"""
    "stationId": {"type": "string"}, "observedAt": {"type": "string", "format": "date-time"},
    "sequence": {"type": ["integer", "null"]}, "note": {"type": "string"},
    "place": {"type": "object", "required": ["ward"],
      "properties": {"ward": {"type": "string", "x-trucd": {"column": "ward"}}}},
    "tags": {"type": "array"}
    """##

  private static func text(_ settings: String, required: String) -> String {
    ##"""
    {"x-trucd": {"topics": ["a"], "table": "t", \##(settings)},
     "type": "object", "required": [\##(required)], "properties": {\##(properties)}}
    """##
  }

  @Test func upsertNamesItsColumns() throws {
    let contract = try TestContract.read(
      Self.text(
        ##""mode": "upsert", "key": ["stationId", "/place/ward"], "order": "observedAt""##,
        required: ##""stationId", "place", "observedAt""##))
    #expect(
      contract.mode == .upsert(KeyedRows(key: ["station_id", "ward"], order: "observed_at")))
  }

  @Test func historyWithDeletion() throws {
    let contract = try TestContract.read(
      Self.text(
        ##"""
        "mode": "history", "key": "stationId", "order": "observedAt", "tombstone": "delete",
        "key_from": "key"
        """##, required: ##""stationId", "observedAt""##))
    #expect(
      contract.mode
        == .history(KeyedRows(key: ["station_id"], order: "observed_at", tombstone: .delete)))
  }

  @Test(arguments: [
    (##""key": ["stationId"]"##, "/x-trucd badSetting", "needs `order`"),
    (##""order": "observedAt""##, "/x-trucd badSetting", "needs `key`"),
    (##""key": ["stationID"], "order": "observedAt""##, "/x-trucd/key badSetting", "did you mean"),
    (##""key": ["note"], "order": "observedAt""##, "/x-trucd/key badSetting", "may be absent"),
    (##""key": ["stationId"], "order": "sequence""##, "/x-trucd/order badSetting", "or null"),
    (
      ##""key": ["stationId", "stationId"], "order": "observedAt""##, "/x-trucd/key/1 badSetting",
      "twice"
    ),
    (##""key": ["tags"], "order": "observedAt""##, "/x-trucd/key badSetting", "jsonb"),
    (
      ##""key": ["stationId"], "order": "observedAt", "tombstone": "delete""##,
      "/x-trucd/tombstone badSetting", "key_from"
    ),
    (
      ##""key": ["stationId"], "order": "stationId", "tombstone": "delete", "key_from": "key""##,
      "/x-trucd/tombstone badSetting", "timestamp"
    ),
  ])
  func whatCannotServeIsRefused(settings: String, problem: String, hint: String) throws {
    let text = Self.text(
      #""mode": "upsert", "# + settings,
      required: ##""stationId", "observedAt", "sequence", "tags""##)
    let problems = TestContract.problems(text)
    let first = try #require(problems.first)
    #expect(problems.count == 1)
    #expect("\(first.pointer) \(first.code.rawValue)" == problem)
    #expect(first.message.en.contains(hint))
    #expect(!first.message.vi.isEmpty)
  }

  @Test func historyKeepsItsOwnColumns() throws {
    let text = ##"""
      {"x-trucd": {"topics": ["a"], "table": "t", "mode": "history", "key": "id", "order": "at"},
       "type": "object", "required": ["id", "at"], "properties": {"id": {"type": "string"},
       "at": {"type": "string", "format": "date-time"}, "valid_to": {"type": "string"}}}
      """##
    let problems = TestContract.problems(text)
    #expect(problems.map(\.pointer) == ["/properties/valid_to"])
  }
}
