import Pipeline

/// Which generation of a topic is read, the same in every warehouse.
extension WarehouseAdministration {
  /// The newest generation of each topic, made as generation 1 where the topic is new.
  public func sources(cluster: String, topics: [String]) throws(WarehouseError) -> [Source] {
    var found: [Source] = []
    for topic in topics {
      if let known = try newestSource(cluster: cluster, topic: topic) {
        found.append(known)
      } else {
        found.append(try begin(Source(cluster: cluster, topic: topic, generation: 1)))
      }
    }
    return found
  }

  /// Starts a new generation of a topic that was deleted and made again, by an operator's word.
  public func startGeneration(cluster: String, topic: String) throws(WarehouseError) -> Source {
    let last = try newestSource(cluster: cluster, topic: topic)?.generation ?? 0
    return try begin(Source(cluster: cluster, topic: topic, generation: last + 1))
  }

  private func begin(_ source: Source) throws(WarehouseError) -> Source {
    try add(source)
    return source
  }
}
