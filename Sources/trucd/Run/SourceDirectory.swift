import Pipeline
import Synchronization
import Warehouse

/// Which generation of a topic is the newest, and whether its breaker paused it, asked of the warehouse once and remembered until
/// somebody asks for a fresh answer. Any thread may ask; each question has a short session of its
/// own, so that none waits for another's.
final class SourceDirectory: Sendable {
  private struct State {
    var cluster: String?
    var known: [String: Source] = [:]
    /// By source.
    var pauses: [Int64: TopicPause] = [:]
  }

  private let warehouse: any Warehouse
  private let state = Mutex(State())

  init(warehouse: any Warehouse) { self.warehouse = warehouse }

  /// The cluster whose topics the sources are of; known once a broker has answered.
  func set(cluster: String) { state.withLock { $0.cluster = cluster } }

  /// - Throws: whatever the warehouse says; `.unavailable` while the cluster is not known yet.
  func sources(
    of topics: Set<String>, refreshing: Bool
  ) throws(WarehouseError) -> [String: Source] {
    let (cluster, known) = state.withLock { ($0.cluster, $0.known) }
    if !refreshing, topics.allSatisfy({ known[$0] != nil }) { return known }
    guard let cluster else {
      throw WarehouseError(.unavailable, "the Kafka cluster's id is not known yet")
    }
    let session = warehouse.makeAdministration(application: "trucd sources")
    try session.connect()
    defer { session.close() }
    let found = try session.sources(cluster: cluster, topics: topics.sorted())
    remember(try session.pauses())
    let answers = Dictionary(found.map { ($0.topic, $0) }, uniquingKeysWith: { $1 })
    for topic in topics where answers[topic] == nil {
      throw WarehouseError(.unfit, "trucd.source has no row for topic \(topic)")
    }
    return state.withLock {
      $0.known.merge(answers) { $1 }
      return $0.known
    }
  }

  /// The last pause of a source, as the warehouse told it with the sources.
  func pause(of source: Int64) -> TopicPause? { state.withLock { $0.pauses[source] } }

  /// Writes a pause down, so that a restart does not forget it.
  func record(_ pause: TopicPause) throws(WarehouseError) {
    try ask { (session) throws(WarehouseError) in try session.pause(pause) }
    state.withLock { $0.pauses[pause.source] = pause }
  }

  /// Ends a pause because other contracts serve now, or the breaker is turned off.
  func end(_ pause: TopicPause) throws(WarehouseError) {
    try ask { (session) throws(WarehouseError) in
      _ = try session.resume(source: pause.source, by: nil)
      remember(try session.pauses())
    }
  }

  private func remember(_ pauses: [TopicPause]) {
    let all = Dictionary(pauses.map { ($0.source, $0) }, uniquingKeysWith: { $1 })
    state.withLock { $0.pauses = all }
  }

  /// Asks the warehouse something on a short session.
  func ask(
    _ question: (any WarehouseAdministration) throws(WarehouseError) -> Void
  ) throws(WarehouseError) {
    let session = warehouse.makeAdministration(application: "trucd sources")
    try session.connect()
    defer { session.close() }
    try question(session)
  }
}
