import Contracts
import Pipeline
import PostgresWarehouse
import Support
import Warehouse

/// Batches of a lane's size through a session of the bus, some of whose records a table refuses.
final class PoisonBench {
  /// What refuses them.
  enum Guardian: String, CaseIterable {
    case check = "a CHECK, which names the line"
    case trigger = "a trigger at the end of the statement, which names none"

    var figure: String {
      switch self {
      case .check: "poison_vs_clean"
      case .trigger: "poison_vs_clean_halving"
      }
    }

    var statements: [String] {
      switch self {
      case .check: ["ALTER TABLE poison ADD CHECK (v0 >= 0)"]
      case .trigger:
        [
          """
          CREATE OR REPLACE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          RAISE EXCEPTION 'no' USING ERRCODE = '22023'; END $$
          """,
          """
          CREATE TRIGGER t AFTER INSERT ON poison FOR EACH ROW WHEN (NEW.v0 < 0) \
          EXECUTE FUNCTION judge()
          """,
        ]
      }
    }
  }

  struct Cost {
    var seconds: Double
    var statements: Int
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Some 8 MiB of rows, as a batch of a lane.
  private static let recordsPerBatch = 35_000
  private static let table = TableShape(
    name: "poison",
    columns: [.init(name: "station", type: .text)]
      + (0..<8).map { .init(name: "v\($0)", type: .bigint) })

  private let server: PostgresServer
  private let warehouse: PostgresWarehouse
  private let count: Int
  private let share: Int
  private let at = TopicPartition(topic: "bench.poison", partition: 0)
  private var generation: Int64 = 0

  /// - Parameter share: one record in so many is refused.
  init(server: PostgresServer, count: Int, share: Int) throws {
    self.server = server
    self.count = count
    self.share = share
    warehouse = try PostgresWarehouse(url: server.url)
  }

  /// Loads all records into a new table.
  func load(under guardian: Guardian, poisoned: Bool) throws -> Cost {
    _ = server.query("DROP TABLE IF EXISTS poison", database: "postgres")
    let administration = warehouse.makeAdministration(application: "trucd bench")
    try administration.connect()
    try administration.prepareOwnTables()
    _ = try administration.prepare([Self.table])
    administration.close()
    for statement in guardian.statements where server.query(statement, database: "postgres") == nil
    {
      throw Failure(description: "the table cannot be made")
    }
    generation += 1
    guard let session = warehouse.makeSession(application: "trucd bench") as? PostgresSession
    else { throw Failure(description: "no session of PostgreSQL") }
    try session.connect()
    defer { session.close() }
    _ = try session.openLedger([LedgerRequest(source: generation, at: at, low: 0)])
    let statements = session.statementCount
    var (seconds, refused) = (0.0, 0)
    for first in stride(from: 0, to: count, by: Self.recordsPerBatch) {
      let batch = batch(first..<min(first + Self.recordsPerBatch, count), poisoned: poisoned)
      let begun = ContinuousClock.now
      guard case .committed(let rows, _) = try session.commit(batch) else {
        throw Failure(description: "the ledger has another owner")
      }
      seconds += begun.duration(to: .now) / .seconds(1)
      refused += rows.count
    }
    guard refused == (poisoned ? count / share : 0) else {
      throw Failure(description: "\(refused) records were refused")
    }
    return Cost(seconds: seconds, statements: session.statementCount - statements)
  }

  /// Refused are records at uneven distances, one in each run of `share`.
  private func batch(_ offsets: Range<Int>, poisoned: Bool) -> Batch {
    let rows = warehouse.makeRowBuffer(for: Self.table)
    let station = Array("Trạm quan trắc không khí số 000000, phường An Khánh, thành phố".utf8)
    for (record, offset) in offsets.enumerated() {
      let place = (offset / share) * 7_919 % share
      let isBad = poisoned && offset % share == place
      station.withUnsafeBufferPointer { text in
        let numbers = (0..<8).map { Value.bigint(isBad && $0 == 0 ? -1 : Int64(offset + $0)) }
        _ = ([.text(text)] + numbers).withUnsafeBufferPointer {
          rows.append(
            $0,
            lineage: Lineage(
              source: generation, partition: at.partition, offset: Int64(offset), item: 0,
              timestamp: 1_700_000_000_000, contract: 1), record: Int32(record))
        }
      }
    }
    var adds = Totals()
    adds.loaded = Int64(offsets.count)
    let advance = LedgerAdvance(
      source: generation, at: at, expected: Int64(offsets.lowerBound),
      next: Int64(offsets.upperBound),
      fingerprint: Fingerprint(offset: Int64(offsets.upperBound - 1), timestamp: 0, hash: 0),
      adds: adds)
    return Batch(
      advances: [advance], loads: [TableLoad(table: Self.table, rows: rows)], quarantine: []
    ) { [generation, at] record, fault in
      QuarantineRow(
        source: generation, at: at, offset: Int64(offsets.lowerBound) + Int64(record),
        timestamp: -1, agency: "H17.12", contract: 1, stage: .load,
        errors: Array("[{\"code\": \"\(fault.sqlState)\"}]".utf8), key: nil, headers: nil,
        payload: Array("{}".utf8))
    }
  }
}
