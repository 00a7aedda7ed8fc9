import JSONSchema

/// Confluent's framing: a zero byte, the schema's id in 4 bytes, big-endian, then the value; or the
/// id in the header `__value_schema_id`.
enum ConfluentFraming {
  /// JSON never begins with it.
  static let magic: UInt8 = 0
  /// Before a UUID in the header.
  private static let uuidMagic: UInt8 = 1
  static let header = "__value_schema_id"

  static func open(
    _ value: UnsafeBufferPointer<UInt8>
  ) throws(EnvelopeError) -> (SchemaID?, UnsafeBufferPointer<UInt8>) {
    guard value.count >= 5 else {
      throw EnvelopeError(
        .frameTooShort, en: "a Confluent frame (first byte 0) that ends before its schema id",
        vi: "khung Confluent (byte đầu là 0) kết thúc trước mã lược đồ")
    }
    return (.number(number(value[1..<5])), UnsafeBufferPointer(rebasing: value[5...]))
  }

  /// The header holds the frame's first 5 bytes, a byte 1 and the 16 bytes of a UUID, or the number
  /// in decimal digits.
  static func schemaID(
    inHeader bytes: UnsafeBufferPointer<UInt8>
  ) throws(EnvelopeError) -> SchemaID {
    if bytes.count == 5, bytes[0] == magic { return .number(number(bytes[1...])) }
    if bytes.count == 17, bytes[0] == uuidMagic {
      return .uuid(high: bits(bytes[1..<9]), low: bits(bytes[9..<17]))
    }
    if (1...10).contains(bytes.count), let number = Int32(String(decoding: bytes, as: UTF8.self)) {
      return .number(number)
    }
    throw EnvelopeError(
      .badSchemaID,
      en:
        "the header \(header) is none of: byte 0 and 4 bytes, byte 1 and 16 bytes, decimal digits",
      vi: "tiêu đề \(header) không thuộc các dạng: byte 0 và 4 byte, byte 1 và 16 byte, chữ số")
  }

  private static func bits(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int32 {
    Int32(truncatingIfNeeded: bits(bytes))
  }
}
