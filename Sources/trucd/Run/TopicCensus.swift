/// Which topics the cluster has. One answer of the cluster may leave a topic out, or describe it with
/// an error, while a leader moves: a topic is gone only when several answers in a row say so.
struct TopicCensus: Sendable, Equatable {
  static let absencesMax = 3

  private struct Entry: Equatable {
    var partitions: Int
    var absences = 0
  }

  private var entries: [String: Entry] = [:]

  /// Takes an answer: the topics that it describes, and those that it names with an error.
  mutating func take(_ counts: [String: Int], unclear: Set<String>) {
    for (topic, count) in counts { entries[topic] = Entry(partitions: count) }
    for topic in Array(entries.keys) where counts[topic] == nil && !unclear.contains(topic) {
      entries[topic]?.absences += 1
      if entries[topic].map({ $0.absences >= Self.absencesMax }) ?? false { entries[topic] = nil }
    }
  }

  var topics: [String] { entries.keys.sorted() }

  /// 0 where the cluster does not have the topic.
  func partitions(of topic: String) -> Int { entries[topic]?.partitions ?? 0 }
}
