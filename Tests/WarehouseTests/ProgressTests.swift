import Contracts
import Testing
import Warehouse

/// A commit that takes long shows that it advances.
@Suite("Progress of a session", .serialized)
struct ProgressTests {
  private final class Counter {
    var count = 0
  }

  @Test(arguments: TestWarehouse.kinds)
  func isolationReportsEachStep(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let table = TableShape.plain()
    try test.prepare(table)
    try test.sql("CREATE UNIQUE INDEX once ON plain (code)")
    let session = try test.session()
    let counter = Counter()
    session.progressed = { counter.count += 1 }
    let batch = TestBatch(table: table, rows: (0..<100).map { _ in [.text("same"), .null] })
    _ = try session.openLedger([batch.request])
    counter.count = 0
    let outcome = try session.commit(batch.build(for: test.warehouse))
    #expect(outcome.refusedOffsets == Array(1..<100))
    // At least one answer for each refused record.
    #expect(counter.count >= 99)
  }

  @Test(arguments: TestWarehouse.kinds)
  func preparingReportsEachTable(_ kind: TestWarehouse.Kind) throws {
    let test = try TestWarehouse(kind)
    let administration = try test.administration()
    let counter = Counter()
    administration.progressed = { counter.count += 1 }
    try administration.prepareOwnTables()
    counter.count = 0
    let tables = (0..<10).map { TableShape.plain("t\($0)") }
    #expect(try administration.prepare(tables) == [])
    #expect(counter.count >= tables.count)
    counter.count = 0
    #expect(try administration.examine(tables) == [])
    #expect(counter.count >= tables.count)
  }
}
