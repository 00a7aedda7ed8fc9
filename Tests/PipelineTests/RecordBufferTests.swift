import Testing

@testable import Pipeline

@Suite("Records in a buffer")
struct RecordBufferTests {
  @Test("Key, value and headers come back as they were appended, beyond any growth")
  func roundTrip() {
    let buffer = RecordBuffer(capacity: 16)
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

  @Test("An emptied buffer gives memory back and starts anew")
  func emptied() {
    let buffer = RecordBuffer(capacity: 16)
    [UInt8](repeating: 1, count: 100_000).withUnsafeBytes {
      buffer.append(slot: 0, epoch: 0, offset: 0, timestamp: 0, key: nil, value: $0, now: 1)
    }
    buffer.removeAll(keeping: 1_024)
    #expect(buffer.isEmpty && buffer.byteCount == 0)
    buffer.appendEnd(slot: 1, epoch: 2, offset: 3, now: 4)
    #expect(buffer[0].isEnd && buffer[0].value == nil && buffer.openedAt == 4)
  }

  @Test("A buffer doubles up to what it keeps, and grows beyond it by an eighth")
  func growth() {
    let buffer = RecordBuffer(capacity: 64, capacityMax: 300)
    let capacities = Self.capacities(of: buffer, records: 8, bytes: 50)
    #expect(capacities == [64, 128, 256, 256, 256, 300, 350, 400])
    #expect(buffer[7].value.map(Array.init) == [UInt8](repeating: 7, count: 50))
  }

  /// A buffer that grew beyond what it keeps by what is needed alone moved all it held for each
  /// record: 9 MiB for each of 16 KiB.
  @Test("What is moved as a buffer grows stays a small multiple of what it holds")
  func moved() {
    let buffer = RecordBuffer(capacity: 64, capacityMax: 1_024)
    let capacities = Self.capacities(of: buffer, records: 4_000, bytes: 50)
    let moved = zip(capacities, capacities.dropFirst()).reduce(0) {
      $1.0 == $1.1 ? $0 : $0 + $1.0
    }
    #expect(moved <= 10 * 4_000 * 50)
  }

  /// The capacity after each of some records.
  private static func capacities(of buffer: RecordBuffer, records: Int, bytes: Int) -> [Int] {
    let value = [UInt8](repeating: 7, count: bytes)
    return (0..<records).map { offset in
      value.withUnsafeBytes {
        buffer.append(
          slot: 0, epoch: 0, offset: Int64(offset), timestamp: 0, key: nil, value: $0, now: 0)
      }
      return buffer.capacity
    }
  }
}
