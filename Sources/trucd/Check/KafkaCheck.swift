import Configuration
import Contracts
import Kafka

/// The cluster: whether it answers, and whether it has the topics that contracts name.
enum KafkaCheck {
  private static let answerMilliseconds: Int32 = 5_000

  static func run(
    _ configuration: Configuration, _ catalog: ContractCatalog?, _ report: inout CheckReport
  ) {
    do throws(KafkaError) {
      let consumer = try Consumer(
        properties: configuration.kafka.properties.map { ($0.name, $0.value.revealed) })
      defer { _ = consumer.close(timeoutMs: 2_000) }
      let cluster = try consumer.clusterID(timeoutMs: answerMilliseconds)
      report.add("kafka", .ok, "cluster \(cluster) answers")
      let topics = try consumer.topics(timeoutMs: answerMilliseconds)
      for topic in topics {
        if let error = topic.error { report.add("kafka", .error, error.summary) }
      }
      if let catalog { look(for: catalog, among: topics.map(\.name), &report) }
    } catch {
      if error.code == .invalidProperty {
        report.add("kafka", .error, error.summary)
      } else {
        report.away("kafka", "\(error.summary); asked: \(configuration.kafka.brokers)")
      }
    }
  }

  /// The properties alone; nobody is asked.
  static func examine(_ kafka: Configuration.Kafka, _ report: inout CheckReport) {
    do throws(KafkaError) {
      try Consumer.examine(kafka.properties.map { ($0.name, $0.value.revealed) })
    } catch {
      report.add("kafka", .error, error.summary)
    }
  }

  private static func look(
    for catalog: ContractCatalog, among names: [String], _ report: inout CheckReport
  ) {
    let known = Set(names.map { Array($0.utf8) })
    for contract in catalog.contracts.map(\.contract) {
      for topic in contract.topics where topic.isExact && !known.contains(Array(topic.text.utf8)) {
        report.add(
          "kafka", .warning,
          "topic \(topic.text) of \(contract.name) does not exist yet; it is read once it does")
      }
      for topic in contract.topics
      where !topic.isExact && !names.contains(where: { topic.matches($0) }) {
        report.add(
          "kafka", .warning, "no topic matches \(topic.text) of \(contract.name) yet")
      }
    }
  }
}

extension Configuration.Kafka {
  /// Whom a client asks first.
  var brokers: String {
    properties.last { $0.name == "bootstrap.servers" }?.value.revealed ?? "no broker"
  }
}
