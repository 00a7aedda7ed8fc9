/// The breakers of a lane's topics while a batch is built. Only refusals cost anything: what was taken
/// between two of them is counted with the second.
struct BreakerWatch {
  /// By source; a topic that is not watched has none.
  private(set) var breakers: [Int64: Breaker]
  /// Records of the batch that each breaker has counted.
  private var counted: [Int64: Int64] = [:]
  /// Topics that tripped; in most batches none.
  private var tripped: Set<Int64>

  init(_ breakers: [Int64: Breaker]) {
    self.breakers = breakers
    tripped = Set(breakers.filter { $0.value.trip != nil }.keys)
  }

  /// Whether nothing more of the topic is to be taken.
  func holds(_ source: Int64) -> Bool { !tripped.isEmpty && tripped.contains(source) }

  /// A record was refused, the last of so many of its topic in this batch.
  mutating func refused(_ source: Int64, ofTaken taken: Int64) {
    guard breakers[source] != nil else { return }
    let before = taken - 1 - counted[source, default: 0]
    counted[source] = taken
    breakers[source]?.accepted(before)
    breakers[source]?.refused()
    if breakers[source]?.trip != nil { tripped.insert(source) }
  }

  /// The batch ends with so many records of the topic.
  mutating func ended(_ source: Int64, taken: Int64) {
    breakers[source]?.accepted(taken - counted[source, default: 0])
    counted[source] = taken
  }
}
