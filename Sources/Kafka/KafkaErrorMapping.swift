internal import CRDKafka

extension KafkaError {
  /// An error number of librdkafka, with the text that came with it or else the general one.
  init(
    _ number: rd_kafka_resp_err_t, text: String? = nil, context: String = "", isFatal: Bool = false
  ) {
    let code = Code(number)
    self.init(
      code: code, text: text ?? String(cString: rd_kafka_err2str(number)), context: context,
      number: number.rawValue, isRetriable: !isFatal && code.isRetriable, isFatal: isFatal)
  }

  /// Takes ownership of `error`.
  init(consuming error: OpaquePointer, context: String = "") {
    let fatal = rd_kafka_error_is_fatal(error) != 0
    self.init(
      rd_kafka_error_code(error), text: String(cString: rd_kafka_error_string(error)),
      context: context, isFatal: fatal)
    isRetriable = isRetriable || rd_kafka_error_is_retriable(error) != 0
    rd_kafka_error_destroy(error)
  }

  static func closed(_ context: String) -> KafkaError {
    KafkaError(code: .closed, text: "the client was closed", context: context)
  }
}

/// Throws unless `number` is "no error".
func check(_ number: rd_kafka_resp_err_t, _ context: String) throws(KafkaError) {
  if number != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(number, context: context) }
}

/// Throws unless there is no error object; ends the object.
func check(_ error: OpaquePointer?, _ context: String) throws(KafkaError) {
  if let error { throw KafkaError(consuming: error, context: context) }
}

extension KafkaError.Code {
  fileprivate var isRetriable: Bool {
    switch self {
    case .timedOut, .brokerUnavailable, .queueFull: true
    default: false
    }
  }

  init(_ number: rd_kafka_resp_err_t) {
    self = Self.transport[number.rawValue] ?? Self.verdict[number.rawValue] ?? .other
  }

  /// What is about reaching a broker.
  private static let transport = table([
    .timedOut: [
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
      RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
    ],
    .brokerUnavailable: [
      RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
      RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__UNKNOWN_BROKER,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
      RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
    ],
    .queueFull: [RD_KAFKA_RESP_ERR__QUEUE_FULL],
    .closed: [RD_KAFKA_RESP_ERR__DESTROY],
  ])

  /// What a broker, or librdkafka in its place, decided.
  private static let verdict = table([
    .authentication: [
      RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
      RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE,
    ],
    .tls: [RD_KAFKA_RESP_ERR__SSL],
    .topicUnknown: [
      RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
    ],
    .topicExists: [RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS],
    .notAuthorised: [
      RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
      RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    ],
    .offsetOutOfRange: [
      RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET,
    ],
    .badMessage: [
      RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR__BAD_COMPRESSION, RD_KAFKA_RESP_ERR_INVALID_MSG,
    ],
    .messageTooLarge: [RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE],
    .fenced: [
      RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, RD_KAFKA_RESP_ERR__FENCED,
      RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
    ],
    .maxPollExceeded: [RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED],
    .notAssigned: [RD_KAFKA_RESP_ERR__STATE, RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS],
  ])

  private static func table(_ groups: [Self: [rd_kafka_resp_err_t]]) -> [Int32: Self] {
    var table: [Int32: Self] = [:]
    for (code, numbers) in groups { for number in numbers { table[number.rawValue] = code } }
    return table
  }
}
