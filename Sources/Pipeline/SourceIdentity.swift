import Contracts

extension Source {
  /// The source of a topic's generation. Its `id` is the digest of cluster id, topic and generation
  /// with a zero byte between them, which none of the three can hold.
  public init(cluster: String, topic: String, generation: Int32) {
    let identity = Array(cluster.utf8) + [0] + Array(topic.utf8) + [0] + Array("\(generation)".utf8)
    self.init(
      id: Digest.key(identity), cluster: cluster, topic: topic, generation: generation)
  }
}
