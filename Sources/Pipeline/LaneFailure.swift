/// Why a call to the warehouse failed, as far as a lane acts on it.
public struct LaneFailure: Error, Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The environment: try again after a while.
    case unavailable
    /// COMMIT was sent and its answer did not come.
    case outcomeUnknown
    /// Something other than the environment: what is at fault stops for this reason.
    case fault(StopReason)
  }

  public var kind: Kind
  /// What happened, for an operator.
  public var message: String
  /// The partition at fault, where one is known, so that only it need stop.
  public var place: TopicPartition?

  public init(_ kind: Kind, _ message: String, place: TopicPartition? = nil) {
    self.kind = kind
    self.message = message
    self.place = place
  }

  init(unfit message: String) { self.init(.fault(.unfit(message)), message) }
}
