/// A session of the bus that stood still while it held a lock that another one waited for, and that
/// was ended for it.
public struct FrozenSession: Hashable, Sendable {
  /// The server's process.
  public var pid: Int32
  public var application: String
  /// Where its client runs; nil on a local socket.
  public var client: String?
  /// For how long it was seen not to move.
  public var stillSeconds: Double

  public init(pid: Int32, application: String, client: String?, stillSeconds: Double) {
    self.pid = pid
    self.application = application
    self.client = client
    self.stillSeconds = stillSeconds
  }
}
