import Contracts

/// COPY's binary format around the rows, and a contract's values in it.
enum BinaryCopy {
  /// Signature, no flags, no header extension.
  static let header: [UInt8] =
    Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [0, 0, 0, 0] + [0, 0, 0, 0]
  static let trailer: [UInt8] = [0xFF, 0xFF]

  /// What the values' fields take at most.
  @inline(__always)
  static func bytesMax(_ values: UnsafeBufferPointer<Value>) -> Int {
    var bytes = values.count * FieldWriter.fixedFieldBytesMax
    for value in values {
      switch value {
      // Of a long numeric, four digits go into two bytes.
      case .text(let text), .jsonb(let text), .bigNumeric(let text): bytes += text.count
      default: break
      }
    }
    return bytes
  }

  @inline(__always)
  static func append(_ value: Value, to writer: inout FieldWriter) {
    switch value {
    case .null:
      writer.null()
    case .boolean(let flag):
      writer.boolean(flag)
    case .bigint(let number):
      writer.bigint(number)
    case .numeric(let coefficient, let scale):
      NumericField.append(coefficient: coefficient, scale: scale, to: &writer)
    case .bigNumeric(let text):
      NumericField.append(text, to: &writer)
    case .double(let number):
      writer.put(Int32(8))
      writer.put(number.bitPattern)
    case .text(let bytes):
      writer.bytes(UnsafeRawBufferPointer(bytes))
    case .timestamptz(let microseconds):
      writer.timestamptz(microseconds)
    case .date(let days):
      writer.date(days)
    case .uuid(let high, let low):
      writer.put(Int32(16))
      writer.put(high)
      writer.put(low)
    case .jsonb(let text):
      writer.jsonb(UnsafeRawBufferPointer(text))
    }
  }
}
