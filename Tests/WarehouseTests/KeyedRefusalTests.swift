import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse

/// Rows with a key that only the database can refuse, and tables that cannot take a key.
@Suite("Refused rows with a key", .serialized)
struct KeyedRefusalTests {
  private func meddle(_ test: TestWarehouse) throws {
    switch test.kind {
    case .postgres: try test.sql("ALTER TABLE keyed ADD CHECK (payload <> 'bad')")
    case .sqlite:
      try test.sql(
        """
        CREATE TRIGGER t BEFORE INSERT ON keyed WHEN NEW.payload = 'bad'
        BEGIN SELECT RAISE(ABORT, 'no'); END
        """)
    }
  }

  @Test(arguments: KeyedTests.cases)
  func refusedExactly(_ kind: KeyedTests.Case) throws {
    let test = try TestWarehouse(kind.kind)
    try test.prepare(kind.table)
    try meddle(test)
    var stream = KeyedStream(seed: 11, deletes: kind.tombstone == .delete)
    let session = try test.session()
    _ = try session.openLedger(stream.requests)
    var model = KeyedModel(kind.mode)
    for round in 0..<3 {
      var events = stream.next(count: 150)
      var bad: Set<Int64> = []
      for place in stride(from: 7 + round, to: 150, by: 31) {
        events[place].key = ["bad", "\(place)"]
        events[place].payload = "bad"
        bad.insert(events[place].offset)
      }
      let batch = stream.batch(of: events, for: kind.table, in: test.warehouse)
      #expect(try session.commit(batch).refusedOffsets.map(Set.init) == bad)
      _ = model.apply(events.filter { $0.payload != "bad" })
      #expect(try KeyedTests.rows(kind, in: test) == KeyedTests.sorted(model.rows))
      try test.expectSums()
    }
    #expect(
      try test.sql("SELECT sum(quarantined) FROM \(test.own("ledger"))")
        == test.sql("SELECT count(*) FROM \(test.own("quarantine"))"))
  }

  /// Halving finds a few among many by few statements.
  @Test(.enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
  func costsGrowWithTheBadOnes() throws {
    let kind = KeyedTests.Case(kind: .postgres, mode: .history, tombstone: .count)
    let test = try TestWarehouse(.postgres)
    try test.prepare(kind.table)
    try meddle(test)
    var stream = KeyedStream(seed: 5, deletes: false)
    let session = try #require(try test.session() as? PostgresSession)
    _ = try session.openLedger(stream.requests)
    var events = stream.next(count: 5_000)
    for place in stride(from: 50, to: 5_000, by: 100) {
      events[place].key = ["bad \(place)", "0"]
      events[place].payload = "bad"
    }
    let before = session.statementCount
    let batch = stream.batch(of: events, for: kind.table, in: test.warehouse)
    #expect(try session.commit(batch).refusedOffsets?.count == 50)
    // Each of 50 by two loads for each halving of its hundred, a load being four statements.
    #expect(session.statementCount - before < 50 * 2 * 8 * 4)
  }

  /// A key that no index entry holds: found where the keys are locked, or where they are merged.
  @Test(
    .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"),
    arguments: KeyedTests.cases.filter { $0.kind == .postgres })
  func keyBeyondAnIndex(_ kind: KeyedTests.Case) throws {
    let test = try TestWarehouse(.postgres)
    try test.prepare(kind.table)
    var stream = KeyedStream(seed: 3, deletes: kind.tombstone == .delete)
    let session = try test.session()
    _ = try session.openLedger(stream.requests)
    var events = stream.next(count: 40)
    events[20].key[0] = (0..<4_000).map { _ in "\(stream.random(100...999))" }.joined()
    let batch = stream.batch(of: events, for: kind.table, in: test.warehouse)
    #expect(try session.commit(batch).refusedOffsets == [events[20].offset])
    var model = KeyedModel(kind.mode)
    events.remove(at: 20)
    _ = model.apply(events)
    #expect(try KeyedTests.rows(kind, in: test) == KeyedTests.sorted(model.rows))
    try test.expectSums()
  }

  // MARK: Plans

  @Test func tablesOfAHistory() throws {
    let table = KeyedTests.Case(
      kind: .postgres, mode: .history, tombstone: .delete, order: .text
    ).table
    let dialect = PostgresDialect(defaultSchema: "public")
    let rows = dialect.location(of: try TableName(table.name))
    let created = TablePart.parts(of: table.mode, dialect).map { part in
      TablePlan(
        table, part, at: part.location(beside: rows), facts: .missing, dialect: dialect
      ).statements[0]
    }
    #expect(
      created[0].hasPrefix(
        """
        CREATE TABLE "public"."keyed" ("lúc" text COLLATE "C", \
        "mã" text COLLATE "C" NOT NULL, "payload" text, "số" bigint NOT NULL, "valid_from" text COLLATE "C" NOT NULL, \
        "valid_to" text COLLATE "C", "_source" bigint NOT NULL
        """))
    #expect(created[0].hasSuffix(#", PRIMARY KEY ("mã", "số", "valid_from"))"#))
    #expect(
      created[1] == """
        CREATE TABLE "public"."keyed__keys" ("mã" text COLLATE "C" NOT NULL, \
        "số" bigint NOT NULL, PRIMARY KEY ("mã", "số"))
        """)
    #expect(created[2].hasSuffix(#", PRIMARY KEY ("mã", "số", "lúc"))"#))
  }

  /// A table without the key is refused, with what its owner can do; an index does as well as a
  /// primary key.
  @Test(
    .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine),
    arguments: TestWarehouse.kinds)
  func tableWithoutTheKey(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    var table = KeyedTests.Case(kind: kind, mode: .upsert, tombstone: .count).table
    let keyed = table.mode
    table.mode = .append
    try test.prepare(table)
    table.mode = keyed
    let administration = try test.administration()
    defer { administration.close() }
    let problems = try administration.prepare([table])
    #expect(problems.count == 1)
    #expect(problems[0].message.contains(kind == .postgres ? "ADD PRIMARY KEY" : "UNIQUE INDEX"))
    try test.sql(#"CREATE UNIQUE INDEX u ON keyed ("số", "mã")"#)
    #expect(try administration.prepare([table]) == [])
  }

  /// The tables beside a table are the bus's.
  @Test(arguments: TestWarehouse.kinds)
  func namesBesideATable(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = KeyedTests.Case(kind: kind, mode: .history, tombstone: .delete).table
    let administration = try test.administration()
    defer { administration.close() }
    try administration.prepareOwnTables()
    let problems = try administration.prepare([table, .plain("keyed__ended")])
    #expect(problems.map(\.table) == ["keyed__ended"])
    var long = table
    long.name = String(repeating: "x", count: 60)
    #expect(try administration.examine([long]).isEmpty == false)
  }
}
