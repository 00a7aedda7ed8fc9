import Contracts
import Dispatch
import Pipeline
import Synchronization
import Testing
import Warehouse

/// The promise of the ledger, in both warehouses.
@Suite("Ledger", .serialized)
struct LedgerTests {
  private let table = TableShape.plain()

  private func rows(_ count: Int, from first: Int = 0) -> [[Cell]] {
    (first..<first + count).map { [.text("row \($0)"), .bigint(Int64($0))] }
  }

  @Test(arguments: TestWarehouse.kinds)
  func rowsAndLedgerMoveTogether(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(first: 40, table: table, rows: rows(3))
    let opened = try session.openLedger([batch.request])
    #expect(opened.map(\.firstOffset) == [40])
    #expect(opened.map(\.nextOffset) == [40])
    #expect(opened.map(\.fingerprint) == [nil])
    _ = try session.commit(batch.build(for: test.warehouse))
    batch.first = 43
    _ = try session.commit(batch.build(for: test.warehouse))

    let entry = try #require(try session.openLedger([batch.request]).first)
    #expect(entry.firstOffset == 40)
    #expect(entry.nextOffset == 46)
    #expect(entry.fingerprint == Fingerprint(offset: 45, timestamp: 5, hash: -7))
    #expect(entry.totals.loaded == 6)
    #expect(entry.totals.sum == 6)
    #expect(try test.count("plain") == 6)
    try test.expectSums()

    let lineage = try test.sql(
      "SELECT _source, _partition, _offset, _item, _contract, _loaded_at IS NOT NULL FROM plain "
        + "WHERE _offset = 44")
    #expect(lineage[0][..<5] == ["1", "0", "44", "0", "77"])
    let times = try test.texts(.init(name: "_timestamp", type: .timestamptz), of: "plain")
    #expect(times.first == "2023-11-14T22:13:20.000000Z")
  }

  @Test(arguments: TestWarehouse.kinds)
  func everyTotalIsKept(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let session = try test.session()
    let at = TopicPartition(topic: "t", partition: 3)
    _ = try session.openLedger([LedgerRequest(source: 9, at: at, low: 5)])
    var adds = Totals()
    (adds.loaded, adds.superseded, adds.quarantined) = (1, 2, 3)
    (adds.tombstones, adds.discarded, adds.gaps) = (4, 5, 6)
    let step = LedgerAdvance(
      source: 9, at: at, expected: 5, next: 26,
      fingerprint: Fingerprint(offset: 25, timestamp: -1, hash: .min), adds: adds)
    let commit: (LedgerAdvance) throws -> CommitOutcome = { step in
      try session.commit(
        Batch(
          advances: [step], loads: [], quarantine: [],
          refuse: { _, _ in preconditionFailure("nothing was loaded") }))
    }
    #expect(try commit(step).refusedOffsets == [])
    // A batch of gaps only keeps the fingerprint.
    var gaps = Totals()
    gaps.gaps = 2
    _ = try commit(
      LedgerAdvance(source: 9, at: at, expected: 26, next: 28, fingerprint: nil, adds: gaps))
    let administration = try test.administration()
    let entry = try #require(try administration.ledger().first)
    adds.gaps = 8
    #expect(entry.totals == adds)
    #expect(entry.at == at)
    #expect(entry.fingerprint == Fingerprint(offset: 25, timestamp: -1, hash: .min))
    try test.expectSums()
  }

  /// The database itself refuses totals that do not add up, whoever writes them.
  @Test(arguments: TestWarehouse.kinds)
  func wrongTotalsAreRefused(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    let good = TestBatch(table: table, rows: rows(2))
    _ = try session.openLedger([good.request])
    var wrong = good.build(for: test.warehouse)
    wrong.advances[0].adds.loaded = 1
    #expect { try session.commit(wrong) } throws: { error in
      (error as? WarehouseError)?.code == .unfit
    }
    #expect(try test.count("plain") == 0)
    #expect(try session.commit(good.build(for: test.warehouse)).refusedOffsets == [])
  }

  @Test(arguments: TestWarehouse.kinds)
  func secondOwnerMissesAndWritesNothing(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let (first, second) = (try test.session(), try test.session())
    let batch = TestBatch(table: table, rows: rows(5))
    _ = try first.openLedger([batch.request])
    _ = try second.openLedger([batch.request])
    #expect(try first.commit(batch.build(for: test.warehouse)).refusedOffsets == [])
    var other = batch
    other.quarantine = [hostileRow(offset: 5)]
    #expect(try second.commit(other.build(for: test.warehouse)).missed == [batch.at])
    #expect(try test.count("plain") == 5)
    #expect(try test.count(test.own("quarantine")) == 0)
    // The session goes on.
    var next = batch
    next.first = 5
    #expect(try second.commit(next.build(for: test.warehouse)).refusedOffsets == [])
    try test.expectSums()
  }

  /// Of several partitions, exactly those that missed are named, and the others are rolled back.
  @Test(arguments: TestWarehouse.kinds)
  func missNamesItsPartitions(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let session = try test.session()
    let partitions = (0..<4).map { TopicPartition(topic: "t", partition: $0) }
    let entries = try session.openLedger(
      partitions.reversed().map { LedgerRequest(source: 1, at: $0, low: 10) })
    #expect(entries.map(\.at) == partitions.reversed())
    let advances = partitions.map { at in
      var adds = Totals()
      adds.gaps = 1
      let expected: Int64 = at.partition % 2 == 0 ? 10 : 11
      return LedgerAdvance(
        source: 1, at: at, expected: expected, next: expected + 1, fingerprint: nil, adds: adds)
    }
    let outcome = try session.commit(
      Batch(
        advances: advances, loads: [], quarantine: [],
        refuse: { _, _ in preconditionFailure("nothing was loaded") }))
    #expect(outcome.missed == [partitions[1], partitions[3]])
    #expect(
      try session.openLedger([LedgerRequest(source: 1, at: partitions[0], low: 0)])
        .map(\.nextOffset) == [10])
  }

  @Test(arguments: TestWarehouse.kinds)
  func concurrentOpeningMakesEachRowOnce(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare()
    let warehouse = test.warehouse
    let requests = (0..<20).map {
      LedgerRequest(source: 4, at: TopicPartition(topic: "t", partition: $0), low: 7)
    }
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { thread in
      let session = warehouse.makeSession(application: "trucd test \(thread)")
      do {
        try session.connect()
        let entries = try session.openLedger(thread % 2 == 0 ? requests : requests.reversed())
        if Set(entries.map(\.nextOffset)) != [7] { failures.withLock { $0.append("offset") } }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
      session.close()
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try test.count(test.own("ledger")) == 20)
  }

  /// Two lanes race for each batch: every row lands once, the loser always learns of its miss.
  @Test(arguments: TestWarehouse.kinds)
  func racingOwnersWriteEachRowOnce(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let warehouse = test.warehouse
    let table = table
    let wins = Mutex(0)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      let session = warehouse.makeSession(application: "trucd test owner")
      defer { session.close() }
      do {
        try session.connect()
        for _ in 0..<40 {
          var batch = TestBatch(
            table: table, rows: (0..<10).map { [.text("r"), .bigint(Int64($0))] })
          batch.first = try session.openLedger([batch.request])[0].nextOffset
          if try session.commit(batch.build(for: warehouse)).missed == nil {
            wins.withLock { $0 += 1 }
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    let total = wins.withLock { $0 } * 10
    #expect(try test.count("plain") == total)
    #expect(try test.sql("SELECT count(DISTINCT _offset) FROM plain") == [["\(total)"]])
    #expect(try test.sql("SELECT next_offset FROM \(test.own("ledger"))") == [["\(total)"]])
    try test.expectSums()
  }

  @Test(arguments: TestWarehouse.kinds)
  func quarantineTakesHostileBytes(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [])
    batch.quarantine = [hostileRow(offset: 0), emptyRow(offset: 1)]
    _ = try session.openLedger([batch.request])
    _ = try session.commit(batch.build(for: test.warehouse))
    let encode = kind == .postgres ? "encode(payload, 'hex')" : "lower(hex(payload))"
    let found = try test.sql(
      "SELECT \(encode), agency, _timestamp IS NULL, stage FROM \(test.own("quarantine")) "
        + "ORDER BY _offset")
    #expect(found.count == 2)
    #expect(found[0][0]?.count == 512 * 4)
    #expect(found[0][0]?.hasPrefix("000102fd") == false)
    #expect(found[0][3] == "decode")
    #expect(found[1][0] == "")
    #expect(found[1][1] == nil)
    let errors = try test.sql("SELECT errors FROM \(test.own("quarantine")) ORDER BY _offset")
    #expect(errors[0][0] == #"[{"code": "x", "message": "Lỗi 'ở' \"đây\""}]"#)
    try test.expectSums()
  }

  /// A record is quarantined once: the second time is a fault of ours, loudly.
  @Test(arguments: TestWarehouse.kinds)
  func refusedQuarantineSaysSo(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [])
    batch.quarantine = [emptyRow(offset: 0), emptyRow(offset: 0)]
    _ = try session.openLedger([batch.request])
    #expect { try session.commit(batch.build(for: test.warehouse)) } throws: { error in
      let error = error as? WarehouseError
      return error?.code == .quarantineRefused && error?.place == batch.at && error?.offset == 0
        && error?.message.contains("env.air/0 at offset 0") == true
    }
    #expect(try test.count(test.own("quarantine")) == 0)
    #expect(try session.openLedger([batch.request]).map(\.nextOffset) == [0])
  }

  /// Of several partitions the one with the refused row is named.
  @Test(arguments: TestWarehouse.kinds)
  func refusedQuarantineNamesThePartition(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    try test.prepare(table)
    let session = try test.session()
    var batch = TestBatch(table: table, rows: [])
    var second = emptyRow(offset: 3)
    second.at.partition = 1
    batch.quarantine = [emptyRow(offset: 0), second, second, emptyRow(offset: 1)]
    _ = try session.openLedger([batch.request])
    #expect { try session.commit(batch.build(for: test.warehouse)) } throws: { error in
      let error = error as? WarehouseError
      return error?.code == .quarantineRefused && error?.place == second.at && error?.offset == 3
    }
  }

  private func hostileRow(offset: Int64) -> QuarantineRow {
    let bytes = (0..<1_024).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 255) }
    return QuarantineRow(
      source: 1, at: TopicPartition(topic: "env.air", partition: 0), offset: offset,
      timestamp: .max, agency: "H17\u{0}'\"\\", contract: .min, stage: .decode,
      errors: Array(#"[{"message":"Lỗi 'ở' \"đây\"","code":"x"}]"#.utf8), key: [0, 0xFF, 0x27],
      headers: Array(#"[{"name":"a","base64":"AP8="}]"#.utf8), payload: bytes)
  }

  private func emptyRow(offset: Int64) -> QuarantineRow {
    QuarantineRow(
      source: 1, at: TopicPartition(topic: "env.air", partition: 0), offset: offset,
      timestamp: -1, agency: nil, contract: nil, stage: .validate, errors: Array("[]".utf8),
      key: nil, headers: nil, payload: [])
  }
}
