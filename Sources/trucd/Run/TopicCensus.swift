/// Which topics the cluster has. One answer of the cluster may leave a topic out, or describe it with
/// an error, while a leader moves: a topic is gone only when several answers in a row say so.
struct TopicCensus: Sendable, Equatable {
  static let absencesMax = 3

  private struct Entry: Equatable {
    var partitions: Int
    var absences = 0
    /// The last answer described it.
    var isClear = true
  }

  private var entries: [String: Entry] = [:]

  /// Takes an answer: the topics that it describes, and those that it names with an error.
  mutating func take(_ counts: [String: Int], unclear: Set<String>) {
    for (topic, count) in counts { entries[topic] = Entry(partitions: count) }
    for topic in unclear { entries[topic]?.isClear = false }
    for topic in Array(entries.keys) where counts[topic] == nil && !unclear.contains(topic) {
      entries[topic]?.absences += 1
      entries[topic]?.isClear = false
      if entries[topic].map({ $0.absences >= Self.absencesMax }) ?? false { entries[topic] = nil }
    }
  }

  var topics: [String] { entries.keys.sorted() }

  /// Whether the topic is described again after an answer that left it out or named it with an
  /// error: it may have been made again.
  func hasReturned(_ topic: String, since former: TopicCensus) -> Bool {
    former.entries[topic]?.isClear == false && entries[topic]?.isClear == true
  }

  /// 0 where the cluster does not have the topic.
  func partitions(of topic: String) -> Int { entries[topic]?.partitions ?? 0 }
}
