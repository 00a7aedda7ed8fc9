import Glibc
import Kafka

/// Why the tests have no cluster of their own.
struct KafkaClusterFailure: Error {
  var text: String
}

/// A real Kafka for tests: the one at `KAFKA_BOOTSTRAP_SERVERS`, else one of their own from the jars
/// of `KAFKA_HOME` (an ordinary distribution), else from `../shared/kafka`. Its nodes end with the
/// test process, whatever ends that.
///
/// `TRUCD_TEST_KAFKA_VERSION` chooses the version under `../shared/kafka`; default 4.3.1.
public final class KafkaCluster: Sendable {
  public let bootstrap: String
  private let nodes: [KafkaNode]

  /// One node for all tests of a process, started by the first that asks. Nil where there is no
  /// Kafka; one line then says what is left out.
  public static let shared: KafkaCluster? = {
    if let bootstrap = environment("KAFKA_BOOTSTRAP_SERVERS") {
      return KafkaCluster(bootstrap: bootstrap, nodes: [])
    }
    return start(nodes: 1)
  }()

  /// Whether the tests started it, so that its nodes can be killed.
  public var isOurs: Bool { !nodes.isEmpty }

  /// A cluster of the caller's own, to be hurt.
  public static func start(nodes count: Int) -> KafkaCluster? {
    do throws(KafkaClusterFailure) {
      return try launch(count)
    } catch {
      print(
        "Kafka: \(error.text). Left out: what librdkafka's mock cluster cannot serve "
          + "(transactions, topic administration, broker restarts, volume).")
      return nil
    }
  }

  private init(bootstrap: String, nodes: [KafkaNode]) {
    self.bootstrap = bootstrap
    self.nodes = nodes
  }

  deinit { stop() }

  private static func launch(_ count: Int) throws(KafkaClusterFailure) -> KafkaCluster {
    let jars = try findJars()
    let ports = freePorts(2 * count)
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/trucd-kafka-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, ports.count == 2 * count else {
      throw KafkaClusterFailure(text: "no temporary folder or no free port")
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    let plan = KafkaClusterPlan(
      folder: folder, jars: jars, ports: Array(ports[..<count]),
      controllerPorts: Array(ports[count...]))
    watch(folder)
    var nodes: [KafkaNode] = []
    for number in 1...count { nodes.append(try KafkaNode(number, of: plan)) }
    for node in nodes { node.launch() }
    let cluster = KafkaCluster(bootstrap: plan.bootstrap, nodes: nodes)
    try cluster.waitUntilReady(folder)
    return cluster
  }

  private static func findJars() throws(KafkaClusterFailure) -> String {
    guard ChildProcess.run(["java", "-version"]) == 0 else {
      throw KafkaClusterFailure(
        text: "no Java found (Debian: openjdk-17-jre-headless) and no KAFKA_BOOTSTRAP_SERVERS set")
    }
    if let home = environment("KAFKA_HOME") {
      guard access("\(home)/libs", R_OK) == 0 else {
        throw KafkaClusterFailure(text: "KAFKA_HOME (\(home)) holds no folder libs")
      }
      return "\(home)/libs"
    }
    let jars = "../shared/kafka/\(environment("TRUCD_TEST_KAFKA_VERSION") ?? "4.3.1")"
    guard access(jars, R_OK) == 0 else {
      throw KafkaClusterFailure(
        text: "no \(jars), and neither KAFKA_BOOTSTRAP_SERVERS nor KAFKA_HOME is set")
    }
    return jars
  }

  /// Ends the nodes and removes their folder once the test process is gone.
  private static func watch(_ folder: String) {
    let script = """
      while kill -0 "$0" 2>/dev/null && [ -d "$1" ]; do sleep 1; done
      for pid in "$1"/*/pid; do [ -e "$pid" ] && kill -9 "$(cat "$pid")"; done
      rm -rf "$1"
      """
    _ = ChildProcess(["sh", "-c", script, "\(getpid())", folder])
  }

  /// A topic with a replica on every node can be made only when all of them serve.
  private func waitUntilReady(_ folder: String) throws(KafkaClusterFailure) {
    for _ in 0..<60 {
      if (try? createTopic("ready", partitions: 1)) != nil { return }
      usleep(250_000)
    }
    throw KafkaClusterFailure(text: "the cluster does not answer; see \(folder)/*/log")
  }

  /// Of its nodes that run; empty for a cluster that was there before.
  public var processes: [pid_t] { nodes.compactMap(\.processID) }

  // MARK: Hurting it; nodes count from 1

  public func kill(node: Int) { nodes[node - 1].kill() }
  public func pause(node: Int) { nodes[node - 1].send(SIGSTOP) }
  public func resume(node: Int) { nodes[node - 1].send(SIGCONT) }
  public func restart(node: Int) { nodes[node - 1].launch() }
  public func stop() { for node in nodes { node.kill() } }

  // MARK: Topics

  /// Makes a topic with as many replicas as there are nodes, three at most.
  public func createTopic(
    _ name: String, partitions: Int32, settings: [KafkaProperty] = []
  ) throws(KafkaError) {
    let administration = try administration()
    defer { administration.close(timeoutMs: 2_000) }
    try administration.createTopic(
      name, partitions: partitions, replication: Int32(max(1, min(nodes.count, 3))),
      settings: settings, timeoutMs: 10_000)
  }

  public func administration() throws(KafkaError) -> KafkaAdministration {
    try KafkaAdministration(properties: [("bootstrap.servers", bootstrap), ("log_level", "0")])
  }
}

/// Ports of 127.0.0.1 that nothing listens on now.
private func freePorts(_ count: Int) -> [UInt16] {
  var sockets: [Int32] = []
  defer { for socket in sockets { close(socket) } }
  var ports: [UInt16] = []
  for _ in 0..<count {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    sockets.append(descriptor)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutableBytes(of: &address) { bytes in
      guard let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return false
      }
      return bind(descriptor, pointer, length) == 0
        && getsockname(descriptor, pointer, &length) == 0
    }
    if bound { ports.append(UInt16(bigEndian: address.sin_port)) }
  }
  return ports
}
