import Contracts
import JSON
import Testing

@Suite struct PartitionSettingsTests {
  private static func text(
    _ settings: String, required: String = ##""stationId", "observedAt", "day""##
  ) -> String {
    TestContract.text(
      ##"""
      "stationId": {"type": "string"}, "observedAt": {"type": "string", "format": "date-time"},
      "day": {"type": "string", "format": "date"}, "number": {"type": "integer"}
      """##, schema: ##""required": [\##(required)]"##, settings: settings)
  }

  private static let byObserved = ##""partitioning": {"by": "observedAt"}"##

  @Test func defaultsAndNames() throws {
    let contract = try TestContract.read(Self.text(Self.byObserved))
    #expect(contract.partitioning == Partitioning(column: "observed_at", every: .month, ahead: 3))
    #expect(contract.retention == nil)
    let full = try TestContract.read(
      Self.text(
        ##"""
        "partitioning": {"by": "/day", "every": "day", "ahead": 2, "back": 30}, "retention": "P30D"
        """##))
    #expect(full.partitioning == Partitioning(column: "day", every: .day, ahead: 2, back: 30))
    #expect(full.retention == Retention(days: 30))
  }

  @Test(arguments: [
    (##""partitioning": "month""##, "/x-trucd/partitioning", "object"),
    (##""partitioning": {}"##, "/x-trucd/partitioning", "`by`"),
    (
      ##""partitioning": {"by": "observedAt", "evry": "day"}"##, "/x-trucd/partitioning/evry",
      "every"
    ),
    (
      ##""partitioning": {"by": "observedAt", "every": "week"}"##, "/x-trucd/partitioning/every",
      "month"
    ),
    (
      ##""partitioning": {"by": "observedAt", "ahead": 0}"##, "/x-trucd/partitioning/ahead",
      "from 1"
    ),
    (##""partitioning": {"by": "observedAt", "back": 1.5}"##, "/x-trucd/partitioning/back", "1200"),
    (##""partitioning": {"by": "obervedAt"}"##, "/x-trucd/partitioning/by", "did you mean"),
    (##""partitioning": {"by": "stationId"}"##, "/x-trucd/partitioning/by", "an instant or a day"),
    (##""retention": "P1Y6M", "partitioning": {"by": "day"}"##, "/x-trucd/retention", "one unit"),
    (##""retention": "P1Y""##, "/x-trucd/retention", "`partitioning`"),
    (
      ##""mode": "upsert", "key": "stationId", "order": "observedAt", "retention": "P1Y""##,
      "/x-trucd/retention", "do not age"
    ),
    (
      ##"""
      "mode": "upsert", "key": "stationId", "order": "observedAt",
      "partitioning": {"by": "observedAt"}
      """##, "/x-trucd/partitioning/by", "part of `key`"
    ),
    (
      ##"""
      "mode": "history", "key": "stationId", "order": "observedAt", "partitioning": {"by": "day"}
      """##, "/x-trucd/partitioning/by", "`order`"
    ),
    (
      ##""mode": "history", "key": "day", "order": "stationId", "retention": "P1Y""##,
      "/x-trucd/retention", "valid_to"
    ),
  ])
  func whatCannotServeIsRefused(settings: String, pointer: String, hint: String) throws {
    let problems = TestContract.problems(Self.text(settings))
    let first = try #require(problems.first)
    #expect(problems.count == 1)
    #expect(first.pointer == pointer)
    #expect(first.message.en.contains(hint))
    #expect(!first.message.vi.isEmpty)
  }

  @Test func rowsAreSpreadByTheKeyUnlessTheContractSays() throws {
    let keyed = ##""mode": "upsert", "key": ["stationId", "day"], "order": "observedAt""##
    let contract = try TestContract.read(Self.text(keyed + ##", "distribution": "day""##))
    #expect(contract.distribution == "day")
    #expect(try TestContract.read(Self.text(keyed)).distribution == nil)
    let outside = TestContract.problems(Self.text(keyed + ##", "distribution": "observedAt""##))
    #expect(outside.map(\.pointer) == ["/x-trucd/distribution"])
    #expect(outside.first?.message.en.contains("part of `key`") == true)
    let absent = TestContract.problems(Self.text(##""distribution": "number""##))
    #expect(absent.first?.message.en.contains("may be absent") == true)
  }

  @Test func whatMayBeAbsentIsNoPlace() throws {
    let text = Self.text(Self.byObserved, required: ##""stationId""##)
    let problems = TestContract.problems(text)
    #expect(problems.map(\.pointer) == ["/x-trucd/partitioning/by"])
    #expect(problems.first?.message.en.contains("may be absent") == true)
  }

  @Test func modesWithAKey() throws {
    let upsert = try TestContract.read(
      Self.text(
        ##"""
        "mode": "upsert", "key": ["stationId", "day"], "order": "observedAt",
        "partitioning": {"by": "day"}, "retention": "P2Y"
        """##))
    #expect(upsert.partitioning?.column == "day")
    let history = try TestContract.read(
      Self.text(
        ##"""
        "mode": "history", "key": "stationId", "order": "observedAt",
        "partitioning": {"by": "observedAt"}, "retention": "P2Y"
        """##))
    #expect(history.partitioning?.column == "observed_at")
    let deleting = try TestContract.read(
      Self.text(
        ##"""
        "mode": "upsert", "key": "stationId", "order": "observedAt", "tombstone": "delete",
        "key_from": "key", "retention": "P90D"
        """##))
    #expect(deleting.retention == Retention(days: 90))
  }

  // MARK: Several contracts of one table

  private static func pair(_ settings: String, _ properties: String, required: String)
    -> [ContractProblem]
  {
    let other = ##"""
      {"x-trucd": {"topics": ["b"], "table": "air"\##(settings)}, "required": [\##(required)],
       "properties": {\##(properties)}, "additionalProperties": false}
      """##
    return ContractCatalog.load([
      TestContract.file(text(byObserved)), TestContract.file(other, at: "env/b.v1.schema.json"),
    ]).problems
  }

  private static let observed = ##""observedAt": {"type": "string", "format": "date-time"}"##

  @Test func oneContractSpeaksForAll() {
    #expect(Self.pair("", Self.observed, required: ##""observedAt""##).isEmpty)
    let lacking = Self.pair("", Self.observed, required: "")
    #expect(lacking.first?.message.en.contains("does not always give") == true)
    let other = Self.pair(
      ##", "partitioning": {"by": "observedAt", "every": "day"}"##, Self.observed,
      required: ##""observedAt""##)
    #expect(other.first?.pointer == "/x-trucd/partitioning")
  }

  // MARK: Records

  private static func judge(_ time: String, at now: Int64?) throws -> Rejection? {
    let catalog = ContractCatalog.load([
      TestContract.file(
        text(##""partitioning": {"by": "observedAt", "ahead": 1, "back": 0}"##))
    ])
    let route = try #require(catalog.route(for: "env.air"))
    let record = PaddedBytes(
      Array(##"{"stationId": "a", "observedAt": "\##(time)", "day": "2026-01-01"}"##.utf8))
    let judge = RecordJudge()
    judge.now = now
    guard
      case .rejected(let rejection) = judge.judge(
        record.bytes, by: route, hasHeaders: false, header: { _ in nil })
    else { return nil }
    return rejection
  }

  /// 2026-06-09 in Asia/Ho_Chi_Minh; its month begins at 17:00 of the day before in UTC.
  private static let now: Int64 = 1_780_981_200_000_000

  @Test(arguments: [
    ("2026-05-31T17:00:00Z", true), ("2026-05-31T16:59:59.999999Z", false),
    ("2026-07-31T16:59:59Z", true), ("2026-07-31T17:00:00Z", false),
  ])
  func whatLiesOutsideIsRefused(_ time: String, isTaken: Bool) throws {
    let rejection = try Self.judge(time, at: Self.now)
    #expect((rejection == nil) == isTaken)
    #expect(try Self.judge(time, at: nil) == nil)
    guard let rejection else { return }
    let error = try #require(rejection.errors.first)
    #expect(rejection.stage == .normalise && error.keyword == "partitioning")
    #expect(error.code == "outsideWindow" && error.instanceLocation == "/observedAt")
    #expect(error.message.en.contains("2026-06-01 to 2026-07-31"))
    #expect(error.message.vi.contains("từ 2026-06-01 đến 2026-07-31"))
    #expect(error.absoluteKeywordLocation == "env/air.v1.schema.json#/x-trucd/partitioning")
  }
}
