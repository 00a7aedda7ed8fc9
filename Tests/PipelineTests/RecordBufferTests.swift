import Testing

@testable import Pipeline

@Suite("Records in a buffer")
struct RecordBufferTests {
  @Test("Key, value and headers come back as they were appended, beyond any growth")
  func roundTrip() {
    let buffer = RecordBuffer()
    for index in 0..<200 {
      let key = Array("key-\(index)".utf8)
      let value = [UInt8](repeating: UInt8(index), count: index * 7)
      key.withUnsafeBytes { key in
        value.withUnsafeBytes { value in
          buffer.append(
            slot: Int32(index % 3), epoch: 9, offset: Int64(index), timestamp: Int64(index) * 10,
            key: index % 5 == 0 ? nil : key, value: index % 7 == 0 ? nil : value,
            headers: [(Array("a".utf8), [1, 2]), (Array("b".utf8), nil), (Array("a".utf8), [])],
            now: 5)
        }
      }
    }
    #expect(buffer.count == 200)
    #expect(buffer.openedAt == 5)
    for index in 0..<200 {
      let record = buffer[index]
      #expect(record.slot == Int32(index % 3) && record.offset == Int64(index))
      #expect(record.key.map(Array.init) == (index % 5 == 0 ? nil : Array("key-\(index)".utf8)))
      #expect(
        record.value.map(Array.init)
          == (index % 7 == 0 ? nil : [UInt8](repeating: UInt8(index), count: index * 7)))
      var names: [String] = []
      record.headers.visit { name, value in
        names.append(String(decoding: name, as: UTF8.self) + (value == nil ? "-" : "+"))
      }
      #expect(names == ["a+", "b-", "a+"])
      #expect(record.headers.last("a").map(Array.init) == [])
      #expect(record.headers.last("c") == nil)
    }
  }

  @Test("An emptied buffer gives its memory back and starts anew")
  func emptied() {
    let pool = PiecePool()
    let buffer = RecordBuffer(pool: pool)
    Self.fill(buffer, records: 10, bytes: 100_000)
    #expect(pool.idleBytes == 0)
    buffer.removeAll()
    #expect(buffer.isEmpty && buffer.byteCount == 0 && buffer.capacity == 0)
    #expect(pool.idleBytes == 5 * PiecePool.pieceBytes)
    buffer.appendEnd(slot: 1, epoch: 2, offset: 3, now: 4)
    #expect(buffer[0].isEnd && buffer[0].value == nil && buffer.openedAt == 4)
    #expect(pool.idleBytes == 4 * PiecePool.pieceBytes, "what one gave back another takes")
  }

  /// A buffer in one run moved all it held as it grew: 9 MiB for each record of 16 KiB.
  @Test("No record is moved as a buffer grows, and little is held that no record needs")
  func growth() {
    for bytes in [1, 50, 16_000, 60_000, 140_000, 1_000_000] {
      let buffer = RecordBuffer()
      let count = max(4_000_000 / bytes, 20)
      Self.fill(buffer, records: 1, bytes: bytes)
      let first = buffer[0].value?.baseAddress
      Self.fill(buffer, records: count, bytes: bytes)
      #expect(buffer[0].value?.baseAddress == first)
      #expect(buffer.capacity <= max(count * bytes * 2, PiecePool.pieceBytes), "\(bytes)")
    }
  }

  @Test("Large records among small ones leave the small ones' piece to them")
  func mixed() {
    let buffer = RecordBuffer()
    for _ in 0..<10 {
      Self.fill(buffer, records: 1, bytes: 100)
      Self.fill(buffer, records: 1, bytes: 500_000)
    }
    let large = 10 * (500_000 + RecordBuffer.paddingBytes)
    #expect(buffer.capacity == PiecePool.pieceBytes + large)
    #expect((0..<20).allSatisfy { buffer[$0].value?.count == ($0 % 2 == 0 ? 100 : 500_000) })
  }

  private static func fill(_ buffer: RecordBuffer, records: Int, bytes: Int) {
    let value = [UInt8](repeating: 7, count: bytes)
    for _ in 0..<records {
      value.withUnsafeBytes {
        buffer.append(slot: 0, epoch: 0, offset: 0, timestamp: 0, key: nil, value: $0, now: 1)
      }
    }
  }
}
