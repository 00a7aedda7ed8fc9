import Contracts
import Dispatch
import Pipeline
import Synchronization
import Testing
import Warehouse

@testable import PostgresWarehouse

/// A report that reads a table for an hour holds up no load, whatever is due on the table.
@Suite("Reports", .serialized, .enabled(if: TestWarehouse.hasPostgres, "no PostgreSQL here"))
struct ReportTests {
  private static let noon = PartitionTests.noon
  private static let day = PartitionTests.day

  /// The lane gives up a lock after a tenth of a second: a statement that queued for the report's
  /// end, with the loads behind it, would show as a failed commit.
  @Test func loadsGoOn() throws {
    var options = WarehouseOptions()
    options.lockTimeoutMilliseconds = 100
    let test = try TestWarehouse(.postgres, options: options)
    let table = PartitionTests.table(retention: Retention(days: 60))
    var extended = table
    extended.columns.append(.init(name: "more", type: .bigint))
    try test.prepare(table)
    let session = try test.session()
    _ = try session.openLedger([TestBatch(table: table, rows: []).request])
    let instants = [Self.noon, Self.noon - 200 * Self.day]
    _ = try session.commit(PartitionTests.batch(table, at: instants, in: test))
    let report = try TestWarehouse.connection(to: test.url)
    try report.run("BEGIN; SELECT count(*) FROM cut")

    let load = Load(session: session, test: test, table: table)
    let administration = try #require(try test.administration() as? PostgresAdministration)
    administration.attemptsMax = 2
    try load.during {
      // A column waits for the report; partitions do not; what is past its retention waits.
      let problems = try administration.prepare([extended])
      #expect(problems.map(\.table) == ["cut"])
      #expect(problems.first?.message.contains("holds a lock") == true)
      let later = Self.noon + 31 * Self.day
      let waiting = try test.maintain([table], at: later, by: administration)
      #expect(waiting.map(\.table) == ["cut"])
      #expect(
        try PartitionTests.names(of: test) == [
          "cut__p20251101", "cut__p20260601", "cut__p20260701", "cut__p20260801", "cut__p20260901",
        ])
    }
    #expect(try report.run("SELECT count(*) FROM cut WHERE code = 'a'").rows[0][0] != "0")
    try report.run("COMMIT")
    try load.during { () throws in
      #expect(try administration.prepare([extended]) == [])
      #expect(try test.maintain([extended], at: Self.noon, by: administration) == [])
    }
    #expect(try PartitionTests.names(of: test).first == "cut__p20260601")
    #expect(try test.sql("SELECT count(more) FROM cut") == [["0"]])
    try test.expectSums()
  }

  /// A lane that commits batch after batch while something else is done.
  private final class Load {
    private let session: any WarehouseSession
    private let test: TestWarehouse
    private let table: TableShape
    private var next: Int64 = 2

    init(session: any WarehouseSession, test: TestWarehouse, table: TableShape) {
      self.session = session
      self.test = test
      self.table = table
    }

    /// Fails unless rows arrive from beginning to end and no commit does.
    func during(_ work: () throws -> Void) throws {
      let isOver = Atomic(false)
      let failures = Mutex<[String]>([])
      let before = next
      nonisolated(unsafe) let (load, work) = (self, work)
      DispatchQueue.concurrentPerform(iterations: 2) { part in
        do {
          if part == 1 {
            defer { isOver.store(true, ordering: .releasing) }
            try work()
          } else {
            repeat { try load.commit() } while !isOver.load(ordering: .acquiring)
            try load.commit()
          }
        } catch {
          failures.withLock { $0.append("\(part == 1 ? "work" : "lane"): \(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [])
      #expect(next > before + 2)
      #expect(try test.count("cut") >= Int(next - before))
    }

    private func commit() throws {
      let batch = PartitionTests.batch(table, at: [ReportTests.noon], first: next, in: test)
      #expect(try session.commit(batch).missed == nil)
      next += 1
    }
  }
}
