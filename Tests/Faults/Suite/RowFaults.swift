import Glibc
import Support

extension Fault {
  /// Rows that the database refuses, and tables changed by hand.
  static let rowFaults: [Fault] = [
    Fault(
      "poison-rows",
      invariant: "each poison row in quarantine with its SQLSTATE, every other row in its table",
      injection: "constraints and types made by hand refuse rows with 22001, 22003, 23502, 23503, "
        + "23505, 23514, 23P01 and 54000, a topic for each", isQuick: true
    ) { try $0.poison(Poison.classes) },
    Fault(
      "deferred-constraint",
      invariant: "each poison row in quarantine with its SQLSTATE, every other row in its table",
      injection: "a foreign key made by hand is DEFERRABLE INITIALLY DEFERRED"
    ) { try $0.poison([Poison.deferred]) },
    Fault(
      "row-too-wide",
      invariant: "each poison row in quarantine with its SQLSTATE, every other row in its table",
      injection: "500 texts of 17 bytes in a record: no page holds the row (54000)"
    ) { try $0.wideRows() },
    Fault(
      "column-narrowed",
      invariant: "rows that fit are loaded, the others in quarantine with SQLSTATE 22001",
      injection:
        "a column is narrowed by hand under the running daemon, one of five rows does not fit"
    ) { try $0.narrow() },
    Fault(
      "column-retyped",
      invariant: exactlyOnce + "; the topic stops, nothing is quarantined for it (22P03)",
      injection: "a column's type is changed from bigint to integer by hand, and back"
    ) { try $0.retype() },
    Fault(
      "partition-missing",
      invariant: exactlyOnce + "; the topic stops, nothing is quarantined for it (23514)",
      injection: "a table partitioned by hand has no partition for the rows to come"
    ) { try $0.missPartition() },
  ]
}

extension FaultStage {
  /// A topic and a poison each; every 97th record is poison.
  fileprivate func poison(_ poisons: [Poison]) throws -> String {
    let scenario = try scenario(topics: poisons.count, partitions: 1)
    for index in poisons.indices { scenario.writeContract(index, extra: Poison.note) }
    let daemon = start(scenario.daemon())
    let each = 2_000
    let sound = poisons.count
    try scenario.produce(sound, value: { Poison.sound($0) })
    try settle(scenario, at: sound)
    for (index, poison) in poisons.enumerated() {
      for statement in poison.statements(scenario.table(index)) {
        try run(statement, in: scenario.database, of: scenario)
      }
    }
    let count = poisons.count * each
    func isPoison(_ number: Int) -> Bool { (number / poisons.count) % 97 == 50 }
    try scenario.produce(count, from: sound) { number in
      isPoison(number) ? poisons[number % poisons.count].record(number) : Poison.sound(number)
    }
    let seconds = try settle(scenario, at: sound + count)
    try stop(daemon)
    let figures = try promise(scenario)
    for (index, poison) in poisons.enumerated() {
      let sent = (sound..<sound + count).filter { $0 % poisons.count == index && isPoison($0) }
        .count
      let found = refused(scenario.topics[index], by: poison.state, of: scenario)
      try require(
        found == sent, "\(sent) rows break \(poison.state), \(found) are in quarantine for it")
    }
    return "all taken after \(tenths(seconds)), each refused row with its SQLSTATE; \(figures)"
  }

  /// Rows of a topic in quarantine whose error names an SQLSTATE.
  private func refused(_ topic: String, by state: String, of scenario: Scenario) -> Int {
    let rows = scenario.postgres.query(
      "SELECT count(*) FROM trucd.quarantine WHERE topic = '\(topic)' AND stage = 'load' "
        + "AND errors::text LIKE '%\(state)%'", database: scenario.database)
    return rows?.first?.first.flatMap { Int($0) } ?? -1
  }

  fileprivate func wideRows() throws -> String {
    let scenario = try scenario(partitions: 1)
    let fields = (0..<500).map { ", \"f\($0)\": {\"type\": \"string\"}" }.joined()
    scenario.writeContract(0, extra: fields)
    let daemon = start(scenario.daemon())
    let wide = (0..<500).map { ", \"f\($0)\": \"seventeen bytes!\($0 % 10)\"" }.joined()
    let count = 2_000
    try scenario.produce(count) { number in
      Array(
        "{\"id\": \(number), \"name\": \"a\"\(number % 100 == 50 ? wide : ", \"f7\": \"b\"")}".utf8)
    }
    let seconds = try settle(scenario, at: count)
    try stop(daemon)
    let found = refused(scenario.topics[0], by: "54000", of: scenario)
    try require(found == 20, "20 rows are too wide, \(found) are in quarantine for it")
    return "all taken after \(tenths(seconds)); \(try promise(scenario))"
  }

  fileprivate func narrow() throws -> String {
    let scenario = try scenario(partitions: 1)
    scenario.writeContract(0, extra: Poison.note)
    let daemon = start(scenario.daemon())
    try scenario.produce(100, from: 0, value: { Poison.named($0, length: 12) })
    try settle(scenario, at: 100)
    try run(
      "ALTER TABLE events_0 ALTER COLUMN name TYPE varchar(12)", in: scenario.database, of: scenario
    )
    try scenario.produce(2_000, from: 100) { Poison.named($0, length: $0 % 5 == 0 ? 13 : 12) }
    let seconds = try settle(scenario, at: 2_100)
    try stop(daemon)
    let found = refused(scenario.topics[0], by: "22001", of: scenario)
    try require(found == 400, "400 names are too long, \(found) are in quarantine for it")
    return "all taken after \(tenths(seconds)); \(try promise(scenario))"
  }

  fileprivate func retype() throws -> String {
    let scenario = try scenario(partitions: 1)
    let daemon = start(scenario.daemon())
    try scenario.produce(1_000)
    try settle(scenario, at: 1_000)
    try run(
      "ALTER TABLE events_0 ALTER COLUMN id TYPE integer", in: scenario.database, of: scenario)
    try scenario.produce(1_000, from: 1_000)
    try wait(for: "the topic to stop") { daemon.mentions("stopped: ") > 0 }
    try require(scenario.accounted() == 1_000, "nothing moves before the column is mended")
    try run(
      "ALTER TABLE events_0 ALTER COLUMN id TYPE bigint", in: scenario.database, of: scenario)
    let seconds = try settle(scenario, at: 2_000)
    try stop(daemon)
    return "stopped, all taken \(tenths(seconds)) after it was mended; \(try promise(scenario))"
  }

  fileprivate func missPartition() throws -> String {
    let scenario = try scenario(partitions: 1)
    let daemon = start(scenario.daemon())
    try scenario.produce(1_000)
    try settle(scenario, at: 1_000)
    try run(
      """
      BEGIN; ALTER TABLE events_0 RENAME TO former;
      CREATE TABLE events_0 (LIKE former INCLUDING DEFAULTS) PARTITION BY RANGE (id);
      CREATE TABLE events_0_a PARTITION OF events_0 FOR VALUES FROM (0) TO (2000);
      INSERT INTO events_0 SELECT * FROM former; DROP TABLE former; COMMIT
      """, in: scenario.database, of: scenario)
    try scenario.produce(2_000, from: 1_000)
    try wait(for: "the topic to stop") { daemon.mentions("stopped: ") > 0 }
    let standing = scenario.accounted()
    try require(standing < 3_000, "nothing moves before the partition is there")
    try run(
      "CREATE TABLE events_0_b PARTITION OF events_0 FOR VALUES FROM (2000) TO (9000)",
      in: scenario.database, of: scenario)
    let seconds = try settle(scenario, at: 3_000)
    try stop(daemon)
    return "stopped at \(grouped(standing)), all taken \(tenths(seconds)) after the partition was "
      + "made; \(try promise(scenario))"
  }
}
