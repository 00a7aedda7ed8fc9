import Contracts
import Warehouse

/// The fields of COPY's binary format (PostgreSQL manual, COPY, "Binary Format", and the `…recv`
/// functions of each type): a length in four bytes, −1 for NULL, then the value.
enum BinaryCopy {
  /// Signature, no flags, no header extension.
  static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [0, 0, 0, 0] + [0, 0, 0, 0]
  static let trailer: [UInt8] = [0xFF, 0xFF]

  /// PostgreSQL counts from 2000-01-01.
  private static let microsecondsTo2000: Int64 = 946_684_800_000_000
  private static let daysTo2000: Int32 = 10_957
  private static let jsonbVersion: UInt8 = 1

  /// Enough for every value of fixed size, its length included; a numeric of 64 bits takes
  /// 4 + 8 + 2 × 6 bytes.
  private static let fixedFieldBytesMax = 32

  @inline(__always)
  static func append(_ value: Value, to buffer: CopyBuffer) {
    buffer.reserve(fixedFieldBytesMax)
    switch value {
    case .null:
      buffer.put(Int32(-1))
    case .boolean(let flag):
      buffer.put(Int32(1))
      buffer.put(UInt8(flag ? 1 : 0))
    case .bigint(let number):
      append(number, to: buffer)
    case .numeric(let coefficient, let scale):
      NumericField.append(coefficient: coefficient, scale: scale, to: buffer)
    case .bigNumeric(let text):
      NumericField.append(text, to: buffer)
    case .double(let number):
      buffer.put(Int32(8))
      buffer.put(number.bitPattern)
    case .text(let bytes):
      append(UnsafeRawBufferPointer(bytes), to: buffer)
    case .timestamptz(let microseconds):
      append(microseconds - microsecondsTo2000, to: buffer)
    case .date(let days):
      buffer.put(Int32(4))
      buffer.put(days - daysTo2000)
    case .uuid(let high, let low):
      buffer.put(Int32(16))
      buffer.put(high)
      buffer.put(low)
    case .jsonb(let text):
      appendJSONB(UnsafeRawBufferPointer(text), to: buffer)
    }
  }

  @inline(__always)
  static func append(_ number: Int64, to buffer: CopyBuffer) {
    buffer.reserve(fixedFieldBytesMax)
    buffer.put(Int32(8))
    buffer.put(number)
  }

  @inline(__always)
  static func append(_ number: Int32, to buffer: CopyBuffer) {
    buffer.reserve(fixedFieldBytesMax)
    buffer.put(Int32(4))
    buffer.put(number)
  }

  @inline(__always)
  static func append(kafkaTimestamp milliseconds: Int64, to buffer: CopyBuffer) {
    if let microseconds = KafkaTime.microseconds(ofMilliseconds: milliseconds) {
      append(.timestamptz(microseconds: microseconds), to: buffer)
    } else {
      append(.null, to: buffer)
    }
  }

  /// Text, or bytea: the same field.
  @inline(__always)
  static func append(_ bytes: UnsafeRawBufferPointer, to buffer: CopyBuffer) {
    buffer.reserve(4 + bytes.count)
    buffer.put(Int32(bytes.count))
    buffer.put(bytes)
  }

  static func appendJSONB(_ text: UnsafeRawBufferPointer, to buffer: CopyBuffer) {
    buffer.reserve(5 + text.count)
    buffer.put(Int32(text.count + 1))
    buffer.put(jsonbVersion)
    buffer.put(text)
  }

  static func append(_ bytes: [UInt8]?, to buffer: CopyBuffer) {
    guard let bytes else { return append(.null, to: buffer) }
    bytes.withUnsafeBytes { append($0, to: buffer) }
  }
}
