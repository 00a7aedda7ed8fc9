internal import CRDKafka
import Glibc

/// One record, borrowed from librdkafka's memory.
///
/// Everything that it points to is valid until the closure that it was given to returns.
public struct Record {
  /// The index of its partition in `Consumer.partitions`.
  public let slot: Int
  public let offset: Int64
  /// Kafka's timestamp in milliseconds since 1970; −1 where the record has none.
  public let timestampMs: Int64
  /// Nil where the record has no key; an empty key is not nil.
  public let key: UnsafeRawBufferPointer?
  /// Nil for a tombstone; an empty value is not nil.
  public let value: UnsafeRawBufferPointer?
  private let message: UnsafePointer<rd_kafka_message_t>

  init(_ message: UnsafePointer<rd_kafka_message_t>, slot: Int) {
    self.message = message
    self.slot = slot
    offset = message.pointee.offset
    timestampMs = rd_kafka_message_timestamp(message, nil)
    key = message.pointee.key.map {
      UnsafeRawBufferPointer(start: $0, count: message.pointee.key_len)
    }
    value = message.pointee.payload.map {
      UnsafeRawBufferPointer(start: $0, count: message.pointee.len)
    }
  }

  /// The headers in the order in which they were sent. Parsed on the first use.
  public var headers: RecordHeaders {
    var headers: OpaquePointer?
    let result = rd_kafka_message_headers(message, &headers)
    return RecordHeaders(result == RD_KAFKA_RESP_ERR_NO_ERROR ? headers : nil)
  }
}

/// The headers of a borrowed record. A name may occur more than once.
public struct RecordHeaders {
  private let headers: OpaquePointer?

  init(_ headers: OpaquePointer?) { self.headers = headers }

  public var count: Int { headers.map(rd_kafka_header_cnt) ?? 0 }

  /// Calls `body` with each name and value; a value may be nil, which is not empty.
  public func visit(_ body: (_ name: UnsafeRawBufferPointer, UnsafeRawBufferPointer?) -> Void) {
    guard let headers else { return }
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    var index = 0
    while rd_kafka_header_get_all(headers, index, &name, &value, &size)
      == RD_KAFKA_RESP_ERR_NO_ERROR
    {
      index += 1
      guard let name else { continue }
      body(UnsafeRawBufferPointer(start: name, count: strlen(name)), buffer(value, size))
    }
  }

  /// The last value under exactly this name (bytes, case counts), which is the one that Kafka's own
  /// clients take.
  /// - Returns: nil where there is none; the inner nil is a header without value.
  public subscript(name: String) -> UnsafeRawBufferPointer?? {
    guard let headers else { return nil }
    var value: UnsafeRawPointer?
    var size = 0
    guard
      rd_kafka_header_get_last(headers, name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR
    else { return nil }
    return .some(buffer(value, size))
  }

  private func buffer(_ start: UnsafeRawPointer?, _ size: Int) -> UnsafeRawBufferPointer? {
    start.map { UnsafeRawBufferPointer(start: $0, count: size) }
  }
}
