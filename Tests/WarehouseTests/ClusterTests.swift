import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse

/// What a Citus cluster asks of tables and statements (design, "Outgrowing one machine"), on one
/// node: a stand-in refuses what Citus refuses. Merges on a cluster are compared with the model in
/// `KeyedTests`.
@Suite("Tables on a cluster", .enabled(if: TestWarehouse.hasPostgres, "needs PostgreSQL"))
struct ClusterTests {
  private static var clustered: WarehouseOptions {
    var options = WarehouseOptions()
    options.cluster = .citus
    return options
  }

  private static let append = TableShape(
    name: "khí", columns: [.init(name: "trạm", type: .text), .init(name: "ngày", type: .date)])

  private static func keyed(_ mode: (KeyedRows) -> TableMode) -> TableShape {
    let rows = KeyedRows(key: ["mã", "ngày"], order: "lúc", tombstone: .delete)
    return TableShape(
      name: "keyed_\(mode(rows).name)",
      columns: [
        .init(name: "lúc", type: .timestamptz), .init(name: "mã", type: .text),
        .init(name: "ngày", type: .date),
      ], mode: mode(rows), partitioning: Partitioning(column: "ngày", every: .month),
      distribution: "ngày")
  }

  @Test func eachTableIsSpreadAndKeepsItsKeysOnOneNode() throws {
    let test = try TestWarehouse(.postgres, options: Self.clustered)
    try test.prepare(Self.append, Self.keyed(TableMode.upsert), Self.keyed(TableMode.history))
    let spread = try test.sql(
      """
      SELECT c.relname, p.partmethod, column_to_column_name(p.logicalrelid, p.partkey) \
      FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid \
      WHERE NOT c.relispartition ORDER BY c.relname COLLATE "C"
      """)
    #expect(
      spread == [
        ["breaker", "n", nil], ["contract", "n", nil], ["keyed_history", "h", "ngày"],
        ["keyed_history__ended", "h", "ngày"], ["keyed_history__keys", "h", "ngày"],
        ["keyed_upsert", "h", "ngày"], ["keyed_upsert__ended", "h", "ngày"],
        ["keyed_upsert__keys", "h", "ngày"], ["khí", "h", "_offset"],
        ["ledger", "h", "source"], ["quarantine", "h", "_offset"], ["source", "n", nil],
        ["version", "n", nil],
      ])
  }

  @Test(.enabled(if: !TestWarehouse.isSpread, TestWarehouse.ofOneMachine))
  func aDatabaseWithoutTheExtensionIsRefusedAndTheOtherWayRoundIsSaid() throws {
    let plain = try TestWarehouse(.postgres)
    let warehouse = try PostgresWarehouse(url: plain.url, options: Self.clustered)
    let error = #expect(throws: WarehouseError.self) {
      try warehouse.makeAdministration(application: "trucd test").connect()
    }
    #expect(error?.code == .misconfigured)
    #expect(error?.message.contains("CREATE EXTENSION citus") == true)
    #expect(try plain.administration().notice == nil)

    let cluster = try TestWarehouse(.postgres, options: Self.clustered)
    let unaware = try PostgresWarehouse(url: cluster.url)
      .makeAdministration(application: "trucd test")
    try unaware.connect()
    #expect(unaware.notice?.contains("warehouse.distributed is not set") == true)
  }

  @Test func aTableThatStandsElsewhereIsRefusedWithTheStatementThatMovesIt() throws {
    let test = try TestWarehouse(.postgres, options: Self.clustered)
    let unaware = try PostgresWarehouse(url: test.url)
      .makeAdministration(application: "trucd test")
    try unaware.connect()
    try unaware.prepareOwnTables()
    _ = try unaware.prepare([Self.append])
    let problems = try test.administration().examine([Self.append]).map(\.message)
    #expect(
      problems.contains {
        $0.contains("SELECT create_distributed_table('\"public\".\"khí\"', '_offset')")
      })
    #expect(problems.contains { $0.contains("'\"trucd\".\"ledger\"', 'source'") })
    var other = Self.append
    other.distribution = "trạm"
    try test.sql("SELECT create_distributed_table('\"khí\"', '_offset')")
    let moved = try test.administration().prepare([other]).map(\.message)
    #expect(moved.count == 1 && moved[0].contains("alter_distributed_table"))
  }

  @Test func statementsThatLockTheLedgerNameOneSource() throws {
    let step = LedgerAdvance(
      source: 7, at: TopicPartition(topic: "t", partition: 0), expected: 1, next: 2,
      fingerprint: nil, adds: Totals())
    var found = LedgerCorrections()
    var sent = RecordTally()
    sent.add(source: 7, partition: 0)
    found.addSuperseded(sent: sent, refused: [], effective: RecordTally())
    let correction = try #require(found.all.first)
    let statements = [
      LedgerStatements.lock(source: 7, partition: 0), LedgerStatements.advance(step),
      LedgerStatements.correct(correction),
      LedgerStatements.discard(source: 7, partition: 0, expected: 1, to: 2, lacking: []),
    ]
    for statement in statements { #expect(statement.sql.contains("WHERE source = $1 ")) }
  }

  /// A node cannot look up what lies elsewhere: what a merge reads beside its target is local.
  @Test func mergesReadTheTablesOnlyByPlainJoins() throws {
    for shape in [Self.keyed(TableMode.upsert), Self.keyed(TableMode.history)] {
      let staging = StagingTable(shape, number: 0, isDistributed: true)
      let location = TableLocation(schema: "public", name: shape.name)
      let merge = MergeStatements(shape, at: location, from: staging, bounded: false)
      let ended = TablePart.ended.location(beside: location).sql
      for statement in [merge.write, merge.remove ?? "", merge.close ?? ""] {
        #expect(statement.components(of: location.sql) <= 1 && statement.components(of: ended) == 0)
      }
      #expect(!merge.gather.isEmpty)
      for statement in merge.gather {
        #expect(!statement.contains("LATERAL") && !statement.contains("LIMIT"))
      }
    }
  }

  /// Each statement that reaches the stand-in is looked at when the test ends.
  @Test func theBusesOwnTablesAreWrittenAsAClusterAllows() throws {
    let test = try TestWarehouse(.postgres, options: Self.clustered)
    try test.prepare()
    let administration = try test.administration()
    let source = try #require(try administration.sources(cluster: "c", topics: ["t"]).first)
    for contracts in [Int64(5), 6] {
      try administration.pause(
        TopicPause(source: source.id, topic: "t", contracts: contracts, reason: "r"))
    }
    #expect(try administration.resume(source: source.id, by: "ops"))
    let served = ServedContract(
      contract: 1, name: "n", version: "1.0", hash: [1], text: Array("{}".utf8))
    for _ in 0..<2 { try administration.record([served]) }
    #expect(try administration.lastServed().map(\.name) == ["n"])
    let at = TopicPartition(topic: "t", partition: 0)
    let session = try test.session()
    _ = try session.openLedger([LedgerRequest(source: source.id, at: at, low: 0)])
    #expect(try administration.discard(source: source.id, partition: 0, expected: 0, to: 3))
    #expect(try administration.ledger().map(\.totals.discarded) == [3])
    #expect(try administration.startGeneration(cluster: "c", topic: "t").generation == 2)
  }

  /// Past their retention they go in one transaction, for another daemon's turn is known to its node.
  @Test func partitionsLeaveInTheirTurn() throws {
    let test = try TestWarehouse(.postgres, options: Self.clustered)
    let table = PartitionTests.table(retention: Retention(days: 60))
    try test.prepare(table)
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    let instants = [PartitionTests.noon, PartitionTests.noon - 200 * PartitionTests.day]
    _ = try session.commit(PartitionTests.batch(table, at: instants, in: test))
    let administration = try test.administration()
    var changes: [String] = []
    administration.changed = { changes.append($0.statement) }
    for _ in 0..<2 {
      #expect(try test.maintain([table], at: PartitionTests.noon, by: administration) == [])
    }
    #expect(changes.count { $0.hasPrefix("DROP") } == 1)
    #expect(try test.count("cut") == 1)
  }

  /// What the session sets is not told to other nodes; what a transaction sets is.
  @Test func eachTransactionSaysHowLongItWaitsForALock() throws {
    let test = try TestWarehouse(.postgres, options: Self.clustered)
    let settings = try ConnectionSettings(url: test.url, options: Self.clustered)
    let connection = Connection(
      settings: settings, application: "trucd lane", lockTimeoutMilliseconds: 123)
    try connection.connect()
    defer { connection.close() }
    #expect(connection.opening.map(\.sql).last == "SET LOCAL lock_timeout = 123")
    #expect(try connection.run("SHOW citus.propagate_set_commands").rows == [["local"]])
  }

  @Test func partitionsLeaveWithoutConcurrently() throws {
    let shape = Self.keyed(TableMode.upsert)
    let location = TableLocation(schema: "public", name: shape.name)
    let partition = PartitionFacts.Partition(
      location: TableLocation(schema: "public", name: "p"), from: nil, to: nil)
    let statements = try #require(PartitionStatements(shape, at: location, isDistributed: true))
      .remove(partition)
    #expect(statements.contains { $0.contains("DETACH PARTITION") })
    #expect(statements.allSatisfy { !$0.contains("CONCURRENTLY") })
  }
}

extension String {
  /// How often another text stands in it.
  fileprivate func components(of other: String) -> Int {
    var (rest, count) = (self[...], 0)
    while let range = rest.firstRange(of: other) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
