import Contracts
import Pipeline
import Testing
import Warehouse

@testable import PostgresWarehouse
@testable import SQLiteWarehouse

/// One large batch is not paid for ever.
@Suite("Memory of row buffers")
struct RowMemoryTests {
  private static let table = TableShape.plain()
  private static let mebibyte = 1 << 20

  @Test func smallBuffersAndFullOnesStay() {
    #expect(RowMemory.capacity(afterUsing: 0, of: Self.mebibyte) == Self.mebibyte)
    #expect(RowMemory.capacity(afterUsing: 2_000_000, of: 8_000_000) == 8_000_000)
    #expect(RowMemory.capacity(afterUsing: 1_999_999, of: 8_000_000) == 3_999_998)
    #expect(RowMemory.capacity(afterUsing: 10, of: 16 * Self.mebibyte) == Self.mebibyte)
  }

  private func fill(_ buffer: any RowBuffer, bytes: Int) {
    let lineage = Lineage(
      source: 1, partition: 0, offset: 0, item: 0, timestamp: 0, contract: 1)
    TestBatch.append(
      [.text(String(repeating: "x", count: bytes)), .null], to: buffer, lineage: lineage, record: 0)
  }

  private func expectShrinking(_ buffer: any RowBuffer, _ capacity: () -> Int) {
    fill(buffer, bytes: 8 * Self.mebibyte)
    buffer.removeAll()
    #expect(capacity() >= 8 * Self.mebibyte, "the next batch may need as much")
    fill(buffer, bytes: 100)
    buffer.removeAll()
    #expect(capacity() >= Self.mebibyte && capacity() < 2 * Self.mebibyte)
    #expect(buffer.rowCount == 0 && buffer.byteCount == 0)
    fill(buffer, bytes: 3 * Self.mebibyte)
    #expect(buffer.rowCount == 1 && buffer.byteCount > 3 * Self.mebibyte)
  }

  @Test func postgresBufferShrinks() {
    let buffer = PostgresRowBuffer(table: Self.table)
    expectShrinking(buffer) { buffer.capacity }
  }

  @Test func sqliteBufferShrinks() {
    let buffer = SQLiteRowBuffer(table: Self.table)
    expectShrinking(buffer) { buffer.capacity }
  }
}
