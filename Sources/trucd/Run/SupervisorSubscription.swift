import Admin
import Configuration
import Contracts
import Kafka
import Pipeline

extension Supervisor {
  /// Takes a set of contracts whole, between batches: what is buffered goes to the lanes before the
  /// new contracts do. What no contract reads any more is left alone at once, and not judged by
  /// contracts that do not know it.
  func use(_ catalog: ContractCatalog) {
    self.catalog = catalog
    let topics = Set(topics(of: catalog))
    retire(slots.assigned.filter { !topics.contains($0.at.topic) }.map(\.number))
    handOver(Clock.milliseconds, all: true)
    for lane in lanes { lane.jobs.post(.use(catalog)) }
    for slot in slots.assigned where slot.isRetired && topics.contains(slot.at.topic) {
      slots[slot.number].isRetired = false
      act(slots[slot.number].state.recheckNeeded(), on: slot.number)
    }
    reopenPaused()
    subscribe()
  }

  private func retire(_ numbers: [Int32]) {
    for number in numbers {
      slots[number].state = PartitionState(epoch: slots[number].state.epoch &+ 1)
      slots[number].isRetired = true
      slots[number].openAt = nil
      publishEpoch(number)
    }
    if !numbers.isEmpty { pause(numbers) }
  }

  /// What the cluster has: topics for patterns, and partition counts: where one changed, or a topic was
  /// away, fingerprints are compared again.
  func learned(_ census: TopicCensus) {
    health.kafkaAnswered()
    let former = self.census
    self.census = census
    for slot in slots.assigned where slot.state.isReading {
      let count = former.partitions(of: slot.at.topic)
      let hasChanged = count > 0 && count != census.partitions(of: slot.at.topic)
      if hasChanged || census.hasReturned(slot.at.topic, since: former) {
        act(slots[slot.number].state.recheckNeeded(), on: slot.number)
      }
    }
    subscribe()
  }

  private func subscribe() {
    guard let catalog else { return }
    switch options.assignment {
    case .group: subscribeGroup(topics(of: catalog))
    case .fixed: assignFixed(catalog)
    }
  }

  private func subscribeGroup(_ topics: [String]) {
    guard topics != subscribed else { return }
    context.events.emit(
      .topicsSubscribed(count: topics.count, list: topics.joined(separator: ", ")))
    do throws(KafkaError) {
      try consumer.subscribe(topics)
      subscribed = topics
    } catch {
      // The next look at the topics tries again.
      context.events.emit(.consumerFailed(code: error.code.rawValue, reason: error.summary))
    }
  }

  /// The topics of the cluster that some contract reads.
  private func topics(of catalog: ContractCatalog) -> [String] {
    census.topics.filter { topic in
      catalog.contracts.contains { $0.contract.topics.contains { $0.matches(topic) } }
    }.sorted()
  }

  /// The partitions that the configuration lists, as far as contracts read their topics and the
  /// cluster has them.
  private func assignFixed(_ catalog: ContractCatalog) {
    let topics = Set(topics(of: catalog))
    let wanted = options.partitions.map {
      TopicPartition(topic: $0.topic, partition: $0.partition)
    }.filter { topics.contains($0.topic) && Int($0.partition) < census.partitions(of: $0.topic) }
    warnOfUnread(topics, wanted)
    guard Set(wanted) != Set(slots.assigned.map(\.at)) else { return }
    let former = slots.assigned.map(\.at)
    if !former.isEmpty { revoked(former, lost: false) }
    do throws(KafkaError) {
      try consumer.assign(wanted.sorted())
      assigned(wanted.sorted())
    } catch {
      context.events.emit(.consumerFailed(code: error.code.rawValue, reason: error.summary))
    }
  }

  /// With a fixed assignment nobody deals out what nobody asked for.
  private func warnOfUnread(_ topics: Set<String>, _ wanted: [TopicPartition]) {
    let listed = Set(wanted)
    let unread = topics.flatMap { topic in
      (0..<Int32(census.partitions(of: topic))).map { TopicPartition(topic: topic, partition: $0) }
    }.filter { !listed.contains($0) }.sorted()
    for place in unread { context.events.emit(.partitionUnread(at: place)) }
    health.unread(unread)
  }
}
