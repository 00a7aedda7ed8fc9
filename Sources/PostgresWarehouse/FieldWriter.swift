import Warehouse

/// Writes the fields of COPY's binary format (PostgreSQL manual, COPY, "Binary Format", and the
/// `…recv` functions of each type): a length in four bytes, −1 for NULL, then the value. The room
/// must have been made.
struct FieldWriter {
  /// What any value of fixed size takes at most, its length included: a numeric of 64 bits takes
  /// 4 + 8 + 2 × 6 bytes.
  static let fixedFieldBytesMax = 32

  var cursor: UnsafeMutableRawPointer

  @inline(__always)
  mutating func put<I: FixedWidthInteger>(_ value: I) {
    cursor.storeBytes(of: value.bigEndian, as: I.self)
    cursor += MemoryLayout<I>.size
  }

  /// The first `count` bytes of a word in network order; room for all eight must have been made.
  @inline(__always)
  mutating func put(leading count: Int, of word: UInt64) {
    cursor.storeBytes(of: word.bigEndian, as: UInt64.self)
    cursor += count
  }

  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    cursor.copyMemory(from: source, byteCount: bytes.count)
    cursor += bytes.count
  }

  @inline(__always)
  mutating func null() { put(Int32(-1)) }

  @inline(__always)
  mutating func bigint(_ number: Int64) {
    put(Int32(8))
    put(number)
  }

  @inline(__always)
  mutating func integer(_ number: Int32) {
    put(Int32(4))
    put(number)
  }

  @inline(__always)
  mutating func boolean(_ flag: Bool) {
    put(Int32(1))
    put(UInt8(flag ? 1 : 0))
  }

  /// Text, or bytea: the same field.
  @inline(__always)
  mutating func bytes(_ bytes: UnsafeRawBufferPointer) {
    put(Int32(bytes.count))
    put(bytes)
  }

  /// PostgreSQL counts from 2000-01-01.
  @inline(__always)
  mutating func timestamptz(_ microseconds: Int64) { bigint(microseconds - 946_684_800_000_000) }

  @inline(__always)
  mutating func kafkaTimestamp(_ milliseconds: Int64) {
    if let microseconds = KafkaTime.microseconds(ofMilliseconds: milliseconds) {
      timestamptz(microseconds)
    } else {
      null()
    }
  }

  @inline(__always)
  mutating func date(_ days: Int32) { integer(days - 10_957) }

  /// The version byte of `jsonb_recv`, then the text.
  @inline(__always)
  mutating func jsonb(_ text: UnsafeRawBufferPointer) {
    put(Int32(text.count + 1))
    put(UInt8(1))
    put(text)
  }
}
