import Pipeline
import Synchronization
import Warehouse

/// Which generation of a topic is the newest, asked of the warehouse once and remembered until
/// somebody asks for a fresh answer. Any thread may ask; the calls block.
final class SourceDirectory: Sendable {
  private struct State {
    var cluster: String?
    var known: [String: Source] = [:]
    var administration: Confined
  }

  /// A session that is only ever touched under the directory's lock.
  private struct Confined: @unchecked Sendable {
    let session: any WarehouseAdministration
    var isConnected = false
  }

  private let state: Mutex<State>

  init(warehouse: any Warehouse) {
    state = Mutex(
      State(
        administration: Confined(
          session: warehouse.makeAdministration(application: "trucd sources"))))
  }

  /// The cluster whose topics the sources are of; known once a broker has answered.
  func set(cluster: String) { state.withLock { $0.cluster = cluster } }

  /// - Throws: whatever the warehouse says; `.unavailable` while the cluster is not known yet.
  func source(of topic: String, refreshing: Bool) throws(WarehouseError) -> Source {
    let result: Result<Source, WarehouseError> = state.withLock { state in
      if !refreshing, let source = state.known[topic] { return .success(source) }
      guard let cluster = state.cluster else {
        return .failure(WarehouseError(.unavailable, "the Kafka cluster's id is not known yet"))
      }
      do throws(WarehouseError) {
        if !state.administration.isConnected { try state.administration.session.connect() }
        state.administration.isConnected = true
        let found = try state.administration.session.sources(cluster: cluster, topics: [topic])
        guard let source = found.first else {
          return .failure(WarehouseError(.unfit, "trucd.source has no row for topic \(topic)"))
        }
        state.known[topic] = source
        return .success(source)
      } catch {
        state.administration.isConnected = false
        return .failure(error)
      }
    }
    return try result.get()
  }

  func close() {
    state.withLock {
      if $0.administration.isConnected { $0.administration.session.close() }
      $0.administration.isConnected = false
    }
  }
}
