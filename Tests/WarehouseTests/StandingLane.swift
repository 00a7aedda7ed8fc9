import Contracts
import Dispatch
import Pipeline
import Synchronization
import Warehouse

@testable import PostgresWarehouse

/// A lane that goes on in mid-COPY only when it is told to, like one whose process was stopped.
final class StandingLane: @unchecked Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let table: TableShape
  private let session: any WarehouseSession
  private let steps = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let isFree = Atomic(false)
  private let failure = Mutex<WarehouseError?>(nil)
  private let test: TestWarehouse
  /// Answers of a transaction before its first COPY: BEGIN, SET CONSTRAINTS, the ledger.
  private static let answersBeforeCopy = 3

  /// Its first batch is committed.
  init(_ test: TestWarehouse, _ table: TableShape, application: String) throws {
    self.test = test
    self.table = table
    session = test.warehouse.makeSession(application: application)
    try session.connect()
    let first = TestBatch(table: table, rows: [[.text("a"), .null]])
    _ = try session.openLedger([first.request])
    _ = try session.commit(first.build(for: test.warehouse))
  }

  /// Begins a batch of several of libpq's pieces and stands still behind the first.
  func standInCopy() throws {
    let long = String(repeating: "x", count: 64 * 1024)
    var batch = TestBatch(
      table: table, rows: (0..<20).map { [.text("\($0) \(long)"), .null] })
    batch.first = 1
    nonisolated(unsafe) let built = batch.build(for: test.warehouse)
    nonisolated(unsafe) var answers = 0
    session.progressed = { [self] in
      answers += 1
      if answers > Self.answersBeforeCopy, !isFree.load(ordering: .acquiring) { steps.wait() }
    }
    DispatchQueue.global().async { [self] in
      do throws(WarehouseError) { _ = try session.commit(built) } catch {
        failure.withLock { $0 = error }
      }
      ended.signal()
    }
    try wait { try progress() > 0 }
  }

  /// Sends one piece more.
  func move() throws {
    let before = try progress()
    steps.signal()
    try wait { try progress() > before }
  }

  /// Lets it go on to its end.
  /// - Returns: how its commit failed.
  func goOn() -> WarehouseError? {
    isFree.store(true, ordering: .releasing)
    steps.signal()
    ended.wait()
    return failure.withLock { $0 }
  }

  /// The server's process that stands in the COPY. Other tests copy into other databases.
  var pid: String? {
    get throws {
      try test.sql("SELECT pid FROM pg_stat_progress_copy WHERE datname = current_database()")
        .first?[0]
    }
  }

  /// Bytes that the server has taken of the COPY, of which it says nothing before the first.
  private func progress() throws -> Int {
    try Int(
      test.sql(
        """
        SELECT coalesce(max(bytes_processed), 0) FROM pg_stat_progress_copy
        WHERE datname = current_database()
        """)[0][0] ?? "") ?? 0
  }

  private func wait(until condition: () throws -> Bool) throws {
    for _ in 0..<1_000 {
      if try condition() { return }
      _ = DispatchSemaphore(value: 0).wait(timeout: .now() + .milliseconds(10))
    }
    throw Failure(description: "the lane did not come to its COPY")
  }
}
