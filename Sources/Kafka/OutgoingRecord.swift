internal import CRDKafka

/// A record on its way into librdkafka, which copies it.
struct OutgoingRecord {
  var topic: String
  /// −1: the partitioner chooses.
  var partition: Int32
  var key: [UInt8]?
  var value: [UInt8]?
  var headers: [KafkaHeader]
  /// 0: the present.
  var timestampMs: Int64

  func send(_ handle: OpaquePointer) throws(KafkaError) {
    let headers = try makeHeaders()
    let error = topic.withCString { topic in
      withBytes(key) { key in
        withBytes(value) { value in
          produce(handle, topic, key, value, headers)
        }
      }
    }
    guard let error else { return }
    // The headers change hands on success only.
    if let headers { rd_kafka_headers_destroy(headers) }
    throw KafkaError(consuming: error, context: topic)
  }

  private typealias Bytes = (start: UnsafeMutableRawPointer?, count: Int)

  private func produce(
    _ handle: OpaquePointer, _ topic: UnsafePointer<CChar>, _ key: Bytes, _ value: Bytes,
    _ headers: OpaquePointer?
  ) -> OpaquePointer? {
    withUnsafeTemporaryAllocation(of: rd_kafka_vu_t.self, capacity: 7) { arguments in
      var count = 0
      func add(_ kind: rd_kafka_vtype_t, _ fill: (inout rd_kafka_vu_t) -> Void) {
        var argument = rd_kafka_vu_t()
        argument.vtype = kind
        fill(&argument)
        arguments.initializeElement(at: count, to: argument)
        count += 1
      }
      add(RD_KAFKA_VTYPE_TOPIC) { $0.u.cstr = topic }
      add(RD_KAFKA_VTYPE_PARTITION) { $0.u.i32 = partition }
      add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.u.i = RD_KAFKA_MSG_F_COPY }
      add(RD_KAFKA_VTYPE_VALUE) { $0.u.mem = .init(ptr: value.start, size: value.count) }
      add(RD_KAFKA_VTYPE_KEY) { $0.u.mem = .init(ptr: key.start, size: key.count) }
      add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.u.i64 = timestampMs }
      if let headers { add(RD_KAFKA_VTYPE_HEADERS) { $0.u.headers = headers } }
      return rd_kafka_produceva(handle, arguments.baseAddress, count)
    }
  }

  private func makeHeaders() throws(KafkaError) -> OpaquePointer? {
    guard !headers.isEmpty, let list = rd_kafka_headers_new(headers.count) else { return nil }
    for header in headers {
      let error = withBytes(header.value) { value in
        rd_kafka_header_add(list, header.name, -1, value.start, value.count)
      }
      if error != RD_KAFKA_RESP_ERR_NO_ERROR {
        rd_kafka_headers_destroy(list)
        throw KafkaError(error, context: "header \(header.name)")
      }
    }
    return list
  }

  /// An empty array has an address here, so that an empty value is not taken for a tombstone.
  private func withBytes<Result>(
    _ bytes: [UInt8]?, _ body: (Bytes) -> Result
  ) -> Result {
    guard let bytes else { return body((nil, 0)) }
    if bytes.isEmpty {
      var nothing: UInt8 = 0
      return withUnsafeMutableBytes(of: &nothing) { body(($0.baseAddress, 0)) }
    }
    return bytes.withUnsafeBytes {
      body((UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count))
    }
  }
}
