internal import CRDKafka

/// librdkafka's mock cluster: the real protocol over TCP, in this process.
///
/// For the demo and for fault tests. It has no transaction markers, no compaction, no topic
/// administration, and it drops the oldest records beyond about 5 MB or 100,000 a partition. A topic
/// that a client asks for makes itself with four partitions.
public final class MockBroker: @unchecked Sendable {
  /// Kinds of request whose answer a test can replace, by Kafka's protocol number.
  public enum Request: Int16, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case syncGroup = 14
  }

  private let handle: OpaquePointer
  private let cluster: OpaquePointer

  /// `host:port,…`, for `bootstrap.servers`.
  public let bootstrap: String

  public init(nodes: Int32 = 1) throws(KafkaError) {
    let configuration = Configuration()
    handle = try configuration.makeClient(RD_KAFKA_PRODUCER)
    guard let cluster = rd_kafka_mock_cluster_new(handle, nodes),
      let bootstrap = rd_kafka_mock_cluster_bootstraps(cluster)
    else {
      rd_kafka_destroy(handle)
      throw KafkaError(code: .other, text: "librdkafka cannot start its mock cluster")
    }
    self.cluster = cluster
    self.bootstrap = String(cString: bootstrap)
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(handle)
  }

  public func createTopic(
    _ name: String, partitions: Int32, replication: Int32 = 1
  ) throws(KafkaError) {
    try check(rd_kafka_mock_topic_create(cluster, name, partitions, replication), name)
  }

  /// Disconnects everybody and refuses connections; `node` nil means all.
  public func setDown(node: Int32? = nil) throws(KafkaError) {
    try check(rd_kafka_mock_broker_set_down(cluster, node ?? -1), "mock broker")
  }

  public func setUp(node: Int32? = nil) throws(KafkaError) {
    try check(rd_kafka_mock_broker_set_up(cluster, node ?? -1), "mock broker")
  }

  /// Delays every answer.
  public func setRoundTrip(milliseconds: Int32, node: Int32? = nil) throws(KafkaError) {
    try check(rd_kafka_mock_broker_set_rtt(cluster, node ?? -1, milliseconds), "mock broker")
  }

  /// The next requests of this kind fail with these of Kafka's error numbers, one each. −195
  /// (`_TRANSPORT`) disconnects instead.
  public func fail(next request: Request, with errors: [Int32]) {
    let numbers = errors.map { rd_kafka_resp_err_t(rawValue: $0) }
    rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, numbers.count, numbers)
  }

  /// Metadata of this topic says so from now on; 0 ends it.
  public func setError(_ number: Int32, ofTopic name: String) {
    rd_kafka_mock_topic_set_error(cluster, name, rd_kafka_resp_err_t(rawValue: number))
  }
}
