import Glibc
import Kafka
import Pipeline
import Support
import Testing

@Suite("What is at fault waits, the rest goes on", .serialized)
struct IsolationTests {
  @Test("A locked table holds up its topic alone, though both share a lane")
  func lockedTable() throws {
    guard let scenario = ExactlyOnceTests.scenario("locked", topics: 2, partitions: 1) else {
      return
    }
    let daemon = scenario.daemon(consumer: "lanes = 1", warehouse: "lock_timeout_ms = 300")
    daemon.start()
    try scenario.produce(200)
    #expect(scenario.settles(at: 200), "\(daemon.tail)")
    let lock = try #require(
      ChildProcess([
        "psql", "-X", "-q", "-d", scenario.postgres.url(database: scenario.database), "-c",
        "BEGIN; LOCK TABLE events_0; SELECT pg_sleep(12)",
      ]))
    usleep(500_000)
    try scenario.produce(2_000, from: 200)
    #expect(
      eventually(seconds: 10) {
        scenario.next(of: scenario.topics[1]) >= 1_100
      }, "the other topic goes on: \(daemon.tail)")
    #expect(scenario.next(of: scenario.topics[0]) < 1_100, "the locked one waits")
    lock.wait()
    #expect(scenario.settles(at: 2_200, seconds: 60), "\(daemon.tail)")
    daemon.stop()
    let complaints = MultisetChecker.complaints(scenario.findings())
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test("A table that does not fit stops its topic, and goes on by itself once it is mended")
  func unfitTable() throws {
    guard let scenario = ExactlyOnceTests.scenario("unfit", topics: 2, partitions: 1) else {
      return
    }
    let daemon = scenario.daemon(consumer: "lanes = 1")
    daemon.start()
    try scenario.produce(200)
    #expect(scenario.settles(at: 200), "\(daemon.tail)")
    _ = scenario.postgres.query(
      "ALTER TABLE events_0 RENAME TO hidden", database: scenario.database)
    try scenario.produce(200, from: 200)
    #expect(
      eventually(seconds: 20) { scenario.next(of: scenario.topics[1]) == 200 }, "\(daemon.tail)")
    #expect(scenario.next(of: scenario.topics[0]) == 100)
    _ = scenario.postgres.query(
      "ALTER TABLE hidden RENAME TO events_0", database: scenario.database)
    #expect(scenario.settles(at: 400, seconds: 60), "\(daemon.tail)")
    daemon.stop()
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("The last contract goes and comes back; the daemon lives on and loses nothing")
  func contractGoes() throws {
    guard let scenario = ExactlyOnceTests.scenario("goes", partitions: 2) else { return }
    let daemon = scenario.daemon()
    daemon.start()
    try scenario.produce(200)
    #expect(scenario.settles(at: 200), "\(daemon.tail)")
    unlink("\(scenario.folder.path)/Schemas/test/event0.v1.schema.json")
    usleep(3_000_000)
    try scenario.produce(200, from: 200)
    usleep(1_000_000)
    #expect(scenario.accounted() == 200, "nothing is read without a contract: \(daemon.tail)")
    scenario.writeContract(0)
    #expect(scenario.settles(at: 400, seconds: 60), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    #expect(MultisetChecker.complaints(scenario.findings()).isEmpty)
  }

  @Test("Garbage of every kind lands in quarantine byte for byte, and the process lives")
  func garbage() throws {
    guard let scenario = ExactlyOnceTests.scenario("garbage", partitions: 1) else { return }
    let daemon = scenario.daemon(consumer: "record_bytes_max = 100000")
    daemon.start()
    let depth = 10_000
    let garbage: [[UInt8]] = [
      [], [0], [0xff, 0xfe, 0x00], Array("{".utf8), Array("\u{FEFF}{}".utf8),
      Array(String(repeating: "[", count: depth).utf8), Array(#"{"id":1,"id":2}"#.utf8),
      Array(#"{"id":1,"name":"\u0000"}"#.utf8), Array(#"{"id":1,"name":"\ud800"}"#.utf8),
      [UInt8](repeating: 0x20, count: 200_000), Array("null".utf8), Array("1e400".utf8),
      Array(#"{"id":1,"name":"a","value":0e-9223372036854775808}"#.utf8),
      Array(#"{"id":1e99999999999,"name":"a"}"#.utf8), [0, 0, 0, 0, 9] + Array("{}".utf8),
      Array(#"{"id":1,"name":"a","value":1e-99999}"#.utf8),
    ]
    let producer = try Producer(properties: [("bootstrap.servers", scenario.cluster.bootstrap)])
    for value in garbage {
      try producer.produce(topic: scenario.topics[0], partition: 0, key: nil, value: value)
    }
    try producer.produce(
      topic: scenario.topics[0], partition: 0, key: nil,
      value: Array(#"{"id": 7, "name": "sound"}"#.utf8))
    try producer.flush(timeoutMs: 30_000)
    producer.close(timeoutMs: 2_000)
    #expect(scenario.settles(at: garbage.count + 1, seconds: 40), "\(daemon.tail)")
    #expect(daemon.stop() == 0)
    let kept = scenario.postgres.query(
      "SELECT 'x' || encode(payload, 'hex') FROM trucd.quarantine ORDER BY _offset",
      database: scenario.database)
    let digits = Array("0123456789abcdef")
    let sent = garbage.map {
      "x" + String($0.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
    let equal = kept?.map { $0[0] } == sent
    #expect(equal, "kept \(kept?.map { $0[0].prefix(80) } ?? [])")
    #expect(scenario.findings().warehouse.count == 1)
  }
}
