import Admin
import Configuration
import Contracts
import Kafka
import Pipeline

extension Supervisor {
  /// Takes a set of contracts whole, between batches: what is buffered goes to the lanes before the
  /// new contracts do.
  func use(_ catalog: ContractCatalog) {
    handOver(Clock.milliseconds, all: true)
    self.catalog = catalog
    for lane in lanes { lane.jobs.post(.use(catalog)) }
    subscribe()
  }

  /// What the cluster has: topics for patterns, and partition counts whose change asks for a check
  /// of fingerprints.
  func learned(_ counts: [String: Int]) {
    health.kafkaAnswered()
    let changed = counts.filter { topic, count in
      partitionCounts[topic].map { $0 != count } ?? false
    }
    partitionCounts = counts
    for slot in slots.assigned where changed[slot.at.topic] != nil && slot.state.isActive {
      act(slots[slot.number].state.recheckNeeded(), on: slot.number)
    }
    subscribe()
  }

  private func subscribe() {
    guard let catalog else { return }
    switch options.assignment {
    case .group:
      let topics = topics(of: catalog)
      guard topics != subscribed else { return }
      subscribed = topics
      context.events.emit(
        .topicsSubscribed(count: topics.count, list: topics.joined(separator: ", ")))
      attempt { () throws(KafkaError) in try consumer.subscribe(topics) }
    case .fixed: assignFixed(catalog)
    }
  }

  /// The topics of the cluster that some contract reads.
  private func topics(of catalog: ContractCatalog) -> [String] {
    partitionCounts.keys.filter { topic in
      catalog.contracts.contains { $0.contract.topics.contains { $0.matches(topic) } }
    }.sorted()
  }

  /// The partitions that the configuration lists, as far as contracts read their topics and the
  /// cluster has them.
  private func assignFixed(_ catalog: ContractCatalog) {
    let topics = Set(topics(of: catalog))
    let wanted = options.partitions.map {
      TopicPartition(topic: $0.topic, partition: $0.partition)
    }.filter { topics.contains($0.topic) && Int($0.partition) < partitionCounts[$0.topic] ?? 0 }
    warnOfUnread(topics, wanted)
    guard Set(wanted) != Set(slots.assigned.map(\.at)) else { return }
    let former = slots.assigned.map(\.at)
    if !former.isEmpty { revoked(former, lost: false) }
    attempt { () throws(KafkaError) in try consumer.assign(wanted.sorted()) }
    assigned(wanted.sorted())
  }

  /// With a fixed assignment nobody deals out what nobody asked for.
  private func warnOfUnread(_ topics: Set<String>, _ wanted: [TopicPartition]) {
    let listed = Set(wanted)
    let unread = topics.flatMap { topic in
      (0..<Int32(partitionCounts[topic] ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
    }.filter { !listed.contains($0) }.sorted()
    for place in unread { context.events.emit(.partitionUnread(at: place)) }
    health.unread(unread)
  }
}
