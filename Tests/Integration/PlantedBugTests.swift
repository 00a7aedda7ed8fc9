import Admin
import Contracts
import JSON
import Kafka
import Pipeline
import SQLiteWarehouse
import Support
import Synchronization
import Testing
import Warehouse

@testable import trucd

/// A lane that is cut off between two transactions and started again from the ledger, over a
/// warehouse with a bug planted in it: the checker must see what the bug does.
@Suite("The checker finds planted bugs")
struct PlantedBugTests {
  enum Bug: CaseIterable {
    case none
    /// Rows are committed, the ledger never moves.
    case ledgerOff
    /// The ledger is committed first; the rows of the batch in flight at the crash are lost.
    case ledgerFirst
    /// The quarantine is written outside the transaction, after a batch that is then repeated.
    case quarantineOutside
  }

  @Test("Without a bug the checker is content", arguments: [Bug.none])
  func sound(_ bug: Bug) throws {
    let complaints = try complaints(bug)
    #expect(complaints.isEmpty, "\(complaints)")
  }

  @Test(
    "Each bug is found",
    arguments: [Bug.ledgerOff, Bug.ledgerFirst, Bug.quarantineOutside])
  func planted(_ bug: Bug) throws {
    #expect(!(try complaints(bug).isEmpty))
  }

  private static let at = TopicPartition(topic: "planted", partition: 0)
  private static let count = 400

  /// Sends records through lanes that crash after every other batch.
  private func complaints(_ bug: Bug) throws -> [String] {
    let folder = TestFolder("planted")
    let database = "\(folder.path)/kho.sqlite"
    let inner = try SQLiteWarehouse(url: "sqlite:\(database)")
    let warehouse = PlantedWarehouse(inner: inner, bug: bug)
    let catalog = ContractCatalog.load([
      ContractFile(
        path: "test/planted.v1.schema.json",
        bytes: Array(
          """
          {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}},
           "x-trucd": {"topics": ["planted"], "owner": "H17.99", "table": "planted"}}
          """.utf8))
    ])
    #expect(catalog.problems.isEmpty)
    let administration = inner.makeAdministration(application: "test")
    try administration.connect()
    try administration.prepareOwnTables()
    #expect(try administration.prepare(catalog.tables).isEmpty)

    var life = 0
    while life < 40 {
      let lane = PlantedLane(warehouse: warehouse, catalog: catalog)
      let start = lane.open(Self.at, epoch: 1)
      if start >= Self.count { break }
      warehouse.crashAfter(commits: life.isMultiple(of: 2) ? 2 : 1)
      lane.feed(Self.at, from: start, to: Self.count)
      life += 1
    }
    return MultisetChecker.complaints(try findings(database, administration))
  }

  private func findings(
    _ database: String, _ administration: any WarehouseAdministration
  ) throws -> Findings {
    var found = Findings()
    for offset in 0..<Int64(Self.count) {
      let place = RecordPlace(Self.at, offset)
      if PlantedLane.value(offset) == nil {
        found.tombstones.append(place)
      } else {
        found.produced.append(place)
      }
    }
    func places(_ table: String) -> [RecordPlace] {
      (SQLiteReader(path: database)?.rows("SELECT _offset FROM \(table)") ?? []).compactMap {
        $0[0].flatMap(Int64.init).map { RecordPlace(Self.at, $0) }
      }
    }
    found.warehouse = places("planted")
    found.quarantine = places("trucd_quarantine")
    found.ledger = try administration.ledger()
    return found
  }
}

/// A lane of the real code, fed by hand in place of Kafka.
struct PlantedLane {
  private let jobs = Mailbox<LaneJob>()
  private let context: LaneContext
  private let warehouse: PlantedWarehouse

  init(warehouse: PlantedWarehouse, catalog: ContractCatalog) {
    self.warehouse = warehouse
    let registry = MetricRegistry()
    let metrics = BusMetrics(registry: registry, version: "test")
    let sources = SourceDirectory(warehouse: warehouse)
    sources.set(cluster: "test")
    context = LaneContext(
      warehouse: warehouse, sources: sources,
      watermarks: { (_) throws(KafkaError) in Watermarks(low: 0, high: 1_000_000) },
      board: EpochBoard(), reports: Mailbox(), wake: {},
      events: Events(logger: Logger(sink: SilentSink(), level: .error), registry: registry),
      metrics: metrics, health: RunHealth(health: Health(), metrics: metrics),
      limits: ReaderLimits(), rowBytesMax: 1_000, breaker: nil, changes: ContractChanges(),
      connectTimeout: .seconds(5), commitTimeout: .seconds(5))
    jobs.post(.use(catalog))
    let worker = LaneWorker(
      number: 0, jobs: jobs, context: context,
      heartbeat: Watchdog().watch("test", within: .seconds(60)))
    let handed = Handed(worker)
    WorkThread.start("planted lane") { handed.value.run() }
  }

  /// Opens the partition and gives the ledger's offset.
  func open(_ at: TopicPartition, epoch: UInt32) -> Int {
    context.board.set(epoch, of: 0)
    jobs.post(.open([OpenRequest(slot: 0, epoch: epoch, at: at, refreshesSource: false)]))
    while true {
      for report in context.reports.takeAll(waitingAtMost: 1_000) {
        if case .opened(_, _, _, _, let entry) = report { return Int(entry.nextOffset) }
      }
    }
  }

  /// Hands over all records in batches; returns when they are dealt with or the lane has crashed.
  func feed(_ at: TopicPartition, from start: Int, to end: Int) {
    var batches = 0
    for first in stride(from: start, to: end, by: 23) {
      let buffer = RecordBuffer()
      for offset in first..<min(first + 23, end) {
        let value = Self.value(Int64(offset))
        let append = { (bytes: UnsafeRawBufferPointer?) in
          buffer.append(
            slot: 0, epoch: 1, offset: Int64(offset), timestamp: 0, key: nil, value: bytes, now: 0)
        }
        if let value { value.withUnsafeBytes { append($0) } } else { append(nil) }
      }
      jobs.post(.batch(buffer))
      batches += 1
    }
    while batches > 0 {
      for report in context.reports.takeAll(waitingAtMost: 100) {
        if case .free = report { batches -= 1 }
        // What a crash leaves: the lane waits for a warehouse that does not come back.
        if case .failed = report { batches = 0 }
      }
      if warehouse.hasCrashed { break }
    }
    context.board.giveUp()
    jobs.post(.end)
    while true {
      for report in context.reports.takeAll(waitingAtMost: 1_000) {
        if case .ended = report { return }
      }
    }
  }

  static func value(_ offset: Int64) -> [UInt8]? {
    if offset % 11 == 3 { return nil }
    return offset % 7 == 2 ? Array("{\"id\": \"x\"}".utf8) : Array("{\"id\": \(offset)}".utf8)
  }
}

private struct SilentSink: LogSink {
  func write(_ event: Event, unsaid: Int) {}
}
