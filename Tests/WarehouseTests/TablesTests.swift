import Contracts
import Dispatch
import Pipeline
import Synchronization
import Testing
import Warehouse

/// Tables are created and extended, never changed.
@Suite("Tables", .serialized)
struct TablesTests {
  private typealias Column = TableShape.Column

  private static let allTypes: [Column] = [
    Column(name: "a", type: .text, comment: "Chữ"), Column(name: "b", type: .boolean),
    Column(name: "c", type: .bigint), Column(name: "d", type: .numeric(precision: nil, scale: nil)),
    Column(name: "e", type: .numeric(precision: 12, scale: 3)),
    Column(name: "f", type: .numeric(precision: 5, scale: nil)), Column(name: "g", type: .double),
    Column(name: "h", type: .timestamptz), Column(name: "i", type: .date),
    Column(name: "j", type: .uuid), Column(name: "k", type: .jsonb),
  ]

  @Test(arguments: TestWarehouse.kinds)
  func secondTimeFindsNothingToDo(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = TableShape(name: "kho.đo_đạc", columns: Self.allTypes, comment: "Bảng 'đo'")
    let administration = try test.administration()
    for _ in 0..<2 {
      try administration.prepareOwnTables()
      #expect(try administration.prepare([table]) == [])
    }
    #expect(try administration.examine([table]) == [])
    let place = kind == .postgres ? #""kho"."đo_đạc""# : #""kho_đo_đạc""#
    #expect(try test.count(place) == 0)
    if kind == .postgres {
      let comments = try test.sql(
        """
        SELECT obj_description('kho.đo_đạc'::regclass), col_description('kho.đo_đạc'::regclass, 1)
        """)
      #expect(comments == [["Bảng 'đo'", "Chữ"]])
    }
  }

  @Test(arguments: TestWarehouse.kinds)
  func columnsAreAdded(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    var table = TableShape.plain()
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [[.text("old"), .bigint(1)]])
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))

    table.columns.insert(Column(name: "new", type: .date), at: 0)
    table.columns.append(Column(name: "_extra", type: .jsonb))
    let administration = try test.administration()
    #expect(try administration.prepare([table]) == [])
    batch = TestBatch(
      first: 1, table: table, rows: [[.date(1), .text("b"), .null, .jsonb("{}")]])
    _ = try session.commit(batch.build(for: test.warehouse))
    #expect(try test.texts(table.columns[0], of: "plain") == [nil, "1970-01-02"])
    #expect(try test.texts(table.columns[3], of: "plain") == [nil, "{}"])
    // The older contract writes on.
    let old = TestBatch(first: 2, table: .plain(), rows: [[.text("c"), .null]])
    #expect(try session.commit(old.build(for: test.warehouse)).refusedOffsets == [])
    #expect(try test.count("plain") == 3)
  }

  @Test(arguments: TestWarehouse.kinds)
  func wrongTypeIsAProblemAndTheOthersAreMade(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(.plain())
    let other = TableShape(
      name: "plain",
      columns: [Column(name: "amount", type: .date), Column(name: "more", type: .text)])
    let administration = try test.administration()
    let problems = try administration.prepare([other, .plain("second")])
    #expect(problems.map(\.table) == ["plain"])
    #expect(problems.first?.message.contains("\"amount\"") == true)
    #expect(try administration.examine([other]) == problems)
    #expect(try test.count("second") == 0)
    // Whole or not at all: no column of the wrong shape was added.
    #expect(throws: (any Error).self) { try test.sql("SELECT plain.more FROM plain") == [] }
  }

  @Test(
    .enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine),
    arguments: TestWarehouse.kinds)
  func tableOfSomebodyElseIsAProblem(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.sql("CREATE TABLE plain (code text, amount bigint, owner text NOT NULL)")
    try test.sql("CREATE VIEW seen AS SELECT 1 AS code")
    let administration = try test.administration()
    try administration.prepareOwnTables()
    let problems = try administration.prepare([.plain(), .plain("seen")])
    #expect(problems.filter { $0.table == "plain" }.count == 2)
    #expect(problems.contains { $0.message.contains("_offset") })
    #expect(problems.contains { $0.message.contains("NOT NULL") })
    #expect(problems.contains { $0.table == "seen" && $0.message.contains("view") })
  }

  /// 1,593 columns and the bus's seven are 1,600.
  @Test(arguments: TestWarehouse.kinds)
  func columnsAreLimited(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let columns = (0..<1_594).map { Column(name: "c\($0)", type: .boolean) }
    var table = TableShape(name: "wide", columns: columns)
    let administration = try test.administration()
    try administration.prepareOwnTables()
    let problems = try administration.prepare([table])
    #expect(problems.count == 1)
    #expect(problems.first?.message.contains("1600") == true)
    table.columns.removeLast()
    #expect(try administration.prepare([table]) == [])

    let session = try test.session()
    let batch = TestBatch(table: table, rows: [columns.dropLast().map { _ in .boolean(true) }])
    _ = try session.openLedger([batch.request])
    #expect(try session.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    #expect(try test.texts(columns[1_592], of: "wide") == ["1"])
    table.columns.append(Column(name: "one_more", type: .text))
    #expect(try administration.examine([table]).isEmpty == false)
  }

  @Test(arguments: TestWarehouse.kinds)
  func ownAndDoubledNamesAreRefused(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let administration = try test.administration()
    try administration.prepareOwnTables()
    let long = String(repeating: "ổ", count: 22)
    let problems = try administration.prepare([
      .plain("trucd.ledger"), .plain("a.b.c"), .plain(""), .plain(long), .plain("x"),
    ])
    #expect(problems.map(\.table) == ["trucd.ledger", "a.b.c", "", long])
    if kind == .postgres {
      #expect(try administration.examine([.plain("x"), .plain("public.x")]).count == 1)
    } else {
      #expect(try administration.examine([.plain("a_b"), .plain("a.B")]).count == 1)
    }
  }

  @Test(arguments: TestWarehouse.kinds)
  func twoDaemonsStartAtOnce(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let warehouse = test.warehouse
    let deleting = KeyedRows(key: ["a"], order: "h", tombstone: .delete)
    let tables =
      (0..<5).map { TableShape(name: "new.t\($0)", columns: Self.allTypes) } + [
        TableShape(
          name: "new.kept", columns: Self.allTypes, mode: .history(deleting),
          partitioning: Partitioning(column: "h", every: .day), retention: Retention(days: 3))
      ]
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let administration = warehouse.makeAdministration(application: "trucd test \(thread)")
      defer { administration.close() }
      do {
        try administration.connect()
        try administration.prepareOwnTables()
        var problems = try administration.prepare(tables)
        problems += try administration.maintain(tables, at: 0) { true }
        let sources = try administration.sources(cluster: "c", topics: ["a", "b"])
        if !problems.isEmpty || sources.map(\.generation) != [1, 1] {
          failures.withLock { $0.append("\(problems) \(sources)") }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try test.count(test.own("source")) == 2)
    guard kind == .postgres else { return }
    #expect(
      try test.sql(
        "SELECT count(*) FROM pg_partition_tree('new.kept') WHERE isleaf") == [["8"]])
  }

  // MARK: Sources, operators, contracts

  @Test(arguments: TestWarehouse.kinds)
  func generationsFollowEachOther(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let administration = try test.administration()
    try administration.prepareOwnTables()
    let first = try administration.sources(cluster: "c", topics: ["t", "u"])
    let again = try administration.startGeneration(cluster: "c", topic: "t")
    #expect(again.generation == 2)
    #expect(again.id == Source(cluster: "c", topic: "t", generation: 2).id)
    #expect(try administration.sources(cluster: "c", topics: ["u", "t"]) == [first[1], again])
    #expect(try administration.sources(cluster: "d", topics: ["t"]).map(\.generation) == [1])
  }

  @Test(arguments: TestWarehouse.kinds)
  func discardMovesForwardOnly(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(.plain())
    let administration = try test.administration()
    let session = try test.session()
    let batch = TestBatch(table: .plain(), rows: [[.null, .null]])
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    #expect(try administration.discard(source: 1, partition: 0, expected: 0, to: 5) == false)
    #expect(try administration.discard(source: 1, partition: 0, expected: 1, to: 5))
    let entry = try #require(try administration.ledger().first)
    #expect(entry.nextOffset == 5)
    #expect(entry.totals.discarded == 4)
    #expect(entry.fingerprint == nil)
    #expect(throws: WarehouseError.self) {
      try administration.discard(source: 1, partition: 0, expected: 5, to: 4)
    }
    try test.expectSums()
  }

  @Test(arguments: TestWarehouse.kinds)
  func lastServedVersionComesBack(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let administration = try test.administration()
    try administration.prepareOwnTables()
    func served(_ name: String, _ version: String) -> ServedContract {
      let text = Array(#"{"tên": "\#(name) \#(version)", "x": "\u0000"}"#.utf8)
      return ServedContract(
        contract: Digest.key(text), name: name, version: version, hash: Digest.sha256(text),
        text: text)
    }
    let (one, two, other) = (served("a", "1.0"), served("a", "1.1"), served("b", "1.0"))
    try administration.record([one, other])
    try administration.record([two])
    #expect(try administration.lastServed() == [two, other])
    // Gone back to: the older version is the one that served last.
    try administration.record([one])
    #expect(try administration.lastServed() == [one, other])
    var forged = one
    forged.hash[31] ^= 1
    #expect(throws: WarehouseError.self) { try administration.record([forged]) }
  }
}
