import Glibc
import Support

extension Fault {
  /// Locks, tables and privileges of others' making.
  static let lockFaults: [Fault] = [
    Fault(
      "lock", invariant: exactlyOnce + "; another topic of the same lane goes on meanwhile",
      injection: "a session of others locks one topic's table for 10 s"
    ) { try $0.lockTable() },
    Fault(
      "deadlock", invariant: exactlyOnce + "; nothing is quarantined for SQLSTATE 40P01",
      injection:
        "a session of others locks a table, then asks for the ledger's rows: PostgreSQL ends "
        + "the bus's transaction", isQuick: true
    ) { try $0.deadlock(times: 3) },
    Fault(
      "missing-table",
      invariant: exactlyOnce + "; the topic stops, and goes on by itself once it is mended",
      injection: "a topic's table is renamed away under the running daemon, and back"
    ) {
      try $0.mend(
        breaking: "ALTER TABLE events_0 RENAME TO hidden",
        mending: "ALTER TABLE hidden RENAME TO events_0")
    },
    Fault(
      "missing-privilege",
      invariant: exactlyOnce + "; the topic stops, and goes on by itself once it is mended",
      injection: "INSERT on a topic's table is revoked under the running daemon, and granted again"
    ) {
      try $0.mend(
        breaking: "REVOKE INSERT ON events_0 FROM CURRENT_USER",
        mending: "GRANT INSERT ON events_0 TO CURRENT_USER")
    },
  ]
}

extension FaultStage {
  fileprivate func lockTable() throws -> String {
    let scenario = try scenario(topics: 2, partitions: 1)
    let daemon = start(scenario.daemon(consumer: "lanes = 1", warehouse: "lock_timeout_ms = 500"))
    try scenario.produce(2_000)
    try settle(scenario, at: 2_000)
    let lock = try session("BEGIN; LOCK TABLE events_0; SELECT pg_sleep(10)", of: scenario)
    usleep(500_000)
    try scenario.produce(4_000, from: 2_000)
    let other = try wait(for: "the other topic to go on", seconds: 9) {
      scenario.next(of: scenario.topics[1]) >= 3_000
    }
    try require(scenario.next(of: scenario.topics[0]) == 1_000, "the locked topic does not wait")
    lock.wait()
    let seconds = try settle(scenario, at: 6_000)
    try stop(daemon)
    return "the other topic loaded after \(tenths(other)), the locked one \(tenths(seconds)) after "
      + "the lock went; \(try promise(scenario))"
  }

  fileprivate func deadlock(times: Int) throws -> String {
    let scenario = try scenario(topics: 2, partitions: 1)
    let daemon = start(scenario.daemon(consumer: "lanes = 1"))
    var count = 2_000
    try scenario.produce(count)
    try settle(scenario, at: count)
    for _ in 0..<times {
      let before = deadlocks(of: scenario)
      // Its own look for deadlocks comes too late: the bus's transaction is the one that is ended.
      let other = try session(
        """
        SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE events_1;
        DO $$ BEGIN
          FOR step IN 1..3000 LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN EXISTS (SELECT FROM pg_locks
              WHERE NOT granted AND relation = 'events_1'::regclass);
            PERFORM pg_sleep(0.01);
          END LOOP;
          PERFORM FROM trucd.ledger FOR UPDATE;
        END $$; COMMIT
        """, of: scenario)
      usleep(200_000)
      try scenario.produce(2_000, from: count)
      count += 2_000
      try settle(scenario, at: count)
      try require(other.wait() == 0, "the other session was ended in place of the bus's")
      try wait(for: "PostgreSQL to count a deadlock", seconds: 10) {
        deadlocks(of: scenario) > before
      }
    }
    try stop(daemon)
    return "\(times) transactions of the bus ended as deadlocks; \(try promise(scenario))"
  }

  private func deadlocks(of scenario: Scenario) -> Int {
    let rows = scenario.postgres.query(
      "SELECT deadlocks FROM pg_stat_database WHERE datname = '\(scenario.database)'")
    return rows?.first?.first.flatMap { Int($0) } ?? 0
  }

  /// A statement of an operator breaks a topic's table, another one mends it.
  fileprivate func mend(breaking: String, mending: String) throws -> String {
    let scenario = try scenario(topics: 2, partitions: 1)
    let user = "bus_\(scenario.database)"
    try run("CREATE ROLE \"\(user)\" LOGIN", in: "postgres", of: scenario)
    try run(
      "ALTER DATABASE \"\(scenario.database)\" OWNER TO \"\(user)\"", in: "postgres", of: scenario)
    let daemon = start(scenario.daemon(user: user))
    try scenario.produce(2_000)
    try settle(scenario, at: 2_000)
    try run("SET ROLE \"\(user)\"; \(breaking)", in: scenario.database, of: scenario)
    try scenario.produce(2_000, from: 2_000)
    try wait(for: "the topic to stop") { daemon.mentions("stopped: ") > 0 }
    try wait(for: "the other topic to go on") { scenario.next(of: scenario.topics[1]) == 2_000 }
    try require(scenario.next(of: scenario.topics[0]) == 1_000, "the topic does not wait")
    try run("SET ROLE \"\(user)\"; \(mending)", in: scenario.database, of: scenario)
    let seconds = try settle(scenario, at: 4_000)
    try stop(daemon)
    return "stopped, the other topic went on, all taken \(tenths(seconds)) after it was mended; "
      + "\(try promise(scenario))"
  }
}
