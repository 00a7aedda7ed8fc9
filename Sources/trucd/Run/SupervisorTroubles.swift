import Admin

/// What partitions have trouble with, gathered for a second: what ails many is told in one line.
struct SupervisorTroubles {
  /// Watermarks or ledger row cannot be read.
  var opening = TroubledPartitions()
  /// Kafka reported an error of the partition.
  var failing = TroubledPartitions()
  /// The ledger is ahead of the partition's end.
  var awaiting = TroubledPartitions()
  /// Records taken before cannot be looked for.
  var comparing = TroubledPartitions()
}

extension Supervisor {
  /// Says what began since the last time and still lasts, and what is over.
  func tellTroubles() {
    if let news = troubles.failing.news() { context.events.emit(.partitionFailed(news)) }
    troubles.failing.removeAll()
    let slots = slots.assigned
    let unopened = Set(slots.filter { $0.openFailure != nil }.map(\.at))
    let awaiting = Set(slots.filter(\.isAwaitingLeader).map(\.at))
    troubles.opening.keep { unopened.contains($0) }
    troubles.awaiting.keep { awaiting.contains($0) }
    if let news = troubles.opening.news() { context.events.emit(.openingFailed(news)) }
    if troubles.opening.isOver() { context.events.emit(.openingRecovered()) }
    if let news = troubles.awaiting.news() { context.events.emit(.leaderAwaited(news)) }
  }

  /// Says what a round of comparisons could not do, or that it can again.
  func tellComparisons() {
    if let news = troubles.comparing.news() { context.events.emit(.comparisonFailed(news)) }
    if troubles.comparing.isOver() { context.events.emit(.comparisonRecovered()) }
  }
}
