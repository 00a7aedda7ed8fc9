import Contracts
import Glibc
import Pipeline
import Synchronization
import Testing
import Warehouse

/// `upsert` and `history` against a plain model: duplicates, disorder, ties, deletions, several
/// partitions of several sources.
@Suite("Rows with a key", .serialized)
struct KeyedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: TestWarehouse.Kind
    let mode: KeyedModel.Mode
    let tombstone: KeyedRows.Tombstone
    var order = ColumnType.bigint
    /// In months: by a part of the key, in `history` by the order.
    var isCut = false
    /// As on a cluster, which a stand-in of one node takes the place of.
    var isSpread = false

    var testDescription: String {
      "\(mode) in \(kind.rawValue), \(tombstone), by \(order)\(isCut ? ", cut" : "")"
        + (isSpread ? ", spread" : "")
    }

    var options: WarehouseOptions {
      var options = WarehouseOptions()
      if isSpread { options.cluster = .citus }
      return options
    }

    var table: TableShape {
      var table = whole
      if isCut {
        let place = mode == .upsert ? 3 : 0
        table.columns[place].type = .date
        table.partitioning = Partitioning(column: table.columns[place].name, every: .month)
      }
      return table
    }

    private var whole: TableShape {
      let rows = KeyedRows(key: ["mã", "số"], order: "lúc", tombstone: tombstone)
      return TableShape(
        name: "keyed",
        columns: [
          .init(name: "lúc", type: order), .init(name: "mã", type: .text),
          .init(name: "payload", type: .text), .init(name: "số", type: .bigint),
        ], mode: mode == .upsert ? .upsert(rows) : .history(rows))
    }
  }

  static let cases: [Case] = TestWarehouse.kinds.flatMap { kind in
    KeyedModel.Mode.allCases.flatMap { mode in
      [
        Case(kind: kind, mode: mode, tombstone: .count),
        Case(kind: kind, mode: mode, tombstone: .delete),
        Case(kind: kind, mode: mode, tombstone: .count, order: .text),
        Case(kind: kind, mode: mode, tombstone: .count, isCut: true),
        Case(kind: kind, mode: mode, tombstone: .delete, isCut: true),
      ]
        + (kind == .postgres
          ? [
            Case(kind: kind, mode: mode, tombstone: .count, order: .text, isSpread: true),
            Case(kind: kind, mode: mode, tombstone: .delete, isSpread: true),
            Case(kind: kind, mode: mode, tombstone: .delete, isCut: true, isSpread: true),
          ] : [])
    }
  }

  @Test(arguments: cases, [UInt64(1), 2])
  func equalsTheModel(_ kind: Case, _ seed: UInt64) throws {
    let test = try TestWarehouse(kind.kind, options: kind.options)
    let table = kind.table
    try test.prepare(table)
    try test.prepare(table)
    var stream = KeyedStream(seed: seed, deletes: kind.tombstone == .delete)
    let sessions = [try test.session(), try test.session()]
    _ = try sessions[0].openLedger(stream.requests)
    var model = KeyedModel(kind.mode)
    for number in 0..<40 {
      let events = stream.next(count: Int(stream.random(1...120)))
      let batch = stream.batch(of: events, for: table, in: test.warehouse)
      let outcome = try sessions[number % 2].commit(batch)
      #expect(outcome.refusedOffsets == [])
      stream.count(events, effective: model.apply(events))
      if number % 10 == 9 {
        try #require(try Self.rows(kind, in: test) == Self.sorted(model.rows), "batch \(number)")
        try #require(try totals(in: test) == stream.totals)
      }
    }
    #expect(model.rows.count > 10)
    try test.expectSums()
  }

  /// Lanes on the same keys, each in an order of its own: none fails, and what stands does not
  /// depend on who was first.
  @Test(arguments: cases.filter { $0.order == .bigint })
  func lanesOnTheSameKeys(_ kind: Case) throws {
    let test = try TestWarehouse(kind.kind, options: kind.options)
    let table = kind.table
    try test.prepare(table)
    let lanes = 4
    let failures = Mutex<[String]>([])
    let all = Mutex<[KeyedEvent]>([])
    let warehouse = test.warehouse
    let threads = (0..<lanes).map { lane in
      Thread {
        do {
          var stream = KeyedStream(
            seed: UInt64(lane + 7), deletes: kind.tombstone == .delete,
            places: [(Int64(lane % 2), Int32(lane))])
          let session = warehouse.makeSession(application: "trucd test lane \(lane)")
          try session.connect()
          _ = try session.openLedger(stream.requests)
          for _ in 0..<25 {
            let events = stream.next(count: 150)
            _ = try session.commit(stream.batch(of: events, for: table, in: warehouse))
            all.withLock { $0 += events }
          }
          session.close()
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(failures.withLock { $0 } == [])
    var model = KeyedModel(kind.mode)
    _ = model.apply(all.withLock { $0 })
    #expect(try Self.rows(kind, in: test) == Self.sorted(model.rows))
    try test.expectSums()
  }

  // MARK: Looking

  static func rows(_ kind: Case, in test: TestWarehouse) throws -> [[String?]] {
    let validity = kind.mode == .history ? ", valid_from, valid_to" : ""
    let found = try test.sql(
      """
      SELECT "mã", "số", "lúc", payload, _source, _partition, _offset\(validity) FROM keyed
      """)
    return sorted(
      found.map { row in
        row.enumerated().map { place, cell in
          if kind.isCut, [1, 2, 7, 8].contains(place) { return cell.map(number) }
          return kind.order == .text && [2, 7, 8].contains(place)
            ? cell.map(KeyedStream.order) : cell
        }
      })
  }

  /// A day as the number that the model has for it.
  private static func number(_ text: String) -> String {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    guard text.count == 10, parts.count == 3 else { return text }
    let lengths = [31, parts[0] % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    let years = (min(parts[0], 1970)..<max(parts[0], 1970)).reduce(0) {
      $0 + ($1 % 4 == 0 ? 366 : 365)
    }
    let days = lengths.prefix(parts[1] - 1).reduce(0, +) + parts[2] - 1
    return "\((parts[0] < 1970 ? -years : years) + days)"
  }

  static func sorted(_ rows: [[String?]]) -> [[String?]] {
    rows.sorted {
      $0.map { $0 ?? "" }.lexicographicallyPrecedes($1.map { $0 ?? "" })
    }
  }

  private func totals(in test: TestWarehouse) throws -> [KeyedStream.Place: [Int64]] {
    let rows = try test.sql(
      "SELECT source, partition, loaded, superseded, tombstones FROM \(test.own("ledger"))")
    var totals: [KeyedStream.Place: [Int64]] = [:]
    for row in rows {
      let numbers = row.map { $0.flatMap { Int64($0) } ?? -1 }
      totals[.init(source: numbers[0], partition: Int32(numbers[1]))] = Array(numbers[2...])
    }
    return totals
  }
}

/// A plain thread: a session's calls block.
private final class Thread: @unchecked Sendable {
  private var handle = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Box(body))
    pthread_create(
      &handle, nil,
      { raw in
        if let raw { Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
  }

  func join() { pthread_join(handle, nil) }

  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
