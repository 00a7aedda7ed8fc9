import Glibc
import Synchronization

/// One node of a cluster that the tests run: broker and controller in one, KRaft.
final class KafkaNode: Sendable {
  let number: Int
  let port: UInt16
  private let folder: String
  private let jars: String
  private let process = Mutex<ChildProcess?>(nil)

  /// Writes the node's configuration and its empty log folder; does not start it.
  init(_ number: Int, of plan: KafkaClusterPlan) throws(KafkaClusterFailure) {
    self.number = number
    port = plan.ports[number - 1]
    folder = "\(plan.folder)/\(number)"
    jars = plan.jars
    mkdir(folder, 0o700)
    guard write(plan.properties(of: number), to: "\(folder)/server.properties") else {
      throw KafkaClusterFailure(text: "cannot write \(folder)/server.properties")
    }
    let format = ChildProcess.run(
      ["java", "-Xmx256m", "-cp", "\(jars)/*", "kafka.tools.StorageTool", "format"]
        + ["-t", plan.clusterID, "-c", "\(folder)/server.properties"],
      log: "\(folder)/log")
    guard format == 0 else {
      throw KafkaClusterFailure(text: "Kafka's storage tool failed; see \(folder)/log")
    }
  }

  func launch() {
    process.withLock { process in
      process = ChildProcess(
        ["java", "-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-Dlog4j2.level=WARN"]
          + ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", "\(jars)/*"]
          + ["kafka.Kafka", "\(folder)/server.properties"],
        log: "\(folder)/log")
      if let process { _ = write("\(process.id)\n", to: "\(folder)/pid") }
    }
  }

  var processID: pid_t? { process.withLock { $0?.id } }

  func send(_ signal: Int32) { process.withLock { $0?.send(signal) } }

  /// Ends the node as a power cut does.
  func kill() {
    process.withLock { running in
      running?.send(SIGKILL)
      running?.wait()
      running = nil
    }
  }
}

/// What is the same for all nodes of a cluster.
struct KafkaClusterPlan {
  var folder: String
  /// The folder of the distribution's jars.
  var jars: String
  var ports: [UInt16]
  var controllerPorts: [UInt16]
  /// Sixteen bytes in base64url; the last digit holds two bits of them.
  let clusterID =
    String((0..<21).map { _ in "ABCDEFGHJKMNPQRSTUVWXYZ23456789".randomElement() ?? "A" }) + "A"

  var bootstrap: String { ports.map { "127.0.0.1:\($0)" }.joined(separator: ",") }

  func properties(of number: Int) -> String {
    let voters = controllerPorts.enumerated().map { "\($0 + 1)@127.0.0.1:\($1)" }
    let replicas = min(ports.count, 3)
    let inSync = replicas == 3 ? 2 : 1
    return """
      process.roles=broker,controller
      node.id=\(number)
      controller.quorum.voters=\(voters.joined(separator: ","))
      listeners=PLAINTEXT://127.0.0.1:\(ports[number - 1]),CONTROLLER://127.0.0.1:\(controllerPorts[number - 1])
      advertised.listeners=PLAINTEXT://127.0.0.1:\(ports[number - 1])
      controller.listener.names=CONTROLLER
      listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
      log.dirs=\(folder)/\(number)/data
      default.replication.factor=\(replicas)
      min.insync.replicas=\(inSync)
      offsets.topic.num.partitions=4
      offsets.topic.replication.factor=\(replicas)
      transaction.state.log.num.partitions=4
      transaction.state.log.replication.factor=\(replicas)
      transaction.state.log.min.isr=\(inSync)
      group.initial.rebalance.delay.ms=0
      auto.create.topics.enable=false
      log.retention.check.interval.ms=1000
      log.cleaner.backoff.ms=1000

      """
  }
}

private func write(_ text: String, to path: String) -> Bool {
  guard let file = fopen(path, "w") else { return false }
  defer { fclose(file) }
  return fputs(text, file) >= 0
}
