import Glibc
import Kafka
import Support
import Testing

/// The daemon with a table that is cut by time, from the contract's words to PostgreSQL.
@Suite("Partitions on the mock cluster and PostgreSQL", .serialized)
struct PartitionRunTests {
  private static let contract = """
    {"type": "object", "required": ["id", "at"], "additionalProperties": false,
     "properties": {"id": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}},
     "x-trucd": {"topics": ["\(MockClusterTests.Bench.topic)"], "owner": "H17.99",
       "table": "events", "retention": "P60D",
       "partitioning": {"by": "at", "every": "month", "ahead": 2}}}
    """

  private static func instant(daysFromNow days: Int) -> String {
    var seconds = time(nil) + days * 86_400
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  @Test("Two daemons start at once on an empty database, and each row finds its partition")
  func twoDaemons() throws {
    guard case .success(let postgres) = PostgresServer.shared else {
      print("skipped: no PostgreSQL here")
      return
    }
    let database = postgres.newDatabaseName()
    try #require(postgres.query("CREATE DATABASE \(database)") != nil)
    let bench = try MockClusterTests.Bench()
    bench.write(Self.contract, to: "Schemas/test/event.v1.schema.json")
    // Now, days before, and what no partition takes.
    let days = [0, -20, -40, -400, 400, 0]
    let producer = try Producer(properties: [("bootstrap.servers", bench.broker.bootstrap)])
    for (number, day) in days.enumerated() {
      let value = #"{"id": \#(number), "at": "\#(Self.instant(daysFromNow: day))"}"#
      try producer.produce(
        topic: MockClusterTests.Bench.topic, partition: Int32(number % 2), key: nil,
        value: Array(value.utf8))
    }
    try producer.flush(timeoutMs: 30_000)
    producer.close(timeoutMs: 2_000)
    let url = postgres.url(database: database)
    let daemons = [0, 1].map { bench.daemon("d\($0)", reading: [$0], into: url) }
    for daemon in daemons { daemon.start() }
    func ask(_ sql: String) -> [[String]]? { postgres.query(sql, database: database) }
    let settled = eventually(seconds: 60) {
      ask("SELECT sum(loaded), sum(quarantined) FROM trucd.ledger") == [["4", "2"]]
        && ask("SELECT count(*) >= 4 FROM pg_partition_tree('events') WHERE isleaf") == [["t"]]
    }
    #expect(settled, "\(daemons.map(\.tail))")
    for daemon in daemons { #expect(daemon.stop() == 0) }
    #expect(ask("SELECT count(*) FROM events") == [["4"]])
    #expect(
      ask("SELECT DISTINCT stage, errors -> 0 ->> 'keyword' FROM trucd.quarantine")
        == [["normalise", "partitioning"]])
    let said = daemons.flatMap { ChildProcess.lines(of: $0.log) }
    #expect(said.filter { $0.contains("CREATE TABLE") && $0.contains("events") }.count == 1)
    #expect(said.contains { $0.contains("ATTACH PARTITION") })
    _ = postgres.query("DROP DATABASE \(database)")
  }
}
