/// The breakers of a lane's topics, by source: each lane judges what it reads itself.
struct LaneBreakers: Sendable {
  private let settings: Breaker.Settings?
  private(set) var all: [Int64: Breaker] = [:]
  /// The pause of each source whose end a breaker has heard of.
  private var endsHeard: [Int64: EndedPause] = [:]

  /// - Parameter settings: nil where no topic is watched.
  init(_ settings: Breaker.Settings?) { self.settings = settings }

  var tripped: [(source: Int64, trip: Breaker.Trip)] {
    all.compactMap { source, breaker in breaker.trip.map { (source, $0) } }
  }

  /// A partition of the topic is read from now on. Where that is because a pause ended the breaker
  /// begins anew, also one of another lane than the one that found the jump.
  mutating func opened(_ source: Int64, _ totals: Totals, _ ended: EndedPause?) {
    guard let settings else { return }
    var breaker = all[source] ?? Breaker(settings)
    if breaker.trip != nil || ended != endsHeard[source] {
      breaker.resumed(isAccepted: ended?.isAccepted ?? false)
      endsHeard[source] = ended
    }
    breaker.opened(totals)
    all[source] = breaker
  }

  /// A batch is durable: what its building counted holds.
  mutating func committed(_ breakers: [Int64: Breaker], refused: [QuarantineRow] = []) {
    all.merge(breakers) { $1 }
    for (source, rows) in Dictionary(grouping: refused, by: \.source) {
      all[source]?.refusedAfterAll(Int64(rows.count))
    }
  }
}

/// The end of a topic's last pause.
public struct EndedPause: Hashable, Sendable {
  /// Tells one end from another: when it was, in seconds since 1970.
  public var seconds: Int64
  /// An operator took the topic's refused records as they are.
  public var isAccepted: Bool

  public init(seconds: Int64, isAccepted: Bool) {
    self.seconds = seconds
    self.isAccepted = isAccepted
  }
}

/// A topic of a lane whose breaker tripped.
public struct LaneTrip: Sendable {
  public var source: Int64
  public var topic: String
  public var trip: Breaker.Trip
  /// The topic's partitions in this lane, closed now.
  public var partitions: [(slot: Int32, epoch: UInt32)]
}
