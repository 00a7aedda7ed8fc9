import Support
import Testing

/// Where the database of a test stands.
enum Placement: CustomTestStringConvertible {
  case oneMachine(PostgresServer)
  /// A database of one node in the place of a cluster's: tables and statements are those for a
  /// cluster, and what it would refuse is refused, or found in the server's log.
  case standIn(PostgresServer)
  case cluster(PostgresServer)

  /// Those to be had here; what is left out is said once.
  static let all: [Placement] = {
    var all: [Placement] = []
    switch PostgresServer.shared {
    case .success(let server): all += [.oneMachine(server), .standIn(server)]
    case .failure(let reason): print("Integration: left out on PostgreSQL: \(reason)")
    }
    if let cluster = PostgresServer.cluster {
      all.append(.cluster(cluster))
    } else {
      print("Integration: the kill tests left out on a cluster: \(ClusterDatabase.absence)")
    }
    return all
  }()

  var server: PostgresServer {
    switch self {
    case .oneMachine(let server), .standIn(let server), .cluster(let server): server
    }
  }

  var isDistributed: Bool {
    if case .oneMachine = self { return false }
    return true
  }

  var testDescription: String {
    switch self {
    case .oneMachine: "PostgreSQL"
    case .standIn: "PostgreSQL in place of a cluster"
    case .cluster: "a Citus cluster"
    }
  }
}
