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

  @Test func postgresBufferGivesMemoryBack() {
    let pool = PiecePool(idleBytesMax: 4 * Self.mebibyte)
    let buffer = PostgresRowBuffer(table: Self.table, pool: pool)
    for _ in 0..<100 { fill(buffer, bytes: 100_000) }
    #expect(buffer.byteCount > 10_000_000 && buffer.capacity < 20_000_000)
    buffer.removeAll()
    #expect(buffer.rowCount == 0 && buffer.byteCount == 0)
    #expect(buffer.capacity == CopyBuffer.firstBytes && pool.idleBytes == 4 * Self.mebibyte)
    fill(buffer, bytes: 3 * Self.mebibyte)
    #expect(buffer.rowCount == 1 && buffer.byteCount > 3 * Self.mebibyte)
  }

  /// A lane has two buffers for each table: a few rows of each must not take a piece of the pool.
  @Test func fewRowsTakeLittle() {
    let pool = PiecePool()
    let buffers = (0..<100).map { _ in PostgresRowBuffer(table: Self.table, pool: pool) }
    for buffer in buffers { for _ in 0..<100 { fill(buffer, bytes: 100) } }
    #expect(buffers.allSatisfy { $0.capacity <= 40_000 })
  }

  @Test func rowsOfSeveralPiecesComeBackWhole() {
    let buffer = PostgresRowBuffer(table: Self.table, pool: PiecePool())
    let lengths = [1, 5_000, 40_000, 300_000, 7, 200_000, 200_000, 0]
    var starts = [0]
    for length in lengths {
      fill(buffer, bytes: length)
      starts.append(buffer.byteCount)
    }
    func bytes(_ rows: Range<Int>) -> [UInt8] { buffer.bytes(ofRows: rows).flatMap(Array.init) }
    for row in lengths.indices {
      let alone = bytes(row..<row + 1)
      #expect(alone.count == starts[row + 1] - starts[row])
      #expect(alone.filter { $0 == UInt8(ascii: "x") }.count == lengths[row])
      #expect(bytes(0..<row) + alone == bytes(0..<row + 1))
    }
    #expect(bytes(2..<2).isEmpty)
  }

  @Test func sqliteBufferShrinks() {
    let buffer = SQLiteRowBuffer(table: Self.table)
    fill(buffer, bytes: 8 * Self.mebibyte)
    buffer.removeAll()
    #expect(buffer.capacity >= 8 * Self.mebibyte, "the next batch may need as much")
    fill(buffer, bytes: 100)
    buffer.removeAll()
    #expect(buffer.capacity >= Self.mebibyte && buffer.capacity < 2 * Self.mebibyte)
    #expect(buffer.rowCount == 0 && buffer.byteCount == 0)
    fill(buffer, bytes: 3 * Self.mebibyte)
    #expect(buffer.rowCount == 1 && buffer.byteCount > 3 * Self.mebibyte)
  }
}
