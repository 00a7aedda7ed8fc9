import Glibc
import Synchronization

/// A relay before a server of this host that does harm on demand: it cuts connections, loses what
/// one side says, and lets bytes wait. A thread a connection.
public final class TCPProxy: Sendable {
  public enum Direction: Sendable { case toServer, toClient }

  /// What happens when the spotter finds its thing.
  public enum Effect: Sendable {
    /// What stands before it is passed on, and the connection is closed.
    case cutBefore
    /// The piece that holds it is passed on, and the connection is closed.
    case cutAfter
    /// It is passed on; the connection is closed when the server answers, and the answer is lost.
    case cutAtReply
    /// It is passed on; from then on whatever the server says is lost, and the connection stays.
    case loseReplies
    /// What stands before it is passed on, then nothing more in either direction; the connection
    /// stays.
    case hold
  }

  struct State {
    var target: UInt16
    var effect: Effect?
    var timesLeft = 0
    var fired = 0
    var delayMilliseconds = 0
    var isBlackhole = false
    var isClosed = false
    /// Connections of an older age are cut.
    var age = 0
  }

  public let port: UInt16
  private let listener: Int32
  let spotter: any ByteSpotter
  let direction: Direction
  let state: Mutex<State>

  /// - Parameter spotter: each connection gets a copy of it, which sees all of `direction` from the
  ///   connection's start.
  public init(
    to target: UInt16, spotting spotter: any ByteSpotter = NothingSpotter(),
    in direction: Direction = .toServer
  ) throws {
    guard let (listener, port) = Loopback.listen() else {
      throw ChildProcess.Failure(description: "the proxy cannot listen on 127.0.0.1")
    }
    (self.listener, self.port) = (listener, port)
    (self.spotter, self.direction) = (spotter, direction)
    state = Mutex(State(target: target))
    TestThread.start { [self] in accept() }
  }

  /// Harms the next so many finds.
  public func arm(_ effect: Effect, times: Int = 1) {
    state.withLock { ($0.effect, $0.timesLeft) = (effect, times) }
  }

  /// How often the effect came about.
  public var fired: Int { state.withLock { $0.fired } }

  /// Where new connections go.
  public func lead(to target: UInt16) { state.withLock { $0.target = target } }

  /// Each piece waits so long, in both directions.
  public func delay(milliseconds: Int) { state.withLock { $0.delayMilliseconds = milliseconds } }

  /// While it is on, nothing passes in either direction and nothing is closed.
  public func blackhole(_ isOn: Bool) { state.withLock { $0.isBlackhole = isOn } }

  /// Cuts every connection that is open now.
  public func cutAll() { state.withLock { $0.age += 1 } }

  /// Cuts every connection and takes no more.
  public func close() {
    state.withLock {
      $0.isClosed = true
      $0.age += 1
    }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func accept() {
    while !state.withLock({ $0.isClosed }) {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 { continue }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      guard let server = Loopback.connect(to: state.withLock({ $0.target })) else {
        Glibc.close(client)
        continue
      }
      let age = state.withLock { $0.age }
      TestThread.start { [self] in
        var link = ProxyLink(self, client: client, server: server, age: age)
        link.run()
        Glibc.close(client)
        Glibc.close(server)
      }
    }
    Glibc.close(listener)
  }
}
