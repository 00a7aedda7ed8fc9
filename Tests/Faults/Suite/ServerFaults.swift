import Glibc
import Support

extension Fault {
  /// The database server is hurt.
  static let serverFaults: [Fault] = [
    Fault(
      "postgres-crash", invariant: exactlyOnce,
      injection: "immediate stops of PostgreSQL in mid-load, each a crash recovery"
    ) { try $0.crashServer(times: 6) },
    Fault(
      "older-backup", invariant: exactlyOnce + " in the restored database",
      injection:
        "under the running daemon the database is replaced by a backup that pg_dump took in "
        + "mid-load"
    ) { try $0.restoreBackup() },
    Fault(
      "disk-full-table", invariant: exactlyOnce + "; nothing is quarantined for it",
      injection: "the tablespace's disk (a tmpfs of 32 MiB) is full for 6 s"
    ) { try $0.fillTable() },
    Fault(
      "disk-full-wal", invariant: exactlyOnce + "; nothing is quarantined for it",
      injection: "the disk of pg_wal (a tmpfs of 96 MiB) is full until PostgreSQL panics"
    ) { try $0.fillLog() },
    Fault(
      "standby-failover", invariant: exactlyOnce + "; nothing is quarantined for SQLSTATE 25006",
      injection: "the primary dies, clients are led to its standby, which is promoted 6 s later"
    ) { try $0.failOver() },
  ]
}

extension FaultStage {
  fileprivate func crashServer(times: Int) throws -> String {
    let scenario = try scenario(on: try ownPostgres())
    let daemon = start(scenario.daemon(consumer: "batch_bytes_max = 65536"))
    let slice = 6_000
    for round in 0..<times {
      try scenario.produce(slice, from: round * slice)
      usleep(UInt32.random(in: 50_000..<500_000))
      try scenario.postgres.stopImmediately()
      usleep(500_000)
      try scenario.postgres.start()
    }
    let seconds = try settle(scenario, at: times * slice)
    try stop(daemon)
    return "\(times) crashes, all taken \(tenths(seconds)) after the last; \(try promise(scenario))"
  }

  fileprivate func restoreBackup() throws -> String {
    let scenario = try scenario()
    let daemon = start(scenario.daemon(consumer: "batch_bytes_max = 65536"))
    try scenario.produce(6_000)
    try settle(scenario, at: 3_000)
    let file = "\(scenario.folder.path)/backup"
    let dump = try ChildProcess.start([
      "pg_dump", "-Fc", "-f", file, "-d", scenario.postgres.url(database: scenario.database),
    ])
    try scenario.produce(6_000, from: 6_000)
    try require(dump.wait() == 0, "pg_dump failed")
    try settle(scenario, at: 12_000)
    let restored = "\(scenario.database)_restored"
    try run("CREATE DATABASE \"\(restored)\"", in: "postgres", of: scenario)
    try ChildProcess.check(["pg_restore", "-d", scenario.postgres.url(database: restored), file])
    try run("DROP DATABASE \"\(scenario.database)\" WITH (FORCE)", in: "postgres", of: scenario)
    try run(
      "ALTER DATABASE \"\(restored)\" RENAME TO \"\(scenario.database)\"", in: "postgres",
      of: scenario)
    let back = scenario.accounted()
    try require(back < 12_000, "the backup holds all that was loaded after it")
    try scenario.produce(2_000, from: 12_000)
    let seconds = try settle(scenario, at: 14_000)
    try stop(daemon)
    return "\(grouped(12_000 - back)) records back, loaded again within \(tenths(seconds)); "
      + "\(try promise(scenario))"
  }

  fileprivate func fillTable() throws -> String {
    let scenario = try scenario(on: try ownPostgres())
    let disk = try SmallDisk("\(scenario.folder.path)/disk", mebibytes: 32)
    defer { disk.remove() }
    try run("CREATE TABLESPACE small LOCATION '\(disk.path)'", in: "postgres", of: scenario)
    try run(
      "ALTER DATABASE \"\(scenario.database)\" SET TABLESPACE small", in: "postgres", of: scenario)
    let daemon = start(scenario.daemon())
    try scenario.produce(2_000)
    try settle(scenario, at: 2_000)
    try disk.fill()
    try scenario.produce(20_000, from: 2_000)
    try wait(for: "the daemon to meet the full disk") {
      daemon.mentions("No space left on device") > 0
    }
    usleep(6_000_000)
    try require(scenario.accounted() < 22_000, "all was loaded: the disk was not full")
    disk.free()
    let seconds = try settle(scenario, at: 22_000, seconds: 120)
    try stop(daemon)
    let figures = try promise(scenario)
    // The database holds an open file there until it is gone.
    try scenario.postgres.stopImmediately()
    return "waited, all taken \(tenths(seconds)) after there was room again; \(figures)"
  }

  fileprivate func fillLog() throws -> String {
    let postgres = try ownPostgres()
    let scenario = try scenario(on: postgres)
    let disk = try SmallDisk("\(scenario.folder.path)/disk", mebibytes: 96)
    defer { disk.remove() }
    try postgres.moveLog(to: "\(disk.path)/wal")
    let daemon = start(scenario.daemon())
    try scenario.produce(2_000)
    try settle(scenario, at: 2_000)
    try disk.fill()
    try scenario.produce(6_000, from: 2_000)
    try wait(for: "PostgreSQL to panic") {
      postgres.query(
        "SELECT pg_switch_wal() FROM (SELECT pg_logical_emit_message(true, 'a', 'b')) a")
        == nil
    }
    usleep(3_000_000)
    try scenario.produce(6_000, from: 8_000)
    disk.free()
    if postgres.query("SELECT 1") == nil {
      try? postgres.stopImmediately()
      try postgres.start()
    }
    let seconds = try settle(scenario, at: 14_000, seconds: 120)
    try stop(daemon)
    let figures = try promise(scenario)
    try postgres.stopImmediately()
    return "PostgreSQL panicked, all taken \(tenths(seconds)) after it ran again; \(figures)"
  }

  fileprivate func failOver() throws -> String {
    let primary = try ownPostgres()
    let scenario = try scenario(on: primary)
    let proxy = try TCPProxy(to: primary.port)
    defer { proxy.close() }
    let standby = try primary.makeStandby()
    let daemon = start(
      scenario.daemon(consumer: "batch_bytes_max = 65536", warehousePort: proxy.port))
    try scenario.produce(6_000)
    try settle(scenario, at: 2_000)
    try primary.stopImmediately()
    proxy.lead(to: standby.port)
    proxy.cutAll()
    scenario.postgres = standby
    let standing = scenario.accounted()
    try scenario.produce(6_000, from: 6_000)
    try wait(for: "the daemon to meet the standby") {
      let sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'trucd%'"
      return standby.query(sessions) != [["0"]]
    }
    usleep(6_000_000)
    try require(scenario.accounted() == standing, "a standby takes nothing")
    try standby.promote()
    let seconds = try settle(scenario, at: 12_000)
    try stop(daemon)
    return
      "stood while the standby was read-only, all taken \(tenths(seconds)) after its promotion; "
      + "\(try promise(scenario))"
  }
}
